// Who hears of a change: the buyer of his own order, the rooms of the pieces that are left.
import type { AppId, Order, RoomId, UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import type { Timer, Timers } from '#kernel/clock'
import type { Rooms } from '#rooms'
import type { Log } from '#system/log'

/** Between two tellings of stock left, while it changes. */
export const STOCK_NEWS_EVERY_MS = 500

export interface OrderNews {
  /** An order changed its state: its buyer hears of it, and its SKU's stock may have changed. */
  changed(app: AppId, buyer: UserId, order: Order): void
  stockChanged(app: AppId, sku: string): void
  stop(): void
}

interface Deps {
  readonly db: Database
  readonly rooms: Pick<Rooms, 'latest' | 'tellUser'>
  readonly timers: Timers
  readonly log: Log
}

export const createOrderNews = ({ db, rooms, timers, log }: Deps): OrderNews => {
  let dirty = new Map<AppId, Set<string>>()
  let timer: Timer | null = null

  // What is told is read anew, not carried from the statement that changed it: answers of several lanes and processes
  // may arrive in any order, and the last word must be true.
  const tell = async (changed: typeof dirty) => {
    for (const [app, skus] of changed) {
      const { rows } = await sql<{ room: RoomId; stock: Record<string, number> }>`
        select f.room_id as room, json_object_agg(s.id, s.stock) as stock
        from skus s join shelf f on f.product_id = s.product_id and f.app_id = s.app_id
        where s.app_id = ${app} and s.id = any(${[...skus]}::text[]) group by f.room_id`.execute(db.of(app))
      for (const { room, stock } of rows) rooms.latest(app, room, { stock })
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

  return {
    stockChanged,
    changed: (app, buyer, order) => {
      rooms.tellUser(app, buyer, { type: 'own.order', order })
      stockChanged(app, order.skuId)
    },
    stop: () => timer?.stop(),
  }
}
