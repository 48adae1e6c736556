// Counts the truths of some apps at one moment, and keeps what was found.
import type { AppId } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import type { Clock } from '#kernel/clock'
import type { Held } from '#leases'
import type { Log } from '#system/log'
import type { InvariantName, Truth, Truths } from './door.ts'
import { keepTruths } from './store.ts'

/** A count over very many orders may take longer than anything else may. */
const COUNT_LIMIT_MS = 120_000
const MEMORY = '32MB'

export interface CheckDeps {
  readonly db: Database
  readonly truths: Truths
  readonly clock: Clock
  readonly log: Log
}

export const createCheck = ({ db, truths, clock, log }: CheckDeps) => {
  /** One snapshot for all: nothing happens between the two sides of an equation. */
  const count = (apps: readonly AppId[]) =>
    db.system
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (tx) => {
        // Sums of everything there is by a few names: the planner would rather sort all rows first, on disk.
        await sql`
          select set_config('statement_timeout', ${String(COUNT_LIMIT_MS)}, true), set_config('enable_sort', 'off', true),
            set_config('work_mem', ${MEMORY}, true), set_config('jit', 'off', true)`.execute(tx)
        const counted: [InvariantName, ReadonlyMap<AppId, Truth>][] = []
        for (const [name, truth] of Object.entries(truths)) counted.push([name as InvariantName, await truth(tx, apps)])
        return counted
      })

  return async (apps: readonly AppId[], held: Held | null): Promise<void> => {
    if (apps.length === 0) return
    const at = clock.now()
    const counted = await count(apps)
    const broke = await db.system.transaction().execute(async (tx) => {
      await held?.fence(tx)
      const found = []
      for (const [name, kept] of counted) found.push(...(await keepTruths(tx, name, kept, at)))
      return found
    })
    for (const { app, name, left, right, broken } of broke)
      log.error({ app, invariant: name, left, right, broken }, 'what must always be true does not hold')
  }
}
