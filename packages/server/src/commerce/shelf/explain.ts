// What the host is explaining now, whatever is being shown: part of the shelf, told with it.
import { type AppId, type ProductId, type Refusal, type RoomId, refuse } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Rooms } from '#rooms'
import { isShow } from '../launches/core/launch.ts'
import { tellAll } from '../launches/launches-change.ts'
import { appendShelf } from './shelf-news.ts'
import { keepShown } from './shelf-store.ts'

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'find' | 'nextVersion' | 'tell'>
}

export interface Explained {
  readonly explaining: ProductId | null
  readonly version: number
}

export const createExplain =
  ({ db, journal, rooms }: Deps) =>
  async (app: AppId, room: RoomId, product: ProductId | null, by: string | null): Promise<Explained | Refusal> => {
    const facts = await rooms.find(app, room)
    if (facts === null) return refuse('not-found')
    const done = await db
      .of(app)
      .transaction()
      .execute(async (tx) => {
        const version = await rooms.nextVersion(tx, app, room)
        if (version === null) return refuse('not-found')
        const kept = await sql`
          insert into shelves (app_id, room_id, explaining)
          select ${app}, ${room}, ${product} where ${product}::text is null or exists (
            select from shelf where app_id = ${app} and room_id = ${room} and product_id = ${product})
          on conflict (app_id, room_id) do update set explaining = excluded.explaining`.execute(tx)
        if (kept.numAffectedRows === 0n) return refuse('not-found')
        if (product !== null && isShow(facts.status)) await keepShown(tx, app, room, product)
        const payload = { explaining: product }
        const { told } = await appendShelf({ tx, journal, app, room, version, by, payload, kind: 'shelf.explaining' })
        return { told, version }
      })
    if (!('told' in done)) return done
    await tellAll(rooms, app, room, [done.told], by)
    return { explaining: product, version: done.version }
  }
