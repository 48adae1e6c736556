/** The least that anything stands, and the most. */
const LEAST_MS = 6_000
const MOST_MS = 20_000
/** A slow reader, a Chinese character counting as two letters. */
const MS_PER_LETTER = 60

export const readingMs = (text: string): number => {
  let letters = 0
  for (const sign of text) letters += sign.codePointAt(0)! > 0x2e7f ? 2 : 1
  return Math.min(MOST_MS, Math.max(LEAST_MS, letters * MS_PER_LETTER))
}
