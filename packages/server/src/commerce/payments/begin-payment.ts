// Begins to pay a held order by itself. What is in a basket is paid with the basket.
import { type AppId, type api, isRefusal, type OrderId, type Refusal, refuse, type UserId } from '@hawker/protocol'
import type { Transaction } from 'kysely'
import type { Database } from '#db'
import { readShipped } from '../delivery/store.ts'
import { lockOrder } from '../orders/order-store.ts'
import type { OpenPayments } from './open-payments.ts'
import type { KnownPayment } from './payments-store.ts'

export const createBeginPayment = ({ db, payments }: { db: Database; payments: OpenPayments }) => {
  const beginIn = async (
    tx: Transaction<unknown>,
    app: AppId,
    id: OrderId,
    buyer: UserId,
  ): Promise<KnownPayment | Refusal> => {
    const order = await lockOrder(tx, app, id, buyer)
    if (order === null) return refuse('not-found')
    if (order.state === 'expired' || (order.state === 'held' && order.holdEnded)) return refuse('hold-ended')
    if (order.state !== 'held' || order.basket !== null) return refuse('wrong-state')
    if ((await readShipped(tx, app, [order.product])).size > 0) return refuse('delivery-needed')
    return payments.open(tx, app, [order], null)
  }

  return async (app: AppId, order: OrderId, buyer: UserId): Promise<api.commerce.PaymentSheet | Refusal> => {
    const payment = await db
      .of(app)
      .transaction()
      .execute((tx) => beginIn(tx, app, order, buyer))
    return isRefusal(payment) ? payment : payments.show(payment)
  }
}
