// At most so many writes within any second. The times are kept beside what is written, so all processes count together.
import type { Millis } from '@hawker/protocol'

const WINDOW_MS = 1_000

/** The writes of the last second with one more, or the time until there is a place among them. */
export const takeWrite = (
  recent: readonly Millis[],
  now: Millis,
  perSecond: number,
): { readonly recent: Millis[] } | { readonly waitMs: number } => {
  // What a clock that went back left in the future is not waited for.
  const within = recent.filter((at) => at > now - WINDOW_MS && at <= now).sort((a, b) => a - b)
  const oldest = within.at(-perSecond)
  return oldest === undefined ? { recent: [...within, now] } : { waitMs: oldest + WINDOW_MS - now }
}
