const RESYNC_MS = 80

/**
 * AAC frames have an exact length and their timestamps are rounded to milliseconds, so samples are counted. Further
 * than 80 ms off, the timestamp wins: forward leaves a gap, backward drops frames until the count is reached again.
 */
export function createAudioClock(sampleRate: number, samplesPerFrame: number, fromMs: number) {
  const resync = (RESYNC_MS * sampleRate) / 1000
  const floor = Math.ceil((fromMs * sampleRate) / 1000)
  let next: number | undefined

  return {
    /** The frame's decoding time in samples; undefined when it has to go. */
    place(ms: number): number | undefined {
      const stamp = Math.round((ms * sampleRate) / 1000)
      if (next === undefined) {
        if (stamp + samplesPerFrame / 2 < floor) return undefined
        next = Math.max(stamp, floor)
      }
      const drift = stamp - next
      if (drift < -resync) return undefined
      if (drift > resync) next = stamp
      const at = next
      next += samplesPerFrame
      return at
    },
    /** Where the sound ends so far. */
    get endMs(): number {
      return ((next ?? floor) * 1000) / sampleRate
    },
  }
}

export type AudioClock = ReturnType<typeof createAudioClock>
