// Rates as token buckets, kept as one number each: the moment at which the bucket is full again (GCRA).
import type { Millis } from '@hawker/protocol'

export interface Rate {
  readonly perSecond: number
  /** Requests that may come at once. */
  readonly burst: number
}

/** Keys kept; when there are more, those whose bucket is full again are forgotten. */
export const BUCKETS_MAX = 100_000

export interface TokenBuckets {
  /** Takes one token: 0 when there was one, else the milliseconds until there will be. */
  take(key: string, rate: Rate, now: Millis): number
}

export const createTokenBuckets = (max = BUCKETS_MAX): TokenBuckets => {
  let fullAt = new Map<string, Millis>()
  let sweepAt = max
  const sweep = (now: Millis) => {
    // Most are full again: taking those that are not is quicker than deleting the others.
    const kept = new Map<string, Millis>()
    for (const [key, at] of fullAt) if (at > now) kept.set(key, at)
    fullAt = kept
    // A flood of new keys must not make every request a sweep; the oldest go when nothing else does.
    for (const key of fullAt.keys()) {
      if (fullAt.size <= max) break
      fullAt.delete(key)
    }
    sweepAt = Math.max(max, fullAt.size + max / 10)
  }
  return {
    take: (key, rate, now) => {
      const tokenMs = 1000 / rate.perSecond
      const from = Math.max(now, fullAt.get(key) ?? 0)
      const waitMs = from + tokenMs - (now + rate.burst * tokenMs)
      // Half a microsecond of rounding is not a refusal.
      if (waitMs > 0.0005) return Math.max(1, Math.ceil(waitMs))
      if (fullAt.size >= sweepAt) sweep(now)
      fullAt.set(key, from + tokenMs)
      return 0
    },
  }
}
