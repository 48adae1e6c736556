// Counts points once a second, in one process of all.
import type { AppId } from '@hawker/protocol'
import type { Accounts } from '#accounts'
import type { Journal } from '#journal'
import type { Timers } from '#kernel/clock'
import { type Held, JOB_LEASE_MS, LeaseLost, type Leases } from '#leases'
import type { Log } from '#system/log'
import { type CountDeps, createCountPoints } from './count-points.ts'

const COUNT_EVERY_MS = 1_000
const LEASE = 'levels.points'

export interface JobDeps extends Omit<CountDeps, 'guard' | 'journal' | 'accounts'> {
  readonly journal: CountDeps['journal'] & Pick<Journal, 'horizon'>
  readonly accounts: CountDeps['accounts'] & Pick<Accounts, 'levelsChanged'>
  readonly leases: Pick<Leases, 'hold'>
  readonly timers: Timers
  readonly log: Log
}

export const startJob = ({ leases, timers, log, journal, accounts, ...deps }: JobDeps) => {
  let stopped = false
  let running: Promise<void> | null = null
  let counting: Held | null = null
  const horizon = journal.horizon()
  const count = createCountPoints({ ...deps, journal, accounts, guard: async (tx) => counting?.fence(tx) })

  const countAll = async (held: Held) => {
    counting = held
    const upTo = await horizon()
    for (let more = true; more && !stopped; ) {
      const counted = await count(upTo)
      for (const [app, levels] of counted.changed) if (levels.size > 0) accounts.levelsChanged(app as AppId, levels)
      more = counted.more
    }
  }
  const turn = (): Promise<void> => {
    const { held } = lease
    if (held === null || stopped) return Promise.resolve()
    running ??= countAll(held)
      .catch((error) => {
        if (!(error instanceof LeaseLost))
          log.warn({ err: error }, 'points could not be counted; the next look tries again')
      })
      .finally(() => {
        running = null
      })
    return running
  }

  const lease = leases.hold(LEASE, { ttlMs: JOB_LEASE_MS })
  const every = timers.every(COUNT_EVERY_MS, () => void turn())
  return {
    /** Counts what stands in the journal now, up to its horizon. */
    turn,
    stop: async () => {
      stopped = true
      every.stop()
      await running
      await lease.release()
    },
  }
}
