// Times cross the database as whole milliseconds, exact in both directions.
import type { Millis } from '@hawker/protocol'
import { type RawBuilder, sql } from 'kysely'

/** A timestamp column as milliseconds since 1970. */
export const millisOf = (column: string): RawBuilder<Millis> =>
  sql`(extract(epoch from ${sql.ref(column)}) * 1000)::int8`

/** Milliseconds since 1970 as a timestamp. */
export const timestampOf = (at: Millis | null): RawBuilder<unknown> =>
  sql`timestamptz 'epoch' + ${at}::int8 * interval '1 millisecond'`

/** The database's clock, cut to milliseconds, so that what is kept is what is told. */
export const NOW = sql`date_trunc('milliseconds', clock_timestamp())`
