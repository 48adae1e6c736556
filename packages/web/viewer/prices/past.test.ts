import { expect, test } from 'bun:test'
import type { ShelfItem } from '@hawker/sdk'
import { hashOf, type Prices, pastOf, productOfHash, withOlder } from './past.ts'

const item = {
  skus: [
    { id: 's', label: 'Small' },
    { id: 'l', label: 'Large' },
  ],
} as unknown as ShelfItem
const span = (skuId: string, from: number, priceMinor: number) => ({
  skuId,
  kind: 'price',
  priceMinor,
  from,
  until: null,
})
const prices = {
  prices: [span('l', 3, 90), span('s', 1, 50), span('s', 2, 40)],
  next: '7',
  lowestOf30Days: { s: 50 },
  listPrice: null,
} as unknown as Prices

test('N13 every price stands under its SKU, the newest first, in the order of the shelf', () => {
  const past = pastOf(item, prices)
  expect(past.map(({ label }) => label)).toEqual(['Small', 'Large'])
  expect(past[0]!.spans.map(({ priceMinor }) => priceMinor)).toEqual([40, 50])
  expect(past.map(({ lowestMinor }) => lowestMinor)).toEqual([50, null])
})

test('a product with one SKU needs no name for it', () => {
  expect(pastOf({ skus: [item.skus[0]!] }, prices)[0]!.label).toBe('')
})

test('the prices of a product have an address, and nothing else is taken for one', () => {
  expect(productOfHash(hashOf('tea-pot_1'))).toBe('tea-pot_1')
  for (const hash of ['', '#orders', '#prices=', '#prices=a/b', '#prices=a&ticket=x'])
    expect(productOfHash(hash)).toBeNull()
})

test('N13 older prices stand behind what is there, and what holds of all stays as it was', () => {
  const older = { ...prices, prices: [span('s', 0, 60)], next: null, lowestOf30Days: {} } as unknown as Prices
  const all = withOlder(prices, older)
  expect(pastOf(item, all)[0]!.spans.map(({ priceMinor }) => priceMinor)).toEqual([40, 50, 60])
  expect([all.next, all.lowestOf30Days]).toEqual([null, prices.lowestOf30Days])
})
