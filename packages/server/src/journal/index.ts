// Opens the journal: the only writer of its table.
import type { AppId, OrderedEvent, RoomId } from '@hawker/protocol'
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '#db'
import { readDeeds } from './deeds.ts'
import type { Journal, JournalEntry, Untold, Written } from './door.ts'
import { createHorizon } from './horizon.ts'
import { readOn } from './read-on.ts'

export type { Journal, JournalEntry, ReadOn, Untold, Written } from './door.ts'

const UNTOLD_MAX = 500

interface UntoldRow {
  id: string | number
  app_id: AppId
  room_id: RoomId | null
  kind: string
  payload: unknown
  tell: OrderedEvent[]
}

/** PostgreSQL's jsonb cannot hold U+0000; a text that has one loses it here. */
const jsonb = (value: unknown): string => JSON.stringify(value ?? null).replace(/(?<!\\)((?:\\\\)*)\\u0000/g, '$1')

export const createJournal = ({ db }: { db: Database }): Journal => ({
  append: async (tx, entry: JournalEntry) => {
    const events = entry.tell ?? []
    const tell = events.length > 0 || entry.tellsPeople ? jsonb(events) : null
    const { rows } = await sql<{ id: string | number }>`
      insert into journal (app_id, room_id, kind, by, payload, tell)
      values (${entry.app}, ${entry.room}, ${entry.kind}, ${entry.by}, ${jsonb(entry.payload)}::jsonb, ${tell}::jsonb)
      returning id`.execute(tx)
    return String(rows[0]!.id)
  },

  appendForRooms: async (tx, { app, kind, by, payload, tell: events = [] }, rooms) => {
    const tell = events.length > 0 ? jsonb(events) : null
    const { rows } = await sql<{ id: string | number; room: RoomId }>`
      insert into journal (app_id, room_id, kind, by, payload, tell)
      select ${app}, room, ${kind}, ${by}, ${jsonb(payload)}::jsonb, ${tell}::jsonb
      from unnest(${rooms}::text[]) room
      returning id, room_id as room`.execute(tx)
    const ids = new Map(rows.map(({ id, room }) => [room, String(id)]))
    return rooms.map((room) => ids.get(room)!)
  },

  appendAll: async (tx, entries) => {
    const column = <T>(of: (entry: (typeof entries)[number]) => T) => entries.map(of)
    await sql`
      insert into journal (app_id, room_id, kind, by, payload)
      select app, room, kind, by, payload::jsonb from unnest(
        ${column((e) => e.app)}::text[], ${column((e) => e.room)}::text[], ${column((e) => e.kind)}::text[],
        ${column((e) => e.by)}::text[], ${column((e) => jsonb(e.payload))}::text[]
      ) with ordinality as e (app, room, kind, by, payload, n) order by n`.execute(tx)
  },

  insertFrom: (select) => `insert into journal (app_id, room_id, kind, by, payload) ${select}`,

  insertToldFrom: (select) =>
    `insert into journal (app_id, room_id, kind, by, payload, tell) ${select} returning id, room_id`,

  horizon: () => createHorizon(db),
  readOn,

  untold: async (olderThanMs): Promise<Untold[]> => {
    const { rows } = await sql<UntoldRow>`
      select id, app_id, room_id, kind, payload, tell from journal
      where tell is not null and told_at is null
        and at < clock_timestamp() - make_interval(secs => ${olderThanMs}::float8 / 1000)
      order by id limit ${UNTOLD_MAX}`.execute(db.system)
    return rows.map(({ id, app_id: app, room_id: room, kind, payload, tell: events }) => ({
      ...{ id: String(id), app, room, kind, payload, events },
    }))
  },

  markTold: async (ids) => {
    if (ids.length === 0) return
    await sql`
      update journal set told_at = clock_timestamp()
      where id = any(${ids}::bigint[]) and told_at is null`.execute(db.system)
  },

  acts: async (app, room, { limit, before }) => {
    const older = before === null ? sql`true` : sql`id < ${before}::bigint`
    // The condition on `kind` is that of the index, word for word.
    const newest = (where: RawBuilder<unknown>) => sql`(
      select id, at, room_id, kind, by, payload from journal
      where app_id = ${app} and ${where} and kind like 'moderation.%' and ${older} order by id desc limit ${limit})`
    const { rows } = await sql<Omit<Written, 'id'> & { id: string | number }>`
      select id, (extract(epoch from at) * 1000)::int8 as at, room_id as room, kind, by, payload
      from (${newest(sql`room_id = ${room}`)} union all ${newest(sql`room_id is null`)}) a
      order by id desc limit ${limit}`.execute(db.of(app))
    return rows.map((row) => ({ ...row, id: String(row.id) }))
  },

  deeds: (app, room, page) => readDeeds(db, app, room, page),
})
