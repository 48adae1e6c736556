// The one line above the product: who came and who bought, merged so that it never becomes a second line.

/** Notices of one kind within this time become one; after it the strip forgets them. */
export const STRIP_HOLD_MS = 4000

export interface StripNotice {
  readonly name: string
  /** Everybody besides `name`. */
  readonly others: number
  readonly until: number
}

/** Adds people to what the strip says: the newest name, and how many others. */
export const mergeNotice = (
  shown: StripNotice | null,
  name: string | undefined,
  count: number,
  now: number,
): StripNotice | null => {
  const until = now + STRIP_HOLD_MS
  const before = shown && shown.until > now ? shown.others + 1 : 0
  if (name === undefined) return shown && shown.until > now ? { ...shown, others: shown.others + count, until } : null
  return { name, others: before + Math.max(0, count - 1), until }
}
