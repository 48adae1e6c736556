import { expect, test } from 'bun:test'
import { type Price, priceLine, pricesOf } from './price-line.ts'

const price = (skuId: string, priceMinor: number, from: number, until: number | null, kind = 'price') =>
  ({ skuId, priceMinor, from, until, kind }) as unknown as Price
const frame = { width: 100, height: 40 }

test('prices of one SKU are a line of steps from the first to now', () => {
  const prices = [price('a', 1000, 500, null), price('b', 1, 0, null), price('a', 2000, 0, 500)]
  const own = pricesOf(prices, 'a')
  expect(own.map(({ priceMinor }) => priceMinor)).toEqual([2000, 1000])
  expect(priceLine(own, 1000, frame)).toEqual({
    ...{ price: 'M0 0H50V40H100', flash: '', lowestMinor: 1000, highestMinor: 2000, from: 0 },
  })
})

test('a flash price is a piece of its own; a price that never changed is one line', () => {
  const prices = [price('a', 2000, 0, null), price('a', 1500, 250, 500, 'flash')]
  expect(priceLine(prices, 1000, frame)).toMatchObject({ price: 'M0 0H100', flash: 'M25 40H50' })
  expect(priceLine([price('a', 2000, 0, null)], 1000, frame)).toMatchObject({ price: 'M0 20H100', flash: '' })
  expect(priceLine([], 1000, frame)).toBeNull()
})

test('a price made this moment, by a clock ahead of ours, stays within the frame', () => {
  expect(priceLine([price('a', 2000, 1005, null)], 1000, frame)?.price).toBe('M0 20H0')
})
