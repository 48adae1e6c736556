// What orders that were paid together come to, each kind of money by itself. Pure.
import type { Order } from '@hawker/sdk'

type Priced = Pick<
  Order,
  'unitPriceMinor' | 'quantity' | 'discountMinor' | 'deliveryMinor' | 'totalMinor' | 'refundedMinor'
>

export interface Sums {
  readonly goods: number
  readonly discount: number
  readonly delivery: number
  readonly total: number
  readonly refunded: number
}

export const sumsOf = (orders: readonly Priced[]): Sums => {
  const sum = (of: (order: Priced) => number) => orders.reduce((all, order) => all + of(order), 0)
  return {
    goods: sum(({ unitPriceMinor, quantity }) => unitPriceMinor * quantity),
    discount: sum(({ discountMinor = 0 }) => discountMinor),
    delivery: sum(({ deliveryMinor = 0 }) => deliveryMinor),
    total: sum(({ totalMinor }) => totalMinor),
    refunded: sum(({ refundedMinor }) => refundedMinor),
  }
}
