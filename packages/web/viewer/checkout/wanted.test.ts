import { describe, expect, test } from 'bun:test'
import type { Launch, ShelfItem, Sku } from '@hawker/sdk'
import { priceNow, wantedFrom } from './wanted.ts'

const sku = { id: 'cup-l', label: 'Large', priceMinor: 4800 } as unknown as Sku
const item = {
  productId: 'cup',
  title: 'Cup',
  imageUrl: null,
  currency: 'USD',
  priceMinor: 4800,
  listPriceMinor: 6400,
  listPriceCharged: true,
  skus: [sku],
} as unknown as ShelfItem
const launch = (productId: string, left = 5) =>
  ({
    productId,
    opensAt: null,
    endsAt: 100,
    flash: { priceMinor: 3900, quantity: 9, left, perBuyerLimit: 1 },
  }) as unknown as Launch

describe('what a tap on Buy asks for', () => {
  test('the price of the shelf, beside what it costs at other times', () => {
    expect(priceNow(item, sku, null, 1, 0)).toEqual({ unitMinor: 4800, listMinor: 6400, flash: false })
  })

  test('N13 beside nothing where the list price was never charged: nobody is told of a saving', () => {
    const { listPriceCharged: _, ...uncharged } = item
    expect(priceNow(uncharged, sku, null, 1, 0).listMinor).toBeNull()
    expect(priceNow(uncharged, sku, launch('cup'), 1, 0).listMinor).toBe(4800)
  })

  test('the flash price of its own launch, beside the price of the shelf', () => {
    expect(priceNow(item, sku, launch('cup'), 1, 0)).toEqual({ unitMinor: 3900, listMinor: 4800, flash: true })
    expect(priceNow(item, sku, launch('bowl'), 1, 0).flash).toBe(false)
  })

  test('no flash price when it is over, used up, or for fewer pieces', () => {
    expect(priceNow(item, sku, launch('cup'), 1, 100).unitMinor).toBe(4800)
    expect(priceNow(item, sku, launch('cup', 0), 1, 0).unitMinor).toBe(4800)
    expect(priceNow(item, sku, launch('cup'), 2, 0).unitMinor).toBe(4800)
  })

  test('it is ordered as it was shown, under an id of its own', () => {
    const price = priceNow(item, sku, launch('cup'), 1, 0)
    expect(wantedFrom(item, sku, 1, price, { id: 'o1', roomId: 'tea' })).toMatchObject({
      ...{ id: 'o1', roomId: 'tea', productId: 'cup', skuId: 'cup-l', title: 'Cup', skuLabel: 'Large' },
      ...{ quantity: 1, unitMinor: 3900, listMinor: 4800, currency: 'USD' },
    })
  })
})
