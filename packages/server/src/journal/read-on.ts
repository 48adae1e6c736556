// Entries of some kinds after a place, in order, as many as one transaction should take in.
import { type Kysely, sql } from 'kysely'
import type { ReadOn, Written } from './door.ts'

const ENTRIES_MAX = 500
/** Of payloads, as they are stored; a larger entry comes alone. */
const BYTES_MAX = 131_072
/** Ids looked through at once, whatever is found among them. */
const IDS_MAX = 50_000

export const readOn: ReadOn = async (tx: Kysely<unknown>, { after, upTo, kinds }) => {
  const end = Math.min(upTo, after + IDS_MAX)
  const { rows } = await sql<Omit<Written, 'id'> & { id: number; app: string; found: number }>`
    select id, app, room, kind, by, payload, at, found from (
      select *, sum(bytes) over (order by id) as upto, row_number() over (order by id) as n, count(*) over () as found
      from (
        select id, app_id as app, room_id as room, kind, by, payload, (extract(epoch from at) * 1000)::int8 as at,
          pg_column_size(payload) as bytes
        from journal where id > ${after} and id <= ${end} and kind = any(${kinds}::text[])
        order by id limit ${ENTRIES_MAX}) j) k
    where upto <= ${BYTES_MAX} or n = 1 order by id`.execute(tx)
  const entries = rows.map(({ found: _, ...entry }) => ({ ...entry, id: String(entry.id) }))
  const cut = rows.length > 0 && (rows.length < rows[0]!.found || rows.length === ENTRIES_MAX)
  return { entries: entries as never, place: cut ? rows[rows.length - 1]!.id : Math.max(after, end) }
}
