import { describe, expect, test } from 'bun:test'
import { api } from '@hawker/protocol'
import {
  type CartLine,
  CHECKOUT_LINES_MAX,
  chosenLines,
  mostOf,
  obstacleOf,
  quantityOf,
  totalMinorOf,
  wantedOf,
} from './lines.ts'

const line = (skuId: string, more: Partial<CartLine> = {}) =>
  ({
    skuId,
    productId: skuId,
    roomId: 'tea',
    quantity: 1,
    unitPriceMinor: 1000,
    listPriceMinor: null,
    currency: 'USD',
    stock: 10,
    perBuyerLimit: null,
    onSale: true,
    ...more,
  }) as CartLine
const ids = (lines: readonly CartLine[]) => lines.map(({ skuId }) => String(skuId))
const none = new Set<string>()

describe('a cart', () => {
  test('says why a line cannot be ordered', () => {
    expect(obstacleOf(line('a'))).toBeNull()
    expect(obstacleOf(line('a', { stock: 0 }))).toBe('sold-out')
    expect(obstacleOf(line('a', { stock: 0, onSale: false }))).toBe('off-sale')
  })

  test('orders no more pieces than there are, or than one buyer may have', () => {
    expect(mostOf(line('a', { stock: 3, perBuyerLimit: 2 }))).toBe(2)
    expect(quantityOf(line('a', { quantity: 5, stock: 3 }))).toBe(3)
    expect(totalMinorOf([line('a', { quantity: 5, stock: 3 }), line('b')])).toBe(4000)
  })

  test('orders as many lines at once as the server lets one hold', () => {
    const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => line(id))
    expect(ids(chosenLines(six, none))).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(ids(chosenLines(six, new Set(['b'])))).toEqual(['a', 'c', 'd', 'e', 'f'])
    expect(CHECKOUT_LINES_MAX).toBe(api.baskets.BASKET_ORDERS_MAX)
  })

  test('leaves out what cannot be ordered, and what costs other money', () => {
    const mixed = [line('gone', { stock: 0 }), line('a'), line('b', { currency: 'EUR' as never }), line('c')]
    expect(ids(chosenLines(mixed, none))).toEqual(['a', 'c'])
    expect(ids(chosenLines(mixed, new Set(['a', 'c'])))).toEqual(['b'])
  })

  test('a line is ordered at the price that was shown', () => {
    let id = 0
    expect(wantedOf([line('a', { quantity: 20 })], () => `id-${++id}`)).toMatchObject([
      { id: 'id-1', skuId: 'a', quantity: 10, unitMinor: 1000 },
    ])
  })
})
