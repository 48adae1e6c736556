// The whole shelf of a room is told to everybody in it: when it was set, and when a product on it was changed.
import type { AppId, ProductId, RoomId, ShelfItem } from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import type { Journal } from '#journal'
import type { Told } from '../launches/launches.ts'
import { NOW } from '../times.ts'
import { readItems } from './shelf-store.ts'

interface ShelfChange {
  readonly tx: Transaction<unknown>
  readonly journal: Journal
  readonly app: AppId
  readonly room: RoomId
  /** A new version of the room, as `rooms.nextVersion` gave it in this transaction. */
  readonly version: number
  readonly by: string | null
  /** What the journal says of it besides. */
  readonly payload: Readonly<Record<string, unknown>>
  readonly kind?: 'shelf.changed' | 'shelf.explaining'
}

export const appendShelf = async (change: ShelfChange): Promise<{ items: ShelfItem[]; told: Told }> => {
  const { tx, journal, app, room, version, by, payload, kind = 'shelf.changed' } = change
  const { rows } = await sql<{ at: number; explaining: ProductId | null }>`
    insert into shelves (app_id, room_id, shelf_version) values (${app}, ${room}, ${version})
    on conflict (app_id, room_id) do update set shelf_version = excluded.shelf_version
    returning (extract(epoch from ${NOW}) * 1000)::int8 as at, explaining`.execute(tx)
  const items = await readItems(tx, app, room)
  const event = {
    ...{ type: 'shelf.changed' as const, id: `shelf:${room}:${version}`, at: rows[0]!.at },
    ...{ items, explaining: rows[0]!.explaining, version },
  }
  const subject = kind === 'shelf.explaining' ? items.find(({ productId }) => productId === event.explaining) : null
  const named = subject ? { title: subject.title, number: subject.number } : {}
  const entry = { app, room, kind, by, payload: { ...payload, ...named, version }, tell: [event] }
  return { items, told: { journalId: await journal.append(tx, entry), event } }
}
