// What a provider's notice means for orders. Notices come late, twice, in any order or never; payment, cancelling and
// the end of the hold lock the same order first, so each finds what the other left.
import {
  type AppId,
  isRefusal,
  type LaunchId,
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
import type { Coupons } from '../baskets/ports.ts'
import { keepsClaim, type ReleaseClaims } from '../baskets/release-claims.ts'
import { lockBaskets, putWithoutClaim } from '../baskets/store.ts'
import { onMoney } from '../orders/core/order-states.ts'
import type { OrderNews } from '../orders/order-news.ts'
import { type LockedOrder, lockFlash, lockOrders, lockStock, moveOrder, readOrder } from '../orders/order-store.ts'
import { differenceOf } from './core/notice.ts'
import type { PaymentNotice, PaymentProvider } from './payments.ts'
import { type KnownPayment, lockPayment, readPayment } from './payments-store.ts'
import { addRefund } from './refunds-store.ts'

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'tell'>
  readonly news: OrderNews
  readonly provider: PaymentProvider
  readonly log: Log
  readonly coupons: Pick<Coupons, 'useAgain'>
  readonly releaseClaims: ReleaseClaims
  /** Money is to go back: look now. */
  readonly onRefundDue: () => Promise<unknown>
}

interface Settled {
  readonly order: Order
  readonly buyer: UserId
  /** The room hears of it, where there is an event; the buyer always. */
  readonly tell: { journalId: string; event: PurchaseMade | null } | null
  readonly refundDue: boolean
  readonly changed: boolean
}

/** Among SKUs; these have no space in their ids. */
const flashOf = (launch: LaunchId) => `flash ${launch}`

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

export const createSettlePayment = (deps: Deps) => {
  const { db, journal, rooms, news, provider, log, coupons, releaseClaims, onRefundDue } = deps

  const lockPaid = async (tx: Transaction<unknown>, payment: KnownPayment): Promise<LockedOrder[]> => {
    const ids = payment.orders.map(({ id }) => id)
    const locked = await lockOrders(tx, payment.app, ids)
    if (locked.length !== ids.length) throw new Error(`payment ${payment.id} is for an order that is not there`)
    return locked
  }

  /** Expired orders want their pieces again: their SKUs are locked in the order of their ids, like everybody's. */
  const lockLate = async (tx: Transaction<unknown>, app: AppId, orders: readonly LockedOrder[]) => {
    const free = new Map<string, number>()
    const late = orders.filter(({ state }) => state === 'expired')
    for (const sku of [...new Set(late.map((order) => order.sku))].sort()) free.set(sku, await lockStock(tx, app, sku))
    for (const launch of [...new Set(late.flatMap(({ flash }) => flash ?? []))].sort())
      free.set(flashOf(launch), await lockFlash(tx, app, launch))
    return free
  }

  /** A coupon that was given back with the hold must be there still for orders that were priced with it. */
  const keepsCoupon = async (
    tx: Transaction<unknown>,
    { app, basket }: KnownPayment,
    orders: readonly LockedOrder[],
  ) => {
    const late = orders.filter(({ state }) => state === 'expired')
    if (basket === null || late.length === 0) return true
    const isPriced = late.some(({ discountMinor }) => discountMinor > 0)
    const claimId = (await lockBaskets(tx, app, [basket])).get(basket)?.claimId ?? null
    if (claimId === null) return !isPriced
    // Nothing of what it is for was priced with it: it is not used up for that.
    const kept = isPriced
      ? await coupons.useAgain(tx, app, { claimId, usedFor: basket })
      : await keepsClaim(tx, app, basket)
    if (!kept) await putWithoutClaim(tx, app, basket)
    return kept || !isPriced
  }

  const putInReview = async (tx: Transaction<unknown>, payment: KnownPayment, room: RoomId, why: string) => {
    await sql`
      update payments set review = coalesce(review, ${why}),
        state = case when state = 'settled' then state else 'review' end
      where app_id = ${payment.app} and id = ${payment.id}`.execute(tx)
    log.error({ payment: payment.id, why }, 'a payment notice does not say what we know: nothing was settled by it')
    const payload = { payment: payment.id, orders: payment.orders.map(({ id }) => id), why }
    await journal.append(tx, { app: payment.app, room, kind: 'payment.review', by: null, payload })
  }

  const settleOrder = async (
    tx: Transaction<unknown>,
    payment: KnownPayment,
    locked: LockedOrder,
    free: Map<string, number>,
    couponKept: boolean,
  ): Promise<Settled> => {
    const { app } = payment
    // At a flash price, the first pieces only: whoever pays late pays it while some of them are left.
    const wanted = [locked.sku, ...(locked.flash === null ? [] : [flashOf(locked.flash)])]
    const { amountMinor } = payment.orders.find(({ id }) => id === locked.id)!
    const canGive =
      (couponKept || locked.discountMinor === 0) && wanted.every((key) => (free.get(key) ?? 0) >= locked.quantity)
    const isOfThis = payment.basket === locked.basket && amountMinor === locked.totalMinor
    const move = isOfThis ? onMoney(locked.state, canGive) : 'nothing'
    const back = (id: string) => addRefund(tx, { payment, id, order: locked.id, amountMinor })
    const read = async () => (await readOrder(tx, app, locked.id, locked.buyer))!
    const settled = { buyer: locked.buyer, tell: null, changed: true }
    if (move === 'nothing') {
      // Paid already, by another payment: nobody pays twice. Or it costs something else by now.
      await back(`extra:${payment.id}:${locked.id}`)
      return { ...settled, order: await read(), refundDue: true, changed: false }
    }
    const state = await moveOrder(tx, app, locked, move)
    if (move === 'pay-late') for (const key of wanted) free.set(key, free.get(key)! - locked.quantity)
    if (state === 'paid')
      await sql`
        update orders set paid_test = ${payment.test} where id = ${locked.id} and app_id = ${app}`.execute(tx)
    else {
      await sql`
        update orders set refunded_minor = total_minor where id = ${locked.id} and app_id = ${app}`.execute(tx)
      await back(`late:${locked.id}`)
    }
    const order = await read()
    const tell = await announce(tx, payment, locked, state, order)
    return { ...settled, order, tell, refundDue: state !== 'paid' }
  }

  const announce = async (
    tx: Transaction<unknown>,
    { app, test }: KnownPayment,
    { buyer: by, buyerName }: LockedOrder,
    state: OrderState,
    order: Order,
  ): Promise<Settled['tell']> => {
    const payload = { orderId: order.id, totalMinor: order.totalMinor, currency: order.currency, test }
    const entry = { app, room: order.roomId as RoomId, by, payload }
    if (state !== 'paid')
      return {
        journalId: await journal.append(tx, { ...entry, kind: 'order.refunded', tellsPeople: true }),
        event: null,
      }
    const event = await purchaseOf(tx, app, order, buyerName)
    return { journalId: await journal.append(tx, { ...entry, kind: 'order.paid', tell: [event] }), event }
  }

  const settleIn = async (
    tx: Transaction<unknown>,
    app: AppId,
    paymentId: string,
    notice: PaymentNotice,
  ): Promise<Settled[] | Refusal> => {
    const payment = await readPayment(tx, app, paymentId, provider.name)
    if (!payment) return refuse('not-found')
    const orders = await lockPaid(tx, payment)
    const state = await lockPayment(tx, app, payment.id)
    const unchanged = async (): Promise<Settled[]> =>
      Promise.all(
        orders.map(async ({ id, buyer }) => ({
          order: (await readOrder(tx, app, id, buyer))!,
          ...{ buyer, tell: null, refundDue: false, changed: false },
        })),
      )

    const first = await sql`
      insert into payment_events (app_id, provider, event_id, payment_id, outcome)
      values (${app}, ${provider.name}, ${notice.eventId}, ${payment.id}, ${notice.outcome})
      on conflict do nothing`.execute(tx)
    if (first.numAffectedRows === 0n) return unchanged()
    const difference = differenceOf(payment, notice)
    if (difference !== null) {
      await putInReview(tx, payment, orders[0]!.room, difference)
      return refuse('conflict')
    }
    if (notice.outcome === 'declined')
      return orders.every((order) => order.state === 'held') ? unchanged() : refuse('wrong-state')
    if (notice.outcome === 'cancelled') {
      await sql`
        update payments set state = 'given-up' where app_id = ${app} and id = ${payment.id} and state = 'begun'
      `.execute(tx)
      return unchanged()
    }
    if (state === 'settled') return unchanged()
    // Before the orders: what goes back is counted against what was captured.
    await sql`
      update payments set state = 'settled', captured_minor = amount_minor, settled_at = clock_timestamp(),
        reference = coalesce(reference, ${notice.reference})
      where app_id = ${app} and id = ${payment.id}`.execute(tx)
    const free = await lockLate(tx, app, orders)
    const settled: Settled[] = []
    const couponKept = await keepsCoupon(tx, payment, orders)
    for (const order of orders) settled.push(await settleOrder(tx, payment, order, free, couponKept))
    if (payment.basket !== null) await releaseClaims(tx, app, [payment.basket])
    return settled
  }

  /** The orders of the payment as they stand now. Told twice is settled once. */
  return async (app: AppId, paymentId: string, notice: PaymentNotice): Promise<Order[] | Refusal> => {
    const settled = await db
      .of(app)
      .transaction()
      .execute((tx) => settleIn(tx, app, paymentId, notice))
    if (isRefusal(settled)) return settled
    for (const { order, buyer, tell, changed } of settled) {
      if (changed) news.changed(app, buyer, order)
      if (tell?.event) void rooms.tell(app, order.roomId, tell.journalId, [tell.event])
      else if (tell) news.allTold(tell.journalId)
    }
    if (settled.some(({ refundDue }) => refundDue)) await onRefundDue()
    return settled.map(({ order }) => order)
  }
}

export type SettlePayment = ReturnType<typeof createSettlePayment>
