import { expect, test } from 'bun:test'
import { sumsOf } from './sums.ts'

const order = {
  unitPriceMinor: 4_800,
  quantity: 2,
  discountMinor: 960,
  deliveryMinor: 123,
  totalMinor: 8_763,
  refundedMinor: 0,
}

test('goods − discount + delivery = total, of one order and of several', () => {
  const other = { unitPriceMinor: 1_000, quantity: 1, totalMinor: 1_000, refundedMinor: 500 }
  for (const orders of [[order], [order, other]]) {
    const { goods, discount, delivery, total } = sumsOf(orders)
    expect(goods - discount + delivery).toBe(total)
  }
  expect(sumsOf([order, other])).toEqual({ goods: 10_600, discount: 960, delivery: 123, total: 9_763, refunded: 500 })
})
