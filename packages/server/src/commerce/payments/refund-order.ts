// Staff pay back all of an order or a part of it. The money goes after the commit, and again until it went.
import {
  type AppId,
  isRefusal,
  type Order,
  type OrderId,
  type Refusal,
  type RoomId,
  refuse,
  type UserId,
} from '@hawker/protocol'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '#db'
import type { Journal } from '#journal'
import { ID_USED } from '#kernel/used-id'
import { type FaultOf, refuseAmount } from '../chargeable.ts'
import { moved } from '../orders/core/order-states.ts'
import type { OrderNews } from '../orders/order-news.ts'
import { lockOrder, moveOrder, readOrder } from '../orders/order-store.ts'
import { addRefund, paidWith, readRefund } from './refunds-store.ts'

export interface RefundAsk {
  readonly id: string
  readonly amountMinor: number
  readonly restock: boolean
  readonly reason: string
}

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly news: OrderNews
  readonly onRefundDue: () => Promise<unknown>
  readonly faultOf: FaultOf
}

interface Done {
  readonly order: Order
  readonly buyer: UserId
  /** Of the journal; null where it was done before. */
  readonly entry: string | null
}

const UNIQUE_VIOLATION = '23505'

/** The desk that places orders does not look at refunds: a held order has none, another is read anew. */
export const withRefunds = async (
  db: Kysely<unknown>,
  app: AppId,
  buyer: UserId,
  placed: Order | Refusal,
): Promise<Order | Refusal> => {
  if (isRefusal(placed)) return placed
  if (placed.state === 'held') return { ...placed, refundedMinor: 0 }
  return (await readOrder(db, app, placed.id, buyer)) ?? refuse('not-found')
}

export const createRefundOrder = ({ db, journal, news, onRefundDue, faultOf }: Deps) => {
  const refundIn = async (
    tx: Transaction<unknown>,
    app: AppId,
    orderId: OrderId,
    { id, amountMinor, restock, reason }: RefundAsk,
    by: string | null,
  ): Promise<Done | Refusal> => {
    const locked = await lockOrder(tx, app, orderId, null)
    if (locked === null) return refuse('not-found')
    const read = async () => (await readOrder(tx, app, orderId, locked.buyer))!
    const order = await read()
    const known = await readRefund(tx, app, id)
    if (known !== null) {
      const same = known.order === order.id && known.amountMinor === amountMinor && known.restock === restock
      if (same) return { order, buyer: locked.buyer, entry: null }
      return known.by === by ? ID_USED : refuse('conflict')
    }
    if (moved(locked.state, 'refund') === null || order.paidAt === null) return refuse('wrong-state')
    const left = order.totalMinor - order.refundedMinor
    const whole = amountMinor === left
    if (amountMinor > left || (restock && !whole) || (amountMinor === 0 && order.totalMinor > 0))
      return refuse('conflict')
    const fault = faultOf(amountMinor, order.currency)
    if (fault !== null) return refuseAmount(fault)
    const payment = await paidWith(tx, app, orderId)
    if (payment === null) return refuse('wrong-state')
    if (whole) await moveOrder(tx, app, locked, 'refund', { piecesKept: !restock })
    await sql`
      update orders set refunded_minor = refunded_minor + ${amountMinor}
      where id = ${orderId} and app_id = ${app}`.execute(tx)
    await addRefund(tx, { payment, id, order: orderId, amountMinor, restock, reason, by })
    const payload = { orderId, refund: id, amountMinor, currency: order.currency, whole, restock, reason }
    const told = { app, room: order.roomId as RoomId, kind: 'order.refunded', by, payload, tellsPeople: true } as const
    return { entry: await journal.append(tx, told), order: await read(), buyer: locked.buyer }
  }

  return async (app: AppId, order: OrderId, ask: RefundAsk, by: string | null): Promise<Order | Refusal> => {
    const refund = { ...ask, id: ask.id.toLowerCase() }
    const once = () =>
      db
        .of(app)
        .transaction()
        .execute((tx) => refundIn(tx, app, order, refund, by))
    const done = await once().catch((error: { code?: string }) => {
      // The same id for two orders at once: the second looks again, and finds the first.
      if (error.code === UNIQUE_VIOLATION) return once()
      throw error
    })
    if ('refused' in done) return done
    if (done.entry !== null) {
      news.changed(app, done.buyer, done.order)
      news.allTold(done.entry)
      await onRefundDue()
    }
    return done.order
  }
}
