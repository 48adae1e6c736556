// Opens the journal: the only writer of its table.
import type { AppId, OrderedEvent, RoomId } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import type { Journal, JournalEntry, Untold } from './door.ts'

export type { Journal, JournalEntry, Untold } from './door.ts'

const UNTOLD_MAX = 500

interface UntoldRow {
  id: string | number
  app_id: AppId
  room_id: RoomId | null
  tell: OrderedEvent[]
}

/** PostgreSQL's jsonb cannot hold U+0000; a text that has one loses it here. */
const jsonb = (value: unknown): string => JSON.stringify(value ?? null).replace(/(?<!\\)((?:\\\\)*)\\u0000/g, '$1')

export const createJournal = ({ db }: { db: Database }): Journal => ({
  append: async (tx, entry: JournalEntry) => {
    const tell = entry.tell && entry.tell.length > 0 ? jsonb(entry.tell) : null
    const { rows } = await sql<{ id: string | number }>`
      insert into journal (app_id, room_id, kind, by, payload, tell)
      values (${entry.app}, ${entry.room}, ${entry.kind}, ${entry.by}, ${jsonb(entry.payload)}::jsonb, ${tell}::jsonb)
      returning id`.execute(tx)
    return String(rows[0]!.id)
  },

  insertFrom: (select) => `insert into journal (app_id, room_id, kind, by, payload) ${select}`,

  untold: async (olderThanMs): Promise<Untold[]> => {
    const { rows } = await sql<UntoldRow>`
      select id, app_id, room_id, tell from journal
      where tell is not null and told_at is null
        and at < clock_timestamp() - make_interval(secs => ${olderThanMs}::float8 / 1000)
      order by id limit ${UNTOLD_MAX}`.execute(db.system)
    return rows.map((row) => ({ id: String(row.id), app: row.app_id, room: row.room_id, events: row.tell }))
  },

  markTold: async (ids) => {
    if (ids.length === 0) return
    await sql`
      update journal set told_at = clock_timestamp()
      where id = any(${ids}::bigint[]) and told_at is null`.execute(db.system)
  },
})
