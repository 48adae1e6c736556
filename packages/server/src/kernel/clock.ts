// Time is handed in. `system/clock.ts` reads the machine's; tests hand in one that stands still until told.
import type { Millis } from '@hawker/protocol'

export interface Clock {
  /** Wall clock, milliseconds since 1970. */
  now(): Millis
  /** Milliseconds that never go back; only differences mean something. */
  monotonic(): number
}

/** A timer somebody owns: `stop()` and it will not run again. */
export interface Timer {
  stop(): void
}

/** Later and again. The body must not throw; `system/timers.ts` guards it at the edge. */
export interface Timers {
  after(ms: number, run: () => void): Timer
  every(ms: number, run: () => void): Timer
}
