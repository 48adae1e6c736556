// Takes away mutes and bans that are over. They have no effect any more; this only keeps the tables small.
import type { Database } from '#db'
import type { Clock, Timers } from '#kernel/clock'
import type { Log } from '#system/log'
import { cleanUp } from './store.ts'

export const CLEAN_UP_EVERY_MS = 60_000
/** Of what piled up, one look takes no more than this many turns. */
const TURNS_MAX = 20

export const startCleanUp = ({ db, clock, timers, log }: { db: Database; clock: Clock; timers: Timers; log: Log }) => {
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
  const every = timers.every(CLEAN_UP_EVERY_MS, () => void run())
  return {
    run,
    stop: async () => {
      stopped = true
      every.stop()
      await running
    },
  }
}
