// The one stretch of a file that a request asks for (RFC 9110, 14). Whatever else it asks gets the whole file, as it may.

const ONE_STRETCH = /^bytes=(\d{1,15})?-(\d{1,15})?$/

/** First and last byte; null: the whole file. */
export const stretchOf = (range: string | null, size: number): { from: number; to: number } | null => {
  const [, first, last] = ONE_STRETCH.exec(range ?? '') ?? []
  if (first === undefined && last === undefined) return null
  const from = first === undefined ? Math.max(0, size - Number(last)) : Number(first)
  const to = first === undefined || last === undefined ? size - 1 : Math.min(Number(last), size - 1)
  return from <= to ? { from, to } : null
}
