// Time that stands still until a test moves it.
import type { Clock, Timers } from '#kernel/clock'

export interface ManualTime {
  readonly clock: Clock
  readonly timers: Timers
  /** Moves on, running what falls due in order. */
  advance(ms: number): void
}

interface Due {
  at: number
  readonly everyMs: number | null
  readonly run: () => void
}

export const manualTime = (startMs = 1_700_000_000_000): ManualTime => {
  let elapsed = 0
  const due = new Set<Due>()
  const add = (ms: number, everyMs: number | null, run: () => void) => {
    const entry: Due = { at: elapsed + ms, everyMs, run }
    due.add(entry)
    return { stop: () => void due.delete(entry) }
  }
  return {
    clock: { now: () => startMs + elapsed, monotonic: () => elapsed },
    timers: { after: (ms, run) => add(ms, null, run), every: (ms, run) => add(ms, ms, run) },
    advance(ms) {
      const until = elapsed + ms
      for (;;) {
        const next = [...due].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        elapsed = Math.max(elapsed, next.at)
        if (next.everyMs === null) due.delete(next)
        else next.at += next.everyMs
        next.run()
      }
      elapsed = until
    },
  }
}
