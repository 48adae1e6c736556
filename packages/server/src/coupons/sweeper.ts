// Looks every second for drops that are over. The database's clock decides what is; this only decides when to look. Of
// several processes one looks for all; closing is guarded by the drop's own row, so two at once do it once.
import type { Millis } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import type { Clock, Timer, Timers } from '#kernel/clock'
import { JOB_LEASE_MS, type Leases } from '#leases'
import type { Log } from '#system/log'
import { CODE_TRIES_WINDOW_MS } from './claim-statement.ts'
import { NOW } from './store.ts'

const LOOK_EVERY_MS = 1_000
const FORGET_EVERY_MS = 60_000

export interface SweeperDeps {
  readonly db: Database
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  /** Left out where there is no other process. */
  readonly leases?: Pick<Leases, 'hold'> | undefined
  readonly closeDue: () => Promise<void>
}

export const createSweeper = ({ db, clock, timers, log, leases, closeDue }: SweeperDeps) => {
  const early = new Set<Timer>()
  let running: Promise<void> | null = null
  let forgotAt = clock.monotonic()

  const forgetTries = async () => {
    if (clock.monotonic() - forgotAt < FORGET_EVERY_MS) return
    forgotAt = clock.monotonic()
    await sql`delete from coupon_tries where last_at <= ${NOW} - ${CODE_TRIES_WINDOW_MS}::int8`.execute(db.system)
  }
  const sweep = (): Promise<void> => {
    running ??= (async () => {
      await closeDue()
      await forgetTries()
    })()
      .catch((error) => log.warn({ err: error }, 'coupons could not be looked after; the next look tries again'))
      .finally(() => {
        running = null
      })
    return running
  }
  const lease = leases?.hold('coupons.sweeps', { ttlMs: JOB_LEASE_MS }) ?? null
  const regular = timers.every(LOOK_EVERY_MS, () => {
    if (!lease || lease.held) void sweep()
  })

  return {
    sweep,
    /** Something is known to end then: look at that moment, not up to a second later. */
    lookAt: (at: Millis) => {
      const timer = timers.after(Math.max(0, at - clock.now()) + 5, () => {
        early.delete(timer)
        void sweep()
      })
      early.add(timer)
    },
    stop: async () => {
      regular.stop()
      for (const timer of early) timer.stop()
      await running
      await lease?.release()
    },
  }
}
