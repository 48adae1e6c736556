// Begins to pay a basket: one payment over all its orders. What comes to nothing is paid with that.
import {
  type AmountMinor,
  type AppId,
  type api,
  type Basket,
  type BasketId,
  type Currency,
  isRefusal,
  type Refusal,
  refuse,
  type UserId,
} from '@hawker/protocol'
import type { Transaction } from 'kysely'
import type { Database } from '#db'
import type { Log } from '#system/log'
import { readShipped } from '../delivery/store.ts'
import { lockOrders } from '../orders/order-store.ts'
import type { OpenPayments } from '../payments/open-payments.ts'
import type { KnownPayment } from '../payments/payments-store.ts'
import type { AddressBook } from './ports.ts'
import { readBasket } from './read-basket.ts'
import { type BasketRow, lockBaskets, readBasketRow } from './store.ts'

export interface Expected {
  readonly totalMinor: AmountMinor
  readonly currency: Currency
}

export interface BegunBasket {
  /** Null: nothing is to be paid, and it is paid. */
  readonly payment: api.commerce.PaymentSheet | null
  readonly basket: Basket
}

interface Deps {
  readonly db: Database
  readonly log: Log
  readonly addresses: Pick<AddressBook, 'used'>
  readonly payments: OpenPayments
}

type Begun = { readonly row: BasketRow; readonly payment: KnownPayment | null }

export const createPayBasket = ({ db, log, addresses, payments }: Deps) => {
  const beginIn = async (
    tx: Transaction<unknown>,
    app: AppId,
    id: BasketId,
    buyer: UserId,
    expected: Expected,
  ): Promise<Begun | Refusal> => {
    const known = await readBasketRow(tx, app, id)
    if (known === null || known.buyer !== buyer) return refuse('not-found')
    const orders = await lockOrders(tx, app, known.orders)
    const row = (await lockBaskets(tx, app, [id])).get(id)!
    // Put again a moment ago, or one of its orders went elsewhere: what is to be paid must be said once more.
    if (row.orders.join() !== known.orders.join() || orders.some(({ basket }) => basket !== id))
      return refuse('wrong-state')
    const totalMinor = orders.reduce((sum, order) => sum + order.totalMinor, 0)
    const differs = totalMinor !== expected.totalMinor || row.currency !== expected.currency
    // Asked once more: it cost nothing, and is paid.
    if (orders.every(({ state }) => state === 'paid' || state === 'shipped') && totalMinor === 0)
      return differs ? refuse('price-changed') : { row, payment: null }
    if (orders.some(({ state, holdEnded }) => state === 'expired' || (state === 'held' && holdEnded)))
      return refuse('hold-ended')
    if (orders.some(({ state }) => state !== 'held')) return refuse('wrong-state')
    const products = orders.map(({ product }) => product)
    if ((row.address === null || row.delivery === null) && (await readShipped(tx, app, products)).size > 0)
      return refuse('delivery-needed')
    if (differs) return refuse('price-changed')
    const payment = await payments.open(tx, app, orders, id)
    return isRefusal(payment) ? payment : { row, payment }
  }

  const isNothing = (payment: KnownPayment | null): payment is KnownPayment =>
    payment !== null && payment.amountMinor === 0

  return async (app: AppId, wanted: BasketId, buyer: UserId, expected: Expected): Promise<BegunBasket | Refusal> => {
    const id = wanted.toLowerCase() as BasketId
    const begun = await db
      .of(app)
      .transaction()
      .execute((tx) => beginIn(tx, app, id, buyer, expected))
    if (isRefusal(begun)) return begun
    const { row, payment } = begun
    if (row.addressId !== null)
      addresses.used(app, buyer, row.addressId).catch((error) => {
        log.warn({ err: error }, 'the address book could not be put in order')
      })
    const sheet = payment === null || isNothing(payment) ? null : await payments.show(payment)
    if (sheet && isRefusal(sheet)) return sheet
    if (isNothing(payment)) {
      const settled = await payments.settleNothing(payment)
      if (isRefusal(settled)) return settled
    }
    const basket = await readBasket(db.of(app), app, id, buyer)
    return basket === null ? refuse('not-found') : { payment: sheet, basket }
  }
}
