/** Less than this backward is an encoder's jitter. */
export const JITTER_MS = 80
export const LONGEST_STEP_MS = 10_000

/**
 * Turns the sender's 32-bit wrapping milliseconds into our own, which never go back. One track leads (the picture,
 * when there is one); the other is read relative to it.
 */
export function createTimeline() {
  let raw = 0
  let ms = 0
  let begun = false
  /** Signed distance on the 32-bit circle. */
  const distance = (timestampMs: number) => (timestampMs - raw) | 0

  return {
    /** From here on the sender's `timestampMs` is our `atMs`. */
    begin(timestampMs: number, atMs: number) {
      raw = timestampMs
      ms = atMs
      begun = true
    },
    /** Where the leading track is now; `jump` when no one could say how much time has passed. */
    lead(timestampMs: number): number | 'jump' {
      const step = distance(timestampMs)
      if (!begun || step < -JITTER_MS || step > LONGEST_STEP_MS) return 'jump'
      if (step <= 0) return ms
      raw = timestampMs
      ms += step
      return ms
    },
    /** Where the other track is; undefined when it is out of reach of the leading one. */
    follow(timestampMs: number): number | undefined {
      const step = distance(timestampMs)
      return !begun || Math.abs(step) > LONGEST_STEP_MS ? undefined : ms + step
    },
  }
}
