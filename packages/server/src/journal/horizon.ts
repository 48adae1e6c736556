// Up to where the journal is whole. Ids are given out before their transactions commit, so one with a lower id may still
// come in. Whoever writes an entry holds a lock on the table from before its id to its commit: when all who held one at
// some moment are gone, nothing is missing below what stood there at that moment.
import { sql } from 'kysely'
import type { Database } from '#db'

/** One look, from one moment: the snapshot of `newest` is older than the list of writers. */
const LOOK = sql<{ newest: number; writers: string[] }>`
  select coalesce((select max(id) from journal), 0) as newest, array(
    select virtualtransaction from pg_locks
    where locktype = 'relation' and relation = 'journal'::regclass and pid <> pg_backend_pid()
      and database = (select oid from pg_database where datname = current_database())
      and mode not in ('AccessShareLock', 'RowShareLock')) as writers`

export const createHorizon = (db: Database) => {
  let settled = 0
  let waiting: { upTo: number; writers: ReadonlySet<string> } | null = null

  return async (): Promise<number> => {
    const { newest, writers } = (await LOOK.execute(db.system)).rows[0]!
    if (writers.length === 0) {
      waiting = null
      settled = newest
    } else if (waiting === null || !writers.some((one) => waiting!.writers.has(one))) {
      settled = waiting?.upTo ?? settled
      waiting = { upTo: newest, writers: new Set(writers) }
    }
    return settled
  }
}
