// What a provider's notice means for an order. Notices come late, twice, in any order or never; payment, cancelling and
// the end of the hold lock the same order first, so each finds what the other left.
import {
  type AppId,
  isRefusal,
  type Order,
  type OrderState,
  type PurchaseMade,
  type Refusal,
  type RoomId,
  refuse,
  type UserId,
} from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import type { Database } from '#db'
import type { Journal } from '#journal'
import { maskName } from '#kernel/mask-name'
import type { Rooms } from '#rooms'
import type { Log } from '#system/log'
import { onMoney } from './core/order-states.ts'
import type { OrderNews } from './order-news.ts'
import { type LockedOrder, lockOrder, lockStock, moveOrder, readOrder } from './order-store.ts'
import type { Payment, PaymentNotice, PaymentProvider } from './payments.ts'

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'tell'>
  readonly news: OrderNews
  readonly provider: PaymentProvider
  readonly log: Log
}

interface Settled {
  readonly order: Order
  readonly buyer: UserId
  readonly tell: { journalId: string; event: PurchaseMade } | null
  readonly refundDue: boolean
  readonly changed: boolean
}

/** Payments whose money is to go back, taken up in one look. */
const REFUNDS_MAX = 50

export const findPayment = async (db: Database, app: AppId, id: string, buyer: UserId): Promise<Payment | null> => {
  const { rows } = await sql<Payment>`
    select p.app_id as app, p.id, p.order_id as "orderId", p.amount_minor as "amountMinor", p.currency
    from payments p join orders o on o.id = p.order_id and o.app_id = p.app_id
    where p.app_id = ${app} and p.id = ${id} and o.buyer_id = ${buyer}`.execute(db.of(app))
  return rows[0] ?? null
}

const purchaseOf = async (
  tx: Transaction<unknown>,
  app: AppId,
  order: Order,
  buyerName: string,
): Promise<PurchaseMade> => {
  const { rows } = await sql<{ number: number }>`
    select number from shelf
    where app_id = ${app} and room_id = ${order.roomId} and product_id = ${order.productId}`.execute(tx)
  return {
    ...{ type: 'purchase.made', id: `purchase:${order.id}`, at: order.paidAt ?? order.placedAt },
    ...{ buyerName: maskName(buyerName), productId: order.productId, number: rows[0]?.number ?? 0 },
    ...{ title: order.title, quantity: order.quantity, totalMinor: order.totalMinor, currency: order.currency },
  }
}

export const createSettlePayment = ({ db, journal, rooms, news, provider, log }: Deps) => {
  const settleIn = async (tx: Transaction<unknown>, app: AppId, notice: PaymentNotice): Promise<Settled | Refusal> => {
    const found = await sql<Payment & { state: string }>`
      select app_id as app, id, order_id as "orderId", amount_minor as "amountMinor", currency, state from payments
      where app_id = ${app} and id = ${notice.paymentId} and provider = ${provider.name}`.execute(tx)
    const payment = found.rows[0]
    if (!payment) return refuse('not-found')
    const locked = await lockOrder(tx, app, payment.orderId, null)
    if (locked === null) throw new Error(`payment ${payment.id} has no order`)
    const answer = async (more: Partial<Settled> = {}): Promise<Settled> => ({
      order: (await readOrder(tx, app, payment.orderId, locked.buyer))!,
      ...{ buyer: locked.buyer, tell: null, refundDue: false, changed: false, ...more },
    })

    const first = await sql`
      insert into payment_events (app_id, provider, event_id, payment_id, outcome)
      values (${app}, ${provider.name}, ${notice.eventId}, ${payment.id}, ${notice.outcome})
      on conflict do nothing`.execute(tx)
    if (first.numAffectedRows === 0n) return answer()
    if (notice.outcome === 'declined') return locked.state === 'held' ? answer() : refuse('wrong-state')
    if (notice.amountMinor !== payment.amountMinor || notice.currency !== payment.currency) {
      log.error({ payment: payment.id }, 'a payment notice names another amount: nothing was settled')
      return refuse('conflict')
    }
    const move = onMoney(locked.state, await enoughFree(tx, app, locked))
    if (move === 'nothing') return answer()
    const state = await moveOrder(tx, app, locked, move)
    await keepOutcome(tx, app, payment, state)
    return announce(tx, app, locked, state, await answer({ refundDue: state === 'refunded', changed: true }))
  }

  const enoughFree = async (tx: Transaction<unknown>, app: AppId, order: LockedOrder) =>
    order.state === 'expired' && (await lockStock(tx, app, order.sku)) >= order.quantity

  const keepOutcome = (tx: Transaction<unknown>, app: AppId, payment: Payment, state: OrderState) =>
    sql`
      update payments set settled_at = clock_timestamp(), state = ${state === 'paid' ? 'settled' : 'refund-due'},
        refund_key = ${state === 'paid' ? null : `late:${payment.orderId}`}
      where app_id = ${app} and id = ${payment.id}`.execute(tx)

  const announce = async (
    tx: Transaction<unknown>,
    app: AppId,
    locked: LockedOrder,
    state: OrderState,
    settled: Settled,
  ): Promise<Settled> => {
    const { order } = settled
    const by = locked.buyer
    const payload = { orderId: order.id, totalMinor: order.totalMinor, currency: order.currency, test: provider.test }
    const entry = { app, room: order.roomId as RoomId, by, payload }
    if (state !== 'paid') {
      await journal.append(tx, { ...entry, kind: 'order.refunded' })
      return settled
    }
    const event = await purchaseOf(tx, app, order, locked.buyerName)
    const journalId = await journal.append(tx, { ...entry, kind: 'order.paid', tell: [event] })
    return { ...settled, tell: { journalId, event } }
  }

  const refund = async (payment: Payment & { key: string }) => {
    await provider.refund(payment, payment.key)
    await sql`
      update payments set state = 'refunded'
      where app_id = ${payment.app} and id = ${payment.id} and state = 'refund-due'`.execute(db.of(payment.app))
  }

  /** Sends back what is due: after a late payment, and again by the sweeper when a crash came between. */
  const refundDue = async (): Promise<number> => {
    const { rows } = await sql<Payment & { key: string }>`
      select app_id as app, id, order_id as "orderId", amount_minor as "amountMinor", currency, refund_key as key
      from payments where state = 'refund-due' and provider = ${provider.name} limit ${REFUNDS_MAX}`.execute(db.system)
    for (const payment of rows) await refund(payment)
    return rows.length
  }

  const settle = async (app: AppId, notice: PaymentNotice): Promise<Order | Refusal> => {
    const settled = await db
      .of(app)
      .transaction()
      .execute((tx) => settleIn(tx, app, notice))
    if (isRefusal(settled)) return settled
    const { order, buyer, tell } = settled
    if (settled.changed) news.changed(app, buyer, order)
    if (tell) void rooms.tell(app, order.roomId, tell.journalId, [tell.event])
    if (settled.refundDue)
      await refundDue().catch((error) => log.warn({ err: error }, 'money could not be sent back yet'))
    return order
  }

  return { settle, refundDue }
}

export type SettlePayment = ReturnType<typeof createSettlePayment>
