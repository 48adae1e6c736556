// The door of invariants: what must always be true of goods and money, counted again and again (N5).
import { type AppId, api, refuse } from '@hawker/protocol'
import type { Database } from '#db'
import { bind, type Route } from '#http'
import type { Clock, Timers } from '#kernel/clock'
import { type Held, JOB_LEASE_MS, type Leases } from '#leases'
import type { Log } from '#system/log'
import { createCheck } from './check.ts'
import { type Count, whatIsDue } from './core/duty.ts'
import type { Truths } from './door.ts'
import { allApps, changedSince, countBroken, readKept } from './store.ts'

export { type ClaimUses, compareClaims } from './compare-claims.ts'
export type * from './door.ts'

const LOOK_EVERY_MS = 1_000
/** Processes that do not count read what was found. */
const READ_EVERY_MS = 10_000
const LEASE = 'invariants.check'

export interface InvariantsOptions {
  readonly db: Database
  readonly truths: Truths
  readonly leases: Pick<Leases, 'hold'>
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
}

export interface Invariants {
  readonly routes: Route[]
  /** Counts now; all apps when none are named. */
  check(apps?: readonly AppId[]): Promise<void>
  gauges(): Readonly<Record<string, number>>
  stop(): Promise<void>
}

export const createInvariants = ({ db, truths, leases, clock, timers, log }: InvariantsOptions): Invariants => {
  const checkApps = createCheck({ db, truths, clock, log })
  let known: Awaited<ReturnType<typeof countBroken>> = { broken: 0, oldest: null }
  let readAt = -Infinity
  let all: Count | null = null
  let changed: Count | null = null
  let newest = 0
  let running: Promise<void> | null = null

  const readBroken = async () => {
    readAt = clock.monotonic()
    known = await countBroken(db.system)
  }
  const timed = async (work: () => Promise<void>): Promise<Count> => {
    const startedAt = clock.monotonic()
    await work()
    return { startedAt, tookMs: clock.monotonic() - startedAt }
  }
  const look = async (held: Held | null) => {
    const now = clock.monotonic()
    const due = held === null ? null : whatIsDue(now, all, changed)
    if (due !== null) {
      const { apps, newest: upTo } = await changedSince(db.system, newest)
      const counted = await timed(async () => checkApps(due === 'all' ? await allApps(db.system) : apps, held))
      newest = upTo
      if (due === 'all') all = counted
      else changed = counted
    }
    if (due !== null || now - readAt >= READ_EVERY_MS) await readBroken()
  }

  const lease = leases.hold(LEASE, { ttlMs: JOB_LEASE_MS })
  const every = timers.every(LOOK_EVERY_MS, () => {
    running ??= look(lease.held)
      .catch((error) => log.warn({ err: error }, 'what must always be true could not be counted'))
      .finally(() => {
        running = null
      })
  })

  const check: Invariants['check'] = async (apps) => {
    await checkApps(apps ?? (await allApps(db.system)), null)
    await readBroken()
  }

  return {
    routes: [
      bind(api.invariants.readInvariants, async ({ actor: { app } }) => {
        let kept = await readKept(db.of(app), app)
        // An app that is new, or a truth that is.
        if (kept.length < Object.keys(truths).length) {
          await check([app])
          kept = await readKept(db.of(app), app)
        }
        if (kept.length === 0) return refuse('unavailable')
        const checks = api.invariants.INVARIANTS.flatMap((name) => kept.filter((one) => one.name === name))
        return {
          checkedAt: Math.min(...checks.map(({ checkedAt }) => checkedAt)),
          holds: checks.every(({ holds }) => holds),
          checks: checks.map(({ app: _, checkedAt: _at, broken, ...rest }) => ({ ...rest, broken: [...broken] })),
        }
      }),
    ],
    check,
    gauges: () => ({
      hawker_invariants_broken: known.broken,
      hawker_invariants_age_seconds: known.oldest === null ? 0 : Math.max(0, (clock.now() - known.oldest) / 1_000),
    }),
    stop: async () => {
      every.stop()
      await running
      await lease.release()
    },
  }
}
