// WebSocket close codes in ranges that say whether to come back (RFC 6455 §7.4.2 leaves 4000–4999 to applications).
// 4400–4449: do not come back with the same hello. 4450–4499: come back after the delay of `moved`, or with backoff.
// 1001, 1006, 1011, 1012, 1013: come back with backoff. 1002, 1003, 1007, 1009: a bug in the client, do not come back.

export const CLOSE = {
  badMessage: 4400,
  ticketInvalid: 4401,
  notAllowed: 4403,
  roomUnknown: 4404,
  replaced: 4409,
  kicked: 4410,
  signedOut: 4411,
  versionTooOld: 4412,
  banned: 4413,
  helloTimeout: 4450,
  slow: 4451,
  noPong: 4452,
  flooding: 4453,
  moved: 4454,
} as const

export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE]

/** Whether a client should connect again by itself after this close code. */
export const shouldReconnect = (code: number): boolean => {
  if (code >= 4400 && code <= 4449) return false
  if (code === 1002 || code === 1003 || code === 1007 || code === 1009) return false
  return true
}
