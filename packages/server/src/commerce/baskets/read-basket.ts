// A basket as its buyer sees it: what he said, and its orders as they stand.
import type { AmountMinor, AppId, Basket, BasketId, Order, UserId } from '@hawker/protocol'
import type { Kysely } from 'kysely'
import { readShipped } from '../delivery/store.ts'
import { readOrdersOfBasket } from '../orders/order-store.ts'
import { readBasketRow } from './store.ts'

const sumOf = (orders: readonly Order[], minor: (order: Order) => AmountMinor | undefined): AmountMinor =>
  orders.reduce((sum, order) => sum + (minor(order) ?? 0), 0)

/** Null for everybody but its buyer, and once nothing is in it. */
export const readBasket = async (
  db: Kysely<unknown>,
  app: AppId,
  wanted: BasketId,
  buyer: UserId,
): Promise<Basket | null> => {
  const id = wanted.toLowerCase() as BasketId
  const row = await readBasketRow(db, app, id)
  if (row === null || row.buyer !== buyer) return null
  const orders = await readOrdersOfBasket(db, app, id)
  if (orders.length === 0) return null
  const shipped = await readShipped(
    db,
    app,
    orders.map(({ productId }) => productId),
  )
  const ends = orders.flatMap(({ state, holdEndsAt }) => (state === 'held' && holdEndsAt !== null ? [holdEndsAt] : []))
  return {
    ...{ id, orders, currency: row.currency },
    prices: {
      goodsMinor: sumOf(orders, ({ unitPriceMinor, quantity }) => unitPriceMinor * quantity),
      discountMinor: sumOf(orders, ({ discountMinor }) => discountMinor),
      deliveryMinor: sumOf(orders, ({ deliveryMinor }) => deliveryMinor),
      totalMinor: sumOf(orders, ({ totalMinor }) => totalMinor),
    },
    coupon: row.claimId === null ? null : { claimId: row.claimId, title: row.couponTitle ?? '' },
    delivery: row.delivery && { id: row.delivery.id, name: row.delivery.name },
    ...{ address: row.address, needsDelivery: shipped.size > 0 },
    holdEndsAt: ends.length > 0 ? Math.min(...ends) : null,
  }
}
