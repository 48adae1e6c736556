// Prices change faster than they can be read out: what is said aloud, and when. Pure; time is handed in.

/** Between two things said, unless the second cannot wait. */
export const SAY_EVERY_MS = 5_000

export interface Said {
  readonly text: string
  readonly at: number
}

/** When `text` may be said: now for what cannot wait, else when the last has been heard; null: it was said. */
export const sayAt = (last: Said | null, text: string, urgent: boolean, now: number): number | null => {
  if (text === '' || last?.text === text) return null
  return urgent || last === null ? now : Math.max(now, last.at + SAY_EVERY_MS)
}
