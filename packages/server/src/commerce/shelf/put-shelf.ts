// Sets the products of a room. Everybody in it sees the whole new shelf.
import { type AppId, type ProductId, type Refusal, type RoomId, refuse, type ShelfItem } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Rooms } from '#rooms'
import { closeCurrent, type Told, tellAll } from '../launches/launches.ts'
import { appendShelf } from './shelf-news.ts'

export interface ShelfPlace {
  readonly productId: ProductId
  readonly number: number
  readonly plannedAt?: number | null | undefined
}

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'nextVersion' | 'tell'>
}

const twice = (places: readonly ShelfPlace[]): boolean =>
  new Set(places.map((place) => place.number)).size < places.length ||
  new Set(places.map((place) => place.productId)).size < places.length

export const createPutShelf =
  ({ db, journal, rooms }: Deps) =>
  async (
    app: AppId,
    room: RoomId,
    places: readonly ShelfPlace[],
    by: string | null,
  ): Promise<{ items: ShelfItem[]; version: number } | Refusal> => {
    if (twice(places))
      return refuse('invalid', { fields: [{ path: 'items', message: 'a number or a product stands there twice' }] })
    const products = places.map((place) => place.productId)
    const told: Told[] = []
    const shelf = await db
      .of(app)
      .transaction()
      .execute(async (tx) => {
        const known = await sql<{ n: number }>`
          select count(*)::int4 as n from products where app_id = ${app} and id = any(${products}::text[])`.execute(tx)
        if (known.rows[0]!.n < products.length) return refuse('not-found')
        let version = await rooms.nextVersion(tx, app, room)
        if (version === null) return refuse('not-found')
        // What is changed at this moment is put on a shelf as it is after that, and told to its room.
        await sql`
          select from products where app_id = ${app} and id = any(${products}::text[]) order by id for share`.execute(
          tx,
        )
        const before = await sql<{ product: ProductId; shown: string | null }>`
          delete from shelf where app_id = ${app} and room_id = ${room}
          returning product_id as product, shown_at::text as shown`.execute(tx)
        const shownOf = new Map(before.rows.map(({ product, shown }) => [product, shown]))
        await sql`
          insert into shelf (app_id, room_id, number, product_id, planned_at, shown_at)
          select ${app}, ${room}, number, product, timestamptz 'epoch' + planned * interval '1 millisecond', shown
          from unnest(${places.map((place) => place.number)}::int4[], ${products}::text[],
            ${places.map((place) => place.plannedAt ?? null)}::int8[],
            ${products.map((product) => shownOf.get(product) ?? null)}::timestamptz[]) as f(number, product, planned, shown)
          `.execute(tx)
        await sql`
          update shelves set explaining = null where app_id = ${app} and room_id = ${room}
            and not (explaining = any(${products}::text[]))`.execute(tx)
        const closed = await closeCurrent({ tx, journal, app, room, version, by }, 'retracted', { unless: products })
        if (closed) {
          told.push(closed)
          version = (await rooms.nextVersion(tx, app, room))!
        }
        const { items, told: changed } = await appendShelf({ tx, journal, app, room, version, by, payload: { places } })
        told.push(changed)
        return { items, version }
      })
    await tellAll(rooms, app, room, told, by)
    return shelf
  }
