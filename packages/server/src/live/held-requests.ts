// Requests that wait for what a stream brings next. L7: each has an end, and a stream holds only so many.
import type { Timers } from '#kernel/clock'

/** Held at once for one stream; more are answered at once. Counted per stream: behind one NAT or proxy all viewers share an address. */
export const HELD_PER_STREAM_MAX = 10_000

export type HoldEnd = 'ready' | 'timeout' | 'gone' | 'full'

interface Waiter {
  readonly ready: () => boolean
  readonly end: (how: HoldEnd) => void
}

export interface HeldRequests {
  readonly size: number
  /** Waits until `ready`, at most `maxMs`, and no longer than its client does. */
  hold(ready: () => boolean, maxMs: number, signal: AbortSignal): Promise<HoldEnd>
  /** Something changed: whoever is ready goes. */
  wake(): void
  /** Nothing will come any more. */
  releaseAll(): void
}

export const heldRequests = (timers: Timers, max = HELD_PER_STREAM_MAX): HeldRequests => {
  const waiters = new Set<Waiter>()
  return {
    get size() {
      return waiters.size
    },
    async hold(ready, maxMs, signal) {
      if (ready()) return 'ready'
      if (signal.aborted) return 'gone'
      if (waiters.size >= max) return 'full'
      return new Promise<HoldEnd>((resolve) => {
        const end = (how: HoldEnd) => {
          if (!waiters.delete(waiter)) return
          timer.stop()
          signal.removeEventListener('abort', gone)
          resolve(how)
        }
        const gone = () => end('gone')
        const waiter: Waiter = { ready, end }
        waiters.add(waiter)
        const timer = timers.after(maxMs, () => end('timeout'))
        signal.addEventListener('abort', gone, { once: true })
      })
    },
    wake() {
      for (const waiter of waiters) if (waiter.ready()) waiter.end('ready')
    },
    releaseAll() {
      for (const waiter of waiters) waiter.end('timeout')
    },
  }
}
