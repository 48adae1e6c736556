// Time that stands still until told: a clock and its timers for tests.
import type { Clock, Timer, Timers } from '#kernel/clock'

interface Waiting {
  at: number
  readonly order: number
  readonly everyMs: number | null
  readonly run: () => void
}

export class ManualTime implements Clock, Timers {
  #now: number
  #order = 0
  readonly #waiting = new Set<Waiting>()

  constructor(now = 1_800_000_000_000) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }
  monotonic(): number {
    return this.#now
  }
  after(ms: number, run: () => void): Timer {
    return this.#add(ms, null, run)
  }
  every(ms: number, run: () => void): Timer {
    return this.#add(ms, ms, run)
  }

  /** Lets time pass; between two timers, whatever they set going may go on. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms
    await settle()
    for (let next = this.#next(until); next; next = this.#next(until)) {
      this.#now = Math.max(this.#now, next.at)
      if (next.everyMs === null) this.#waiting.delete(next)
      else next.at += next.everyMs
      next.run()
      await settle()
    }
    this.#now = until
  }

  #add(ms: number, everyMs: number | null, run: () => void): Timer {
    const waiting: Waiting = { at: this.#now + Math.max(0, ms), order: this.#order++, everyMs, run }
    this.#waiting.add(waiting)
    return { stop: () => this.#waiting.delete(waiting) }
  }

  #next(until: number): Waiting | undefined {
    let first: Waiting | undefined
    for (const waiting of this.#waiting) {
      if (waiting.at > until) continue
      if (!first || waiting.at < first.at || (waiting.at === first.at && waiting.order < first.order)) first = waiting
    }
    return first
  }
}

/** Lets promises that wait for nothing outside go on. */
export const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}
