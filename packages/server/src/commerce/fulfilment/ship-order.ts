// Staff say that a paid order is on its way, or correct how.
import { type AppId, isRefusal, type OrderId, type Refusal, refuse } from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import type { Database } from '#db'
import type { Journal } from '#journal'
import { moved } from '../orders/core/order-states.ts'
import type { OrderNews } from '../orders/order-news.ts'
import { lockOrder, moveOrder, readOrder } from '../orders/order-store.ts'
import { readShopOrder, type ShopOrder } from './store.ts'

export interface ShipAsk {
  readonly carrier: string
  readonly trackingCode: string
  readonly trackingUrl: string | null
}

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly news: Pick<OrderNews, 'told' | 'allTold'>
}

export const createShipOrder = ({ db, journal, news }: Deps) => {
  const shipIn = async (
    tx: Transaction<unknown>,
    app: AppId,
    id: OrderId,
    { carrier, trackingCode, trackingUrl }: ShipAsk,
    by: string | null,
  ): Promise<string | null | Refusal> => {
    const order = await lockOrder(tx, app, id, null)
    if (order === null) return refuse('not-found')
    if (moved(order.state, 'ship') !== null) await moveOrder(tx, app, order, 'ship')
    else if (order.state !== 'shipped') return refuse('wrong-state')
    const { numAffectedRows } = await sql`
      update orders set carrier = ${carrier}, tracking_code = ${trackingCode}, tracking_url = ${trackingUrl},
        shipped_at = coalesce(shipped_at, date_trunc('milliseconds', clock_timestamp()))
      where id = ${order.id} and app_id = ${app} and state = 'shipped'
        and (carrier, tracking_code, tracking_url) is distinct from
          (${carrier}::text, ${trackingCode}::text, ${trackingUrl}::text)`.execute(tx)
    if (numAffectedRows === 0n) return null
    const payload = { orderId: order.id, carrier, trackingCode, trackingUrl }
    return journal.append(tx, { app, room: order.room, kind: 'order.shipped', by, payload, tellsPeople: true })
  }

  /** The same again changes nothing, and nobody is told twice. */
  return async (app: AppId, id: OrderId, ask: ShipAsk, by: string | null): Promise<ShopOrder | Refusal> => {
    const entry = await db
      .of(app)
      .transaction()
      .execute((tx) => shipIn(tx, app, id, ask, by))
    if (isRefusal(entry)) return entry
    const shipped = await readShopOrder(db.of(app), app, id)
    if (shipped === null) return refuse('not-found')
    if (entry === null) return shipped
    const own = await readOrder(db.of(app), app, id, shipped.buyerId)
    if (own) news.told(app, shipped.buyerId, own)
    news.allTold(entry)
    return shipped
  }
}
