import { expect, test } from 'bun:test'
import { figuresOf } from './figures.ts'

const sku = (priceMinor: number, stock: number, stocked: number) => ({ priceMinor, stock, stocked })

test('a product costs from its cheapest to its dearest SKU, and has what all of them have', () => {
  expect(figuresOf({ skus: [sku(1400, 30, 40), sku(900, 0, 10), sku(2000, 25, 50)] })).toEqual({
    lowestMinor: 900,
    highestMinor: 2000,
    free: 55,
    stocked: 100,
    soldOut: 1,
    stock: 'plenty',
  })
})

test('a tenth that is left is few, nothing left is sold out', () => {
  expect(figuresOf({ skus: [sku(1, 5, 50), sku(1, 5, 50)] }).stock).toBe('last')
  expect(figuresOf({ skus: [sku(1, 0, 50)] }).stock).toBe('sold-out')
  expect(figuresOf({ skus: [sku(1, 0, 0)] }).stock).toBe('sold-out')
})
