// Redis cannot serve now: not reached, not answering, or not taking writes. Whoever asked goes on alone.

export class Away extends Error {
  override readonly name = 'Away'
}

/** Replies that mean "not now"; any other error reply is a bug of ours, and is not hidden by going on alone. */
const NOT_NOW =
  /^(LOADING|OOM|READONLY|MISCONF|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|NOREPLICAS|NOAUTH|NOPERM|WRONGPASS|ERR max number of clients)/

export const awayOr = (error: unknown): unknown => {
  const { name, message } = error as Error
  return name === 'ReplyError' && !NOT_NOW.test(message) ? error : new Away(message, { cause: error })
}
