// Who hears of a change: the buyer of his own order, the rooms of the pieces that are left.
import type { AppId, LaunchId, Order, ProductId, RoomId, UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import type { Timer, Timers } from '#kernel/clock'
import type { Rooms } from '#rooms'
import type { Log } from '#system/log'
import { PIECES } from './core/order-states.ts'

/** Between two tellings of stock left, while it changes. */
export const STOCK_NEWS_EVERY_MS = 500

export interface OrderNews {
  /** An order changed its state: its buyer hears of it, and its SKU's stock may have changed. */
  changed(app: AppId, buyer: UserId, order: Order): void
  /** The same where no piece moved. */
  told(app: AppId, buyer: UserId, order: Order): void
  /** All buyers of an entry of the journal (`tellsPeople`) have been told. */
  allTold(journalId: string): void
  stockChanged(app: AppId, sku: string): void
  /** The rooms of a product are told what is left of it. */
  productChanged(app: AppId, product: ProductId): void
  stop(): void
}

interface Deps {
  readonly db: Database
  readonly rooms: Pick<Rooms, 'latest' | 'tellUser' | 'toldPeople'>
  readonly timers: Timers
  readonly log: Log
  /** An order gave its pieces back. */
  readonly onFree: (app: AppId, sku: string) => void
  /** What a room shows has no piece left. */
  readonly onSoldOut: (launch: { app: AppId; room: RoomId; id: LaunchId }) => Promise<unknown>
}

interface Left {
  readonly room: RoomId
  /** Pieces anybody can order. */
  readonly stock: Record<string, number>
  readonly waiting: Record<string, number>
  /** What the room shows, where it is this product. */
  readonly launch: LaunchId | null
  readonly flashLeft: number | null
  readonly soldOut: boolean
}

export const createOrderNews = ({ db, rooms, timers, log, onFree, onSoldOut }: Deps): OrderNews => {
  let dirty = new Map<AppId, Set<string>>()
  let timer: Timer | null = null

  // What is told is read anew, not carried from the statement that changed it: answers of several lanes and processes
  // may arrive in any order, and the last word must be true.
  const tell = async (changed: typeof dirty) => {
    for (const [app, skus] of changed) {
      const { rows } = await sql<Left>`
        select f.room_id as room, json_object_agg(s.id, greatest(s.stock - s.waiting, 0)) as stock,
          json_object_agg(s.id, s.waiting) as waiting, l.id as launch, l.flash_left as "flashLeft",
          l.id is not null and not exists (select from skus o
            where o.product_id = l.product_id and o.app_id = l.app_id and o.stock > o.waiting) as "soldOut"
        from skus s join shelf f on f.product_id = s.product_id and f.app_id = s.app_id
          left join launches l on l.app_id = f.app_id and l.room_id = f.room_id and l.closed_at is null
            and l.product_id = f.product_id
        where s.app_id = ${app} and s.id = any(${[...skus]}::text[])
        group by f.room_id, l.app_id, l.id, l.product_id, l.flash_left`.execute(db.of(app))
      for (const { room, stock, waiting, launch, flashLeft } of rows)
        rooms.latest(app, room, {
          ...{ stock, waiting },
          ...(launch !== null && flashLeft !== null ? { flashLeft: { [launch]: flashLeft } } : {}),
        })
      for (const { room, launch, soldOut } of rows)
        if (soldOut && launch !== null) await onSoldOut({ app, room, id: launch })
    }
  }

  const stockChanged = (app: AppId, sku: string) => {
    const skus = dirty.get(app)
    if (skus) skus.add(sku)
    else dirty.set(app, new Set([sku]))
    timer ??= timers.after(STOCK_NEWS_EVERY_MS, () => {
      const changed = dirty
      dirty = new Map()
      timer = null
      tell(changed).catch((error) => {
        log.warn({ err: error }, 'rooms could not be told of their stock')
        for (const [app, skus] of changed) for (const sku of skus) stockChanged(app, sku)
      })
    })
  }

  const productChanged = (app: AppId, product: ProductId) => {
    sql<{ id: string }>`select id from skus where product_id = ${product} and app_id = ${app}`
      .execute(db.of(app))
      .then(({ rows }) => {
        for (const { id } of rows) stockChanged(app, id)
      })
      .catch((error) => log.warn({ err: error }, 'what is left of a product could not be read'))
  }

  const told: OrderNews['told'] = (app, buyer, order) => {
    rooms.tellUser(app, buyer, { type: 'own.order', order })
  }

  return {
    stockChanged,
    productChanged,
    told,
    allTold: rooms.toldPeople,
    changed: (app, buyer, order) => {
      told(app, buyer, order)
      stockChanged(app, order.skuId)
      if (PIECES[order.state] === 'free') onFree(app, order.skuId)
    },
    stop: () => timer?.stop(),
  }
}
