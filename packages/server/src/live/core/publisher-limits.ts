// What one publisher may send. L8: a greedy one is told first, then closed; its neighbours never notice.

/** Bits a second, meant over the whole of the window. */
export const BITRATE_MAX = 8_000_000
export const BITRATE_WINDOW_MS = 10_000
/** Between being told and being closed: a person or an adaptive encoder can come down in that time. */
export const WARNING_MS = 5_000
export const FRAMES_PER_SECOND_MAX = 60
/** Encoders jitter, and a joined burst counts in one second. */
const FRAME_RATE_SLACK = 1.2
export const WIDTH_MAX = 4096
export const HEIGHT_MAX = 2304
/** Messages the packager would not take, within the window; a glitch is forgiven, a stream of them is not. */
export const VIOLATIONS_MAX = 50

const BUCKET_MS = 1_000
const BUCKETS = BITRATE_WINDOW_MS / BUCKET_MS

export type Verdict = 'fine' | 'warn' | 'over'

export interface PublisherLimits {
  /** `nowMs` is monotonic. */
  bytes(count: number, nowMs: number): Verdict
  violation(nowMs: number): Verdict
  frameRate(framesPerSecond: number): Verdict
}

/** A sum over the last ten seconds, in steps of one. */
const slidingSum = () => {
  const buckets = new Float64Array(BUCKETS)
  let newest = Number.NEGATIVE_INFINITY
  let sum = 0
  return (count: number, nowMs: number): number => {
    const bucket = Math.floor(nowMs / BUCKET_MS)
    if (bucket - newest >= BUCKETS) {
      buckets.fill(0)
      sum = 0
      newest = bucket
    }
    while (newest < bucket) {
      newest++
      sum -= buckets[newest % BUCKETS]!
      buckets[newest % BUCKETS] = 0
    }
    const at = ((bucket % BUCKETS) + BUCKETS) % BUCKETS
    buckets[at]! += count
    sum += count
    return sum
  }
}

export const publisherLimits = (bitrateMax = BITRATE_MAX): PublisherLimits => {
  const bytesMax = (bitrateMax / 8) * (BITRATE_WINDOW_MS / 1_000)
  const byteSum = slidingSum()
  const violations = slidingSum()
  let warnedAt: number | null = null
  return {
    bytes(count, nowMs) {
      if (byteSum(count, nowMs) <= bytesMax) {
        warnedAt = null
        return 'fine'
      }
      warnedAt ??= nowMs
      return nowMs - warnedAt >= WARNING_MS ? 'over' : 'warn'
    },
    violation: (nowMs) => (violations(1, nowMs) > VIOLATIONS_MAX ? 'over' : 'fine'),
    frameRate: (framesPerSecond) => (framesPerSecond > FRAMES_PER_SECOND_MAX * FRAME_RATE_SLACK ? 'over' : 'fine'),
  }
}
