// Changes products and tells every room that has them on its shelf, in one transaction.
// Rooms are locked before products, as setting a shelf does; a room that took one up meanwhile makes us begin anew.
import {
  type AppId,
  type LaunchId,
  type ProductId,
  type Refusal,
  type RoomId,
  refuse,
  type SkuId,
} from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Rooms } from '#rooms'
import { closeCurrent, type Told, tellAll } from '../launches/launches.ts'
import { appendShelf } from '../shelf/shelf-news.ts'
import { idList } from './store.ts'

export interface OnShelvesDeps {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'nextVersion' | 'tell'>
  readonly onStock: (app: AppId, sku: string) => void
}

/** What was done, beside the answer. */
export interface Done<T> {
  readonly answer: T
  /** Products that look different now. */
  readonly changed: readonly ProductId[]
  /** How, for the journal of each room that has it on its shelf: what it was called then, and what became of it. */
  readonly how?: Readonly<Record<string, string | number | boolean>>
}

export interface ProductChange<T> {
  readonly app: AppId
  readonly by: string | null
  readonly products: readonly ProductId[]
  /** Refuses by throwing `Undone`, whatever it has written by then. */
  work(tx: Transaction<unknown>): Promise<Done<T>>
}

/** Thrown within a transaction: nothing of it stays, and the refusal is the answer. */
export class Undone extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

const ATTEMPTS = 5
/** In the journal of a room. */
const PRODUCTS_NAMED_MAX = 100
const DEADLOCK = '40P01'
class Again extends Error {}

const roomsWith = async (tx: Transaction<unknown>, app: AppId, products: readonly ProductId[]) => {
  const { rows } = await sql<{ room: RoomId; launch: LaunchId | null }>`
    select f.room_id as room, min(l.id) as launch
    from shelf f left join launches l on l.app_id = f.app_id and l.room_id = f.room_id and l.closed_at is null
      and l.product_id = any(${idList(products)})
      and exists (select from products p where p.app_id = l.app_id and p.id = l.product_id and not p.on_sale)
    where f.app_id = ${app} and f.product_id = any(${idList(products)})
    group by f.room_id order by f.room_id`.execute(tx)
  return rows
}

export const createOnShelves = ({ db, journal, rooms, onStock }: OnShelvesDeps) => {
  const attempt = async <T>({ app, by, products, work }: ProductChange<T>) => {
    const told = new Map<RoomId, Told[]>()
    const shown = new Set<SkuId>()
    const done = await db
      .of(app)
      .transaction()
      .execute(async (tx) => {
        const versions = new Map<RoomId, number | null>()
        for (const { room } of await roomsWith(tx, app, products))
          versions.set(room, await rooms.nextVersion(tx, app, room))
        // No more than that: who updates a SKU twice in one transaction has its product looked up once more by the foreign
        // key, and must not wait here for who waits for the SKU. Shelves take care themselves (`putShelf`).
        await sql`
          select count(*) from (
            select from products where app_id = ${app} and id = any(${idList(products)})
            order by id for no key update) p`.execute(tx)
        if ((await roomsWith(tx, app, products)).some(({ room }) => !versions.has(room))) throw new Again()
        const result = await work(tx)
        if (result.changed.length === 0) return result
        const changed = new Set(result.changed)
        for (const { room, launch } of await roomsWith(tx, app, result.changed)) {
          let version = versions.get(room) ?? null
          if (version === null) continue
          const here: Told[] = []
          // What cannot be ordered is not shown either.
          const closed = launch
            ? await closeCurrent({ tx, journal, app, room, version, by }, 'retracted', { only: launch })
            : null
          if (closed) {
            here.push(closed)
            version = (await rooms.nextVersion(tx, app, room))!
          }
          const payload = { products: result.changed.slice(0, PRODUCTS_NAMED_MAX), change: result.how ?? {} }
          const shelf = await appendShelf({ tx, journal, app, room, version, by, payload })
          here.push(shelf.told)
          for (const { productId, skus } of shelf.items)
            if (changed.has(productId)) for (const { id } of skus) shown.add(id)
          told.set(room, here)
        }
        return result
      })
    for (const [room, events] of told) await tellAll(rooms, app, room, events, by)
    for (const sku of shown) onStock(app, sku)
    return done.answer
  }

  return async <T>(change: ProductChange<T>): Promise<T | Refusal> => {
    for (let n = 1; n <= ATTEMPTS; n++)
      try {
        return await attempt(change)
      } catch (error) {
        if (error instanceof Undone) return error.refusal
        if (!(error instanceof Again) && (error as { code?: string }).code !== DEADLOCK) throw error
      }
    return refuse('busy')
  }
}
export type OnShelves = ReturnType<typeof createOnShelves>
