// Deletes effects that no gift has used for long: first who has them, then the file, once nobody has it.
import { type Kysely, sql } from 'kysely'
import type { Database } from '#db'
import type { Timers } from '#kernel/clock'
import { JOB_LEASE_MS, type Leases } from '#leases'
import type { Log } from '#system/log'

/** From when a gift last used it, or it was uploaded: much longer than any room remembers what was sent in it. */
export const EFFECT_KEPT_MS = 2_592_000_000
/** Deleted in one statement. */
const DELETED_AT_ONCE = 100
const LOOK_EVERY_MS = 3_600_000

/** Held by who writes the file of an effect and by who deletes it, to the end of the transaction. */
export const lockFile = (url: string) => sql`select pg_advisory_xact_lock(hashtextextended(${`effect ${url}`}, 0))`

/**
 * Whoever saves a gift holds the row of its effect and has marked it, so it is passed over; had this been first, he finds the
 * effect gone and is told to upload it.
 */
export const deleteUnused = async (db: Kysely<unknown>): Promise<string[]> => {
  const { rows } = await sql<{ url: string }>`
    with unused as materialized (
      select app_id, url from gift_effects e
      where used_at < clock_timestamp() - ${EFFECT_KEPT_MS}::int8 * interval '1 ms' and not exists (
        select from gifts g where g.app_id = e.app_id and g.effect ->> 'url' = e.url)
      order by used_at limit ${DELETED_AT_ONCE} for update skip locked)
    delete from gift_effects e using unused u where e.app_id = u.app_id and e.url = u.url returning e.url`.execute(db)
  return rows.map(({ url }) => url)
}

/** Unless an app has it: another one, or this one again. */
export const deleteFile = (db: Database, url: string, remove: (url: string) => Promise<void>): Promise<void> =>
  db.system.transaction().execute(async (tx) => {
    await lockFile(url).execute(tx)
    const { rows } = await sql`select from gift_effects where url = ${url} limit 1`.execute(tx)
    if (rows.length === 0) await remove(url)
  })

export const createSweepEffects = (db: Database, remove: (url: string) => Promise<void>) => async (): Promise<void> => {
  for (;;) {
    const urls = await deleteUnused(db.system)
    for (const url of new Set(urls)) await deleteFile(db, url, remove)
    if (urls.length < DELETED_AT_ONCE) return
  }
}

export interface SweepDeps {
  readonly sweep: () => Promise<void>
  readonly timers: Timers
  readonly log: Log
  /** One process does it for all. */
  readonly leases: Pick<Leases, 'hold'>
}

export const startSweepEffects = ({ sweep, timers, log, leases }: SweepDeps) => {
  const lease = leases.hold('pictures.effects', { ttlMs: JOB_LEASE_MS })
  let running: Promise<void> | null = null
  const every = timers.every(LOOK_EVERY_MS, () => {
    if (!lease.held) return
    running ??= sweep()
      .catch((error) => log.warn({ err: error }, 'unused effects could not be deleted; the next look tries again'))
      .finally(() => {
        running = null
      })
  })
  return {
    stop: async () => {
      every.stop()
      await running
      await lease.release()
    },
  }
}
