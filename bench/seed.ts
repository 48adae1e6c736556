// Rows put in before a bench, a slice at a time: on a loaded disk none of the statements comes near the time limit that
// the server's own have.
import { sql } from 'kysely'
import type { Database } from '../packages/server/src/db/index.ts'

const SLICE_ROWS = 5_000

/** Asks for the rows `from` up to, and without, `to`, until there are so many. */
export const seed = async (rows: number, put: (from: number, to: number) => Promise<unknown>): Promise<void> => {
  for (let from = 0; from < rows; from += SLICE_ROWS) await put(from, Math.min(rows, from + SLICE_ROWS))
}

/** Lets PostgreSQL count what was put in, however long it takes. */
export const analyze = async (db: Database): Promise<void> => {
  await db.system.transaction().execute(async (tx) => {
    await sql`set local statement_timeout = 0`.execute(tx)
    await sql`analyze`.execute(tx)
  })
}
