// A token bucket as two numbers, kept by whoever is limited: no object and no timer for each.

export interface Bucket {
  tokens: number
  filledAt: number
}

/** What a new bucket holds: as much as it may, whatever that turns out to be. */
export const FULL = Number.POSITIVE_INFINITY

/** Takes `cost` tokens if they are there. */
export const take = (bucket: Bucket, cost: number, perSecond: number, burst: number, nowMs: number): boolean => {
  const earned = ((nowMs - bucket.filledAt) / 1_000) * perSecond
  const tokens = Math.min(burst, bucket.tokens + Math.max(0, earned))
  bucket.filledAt = nowMs
  bucket.tokens = tokens < cost ? tokens : tokens - cost
  return tokens >= cost
}
