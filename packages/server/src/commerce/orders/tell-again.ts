// Buyers hear of their orders again where whoever changed them died before he told them. They hear how it stands now.
import type { OrderId } from '@hawker/protocol'
import type { Database } from '#db'
import type { Untold } from '#journal'
import type { OrderNews } from './order-news.ts'
import { readOrders } from './order-store.ts'

const ONE = ({ orderId }: { orderId?: OrderId }) => (orderId ? [orderId] : [])

/** Entries whose buyers are told, and which orders each is about. */
const ORDERS_IN: Readonly<Record<string, (payload: { orderId?: OrderId; orders: OrderId[] }) => readonly OrderId[]>> = {
  'order.paid': ONE,
  'order.refunded': ONE,
  'order.shipped': ONE,
  'order.cancelled': ONE,
  // Where somebody won it.
  'auction.closed': ONE,
  'auction.offered': ONE,
  'orders.expired': ({ orders }) => orders,
  'waitlist.turns': ({ orders }) => orders,
}

export const createTellAgain =
  ({ db, news }: { db: Database; news: Pick<OrderNews, 'changed'> }) =>
  async ({ app, kind, payload }: Untold): Promise<void> => {
    const ids = ORDERS_IN[kind]?.(payload as never) ?? []
    if (ids.length === 0) return
    for (const { order, buyer } of await readOrders(db.of(app), app, ids)) news.changed(app, buyer, order)
  }
