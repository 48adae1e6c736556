// Takes away mutes and bans that are over. They have no effect any more; this only keeps the tables small.
import type { Database } from '#db'
import type { Clock, Timers } from '#kernel/clock'
import { JOB_LEASE_MS, type Leases } from '#leases'
import type { Log } from '#system/log'
import { cleanUp } from './store.ts'

export const CLEAN_UP_EVERY_MS = 60_000
/** Of what piled up, one look takes no more than this many turns. */
const TURNS_MAX = 20

export interface CleanUpDeps {
  readonly db: Database
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  /** One process does it for all; what is over is over whoever says so, so nothing fences it. */
  readonly leases: Pick<Leases, 'hold'>
}

export const startCleanUp = ({ db, clock, timers, log, leases }: CleanUpDeps) => {
  const lease = leases.hold('moderation.clean-up', { ttlMs: JOB_LEASE_MS })
  let running: Promise<void> | null = null
  let stopped = false
  const turns = async () => {
    for (let turn = 0; turn < TURNS_MAX && !stopped; turn++) if (!(await cleanUp(db.system, clock.now()))) return
  }
  const run = (): Promise<void> => {
    running ??= turns()
      .catch((error) => log.warn({ err: error }, 'cleaning up mutes and bans failed'))
      .finally(() => {
        running = null
      })
    return running
  }
  const every = timers.every(CLEAN_UP_EVERY_MS, () => {
    if (lease.held) void run()
  })
  return {
    run,
    stop: async () => {
      stopped = true
      every.stop()
      await running
      await lease.release()
    },
  }
}
