// Ends an auction at its moment, not up to a second later. What it goes by is how long is left, by the database's clock:
// this process's own may be wrong. If the process dies, the sweep of another ends it.
import type { Timer, Timers } from '#kernel/clock'
import type { Log } from '#system/log'
import type { OpenAuction } from './auction-store.ts'

/** The database's clock has certainly gone on by then. */
const AFTER_MS = 5

interface Deps {
  readonly timers: Timers
  readonly log: Log
  readonly close: (auction: OpenAuction) => Promise<unknown>
}

export const createWatch = ({ timers, log, close }: Deps) => {
  const watched = new Map<string, Timer>()
  const closing = new Set<Promise<unknown>>()

  const end = (one: OpenAuction) => {
    const work = close(one)
      .catch((error) =>
        log.warn({ err: error, auction: one.id }, 'an auction could not be ended; the next look tries again'),
      )
      .finally(() => closing.delete(work))
    closing.add(work)
  }

  return {
    /** Ends it so long from now; what was said before is forgotten. */
    until: (one: OpenAuction, ms: number) => {
      const key = `${one.app} ${one.id}`
      watched.get(key)?.stop()
      const timer = timers.after(Math.max(0, ms) + AFTER_MS, () => {
        watched.delete(key)
        end(one)
      })
      watched.set(key, timer)
    },
    stop: async () => {
      for (const timer of watched.values()) timer.stop()
      watched.clear()
      await Promise.all(closing)
    },
  }
}
