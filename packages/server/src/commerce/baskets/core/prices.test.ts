import { expect, test } from 'bun:test'
import { MAX_AMOUNT_MINOR, type OrderId } from '@hawker/protocol'
import fc from 'fast-check'
import { spread } from '#kernel/spread'
import { deliveryPriceOf } from '../../delivery/core/terms.ts'
import { type BasketLine, priceBasket } from './prices.ts'

const line = (id: string, goodsMinor: number, more: Partial<BasketLine> = {}): BasketLine => ({
  ...{ id: id as OrderId, currency: 'CNY', goodsMinor, discountMinor: 0, ships: true, ...more },
})

const amount = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: MAX_AMOUNT_MINOR }))
const lines = fc
  .uniqueArray(
    fc.record({ id: fc.uuid(), goods: amount, off: fc.double({ min: 0, max: 1, noNaN: true }), ships: fc.boolean() }),
    { minLength: 1, maxLength: 5, selector: ({ id }) => id },
  )
  .map((some) =>
    some.map(({ id, goods, off, ships }) => line(id, goods, { discountMinor: Math.floor(goods * off), ships })),
  )
const terms = fc.record({ priceMinor: amount, freeFromMinor: fc.option(amount) })
const sum = (of: readonly number[]) => of.reduce((total, one) => total + BigInt(one), 0n)

test('shares are exact, never below zero, each order has a total of its own, and the order of lines does not matter', () => {
  fc.assert(
    fc.property(lines, fc.option(terms), fc.infiniteStream(fc.nat()), (some, method, noise) => {
      const delivery = method && ((goods: bigint) => deliveryPriceOf(method, goods))
      const priced = priceBasket(some, delivery)
      const shuffled = some.map((one) => ({ one, at: noise.next().value! })).sort((a, b) => a.at - b.at)
      expect(
        priceBasket(
          shuffled.map(({ one }) => one),
          delivery,
        ),
      ).toEqual(priced)
      const goods = sum(some.map(({ goodsMinor }) => goodsMinor))
      const off = sum(some.map(({ discountMinor }) => discountMinor))
      const sent = some.some(({ ships }) => ships)
      const cost = delivery && sent ? delivery(goods - off) : 0n
      if (goods > BigInt(MAX_AMOUNT_MINOR) || goods - off + cost > BigInt(MAX_AMOUNT_MINOR)) {
        expect(priced).toBe('too-much')
        return
      }
      if (typeof priced === 'string') throw new Error(priced)
      const { prices, shares } = priced
      expect(prices.totalMinor).toBe(prices.goodsMinor - prices.discountMinor + prices.deliveryMinor)
      expect(BigInt(prices.deliveryMinor)).toBe(cost)
      for (const [key, part] of [
        ['discountMinor', 'discountMinor'],
        ['deliveryMinor', 'deliveryMinor'],
        ['totalMinor', 'totalMinor'],
      ] as const)
        expect(sum(shares.map((share) => share[part]))).toBe(BigInt(prices[key]))
      for (const share of shares) {
        const of = some.find(({ id }) => id === share.id)!
        expect(share.totalMinor).toBe(of.goodsMinor - share.discountMinor + share.deliveryMinor)
        expect(share.totalMinor >= 0 && share.deliveryMinor >= 0).toBe(true)
        if (!of.ships) expect(share.deliveryMinor).toBe(0)
      }
    }),
  )
})

test('a division loses nothing, and gives nobody a whole unit more than his part', () => {
  const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 13n }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 13n }), weights, (whole, some) => {
      const total = some.reduce((a, b) => a + b, 0n)
      fc.pre(total > 0n)
      const parts = spread(whole, some)
      expect(parts.reduce((a, b) => a + b, 0n)).toBe(whole)
      parts.forEach((part, i) => {
        const exact = whole * some[i]!
        expect(part * total - exact < total && exact - part * total < total).toBe(true)
      })
    }),
  )
  expect(() => spread(1n, [0n, 0n])).toThrow()
  expect(() => spread(-1n, [1n])).toThrow()
  expect(() => spread(1n, [2n, -1n])).toThrow()
})

test('currencies are not mixed, and more than money has is refused', () => {
  expect(priceBasket([line('a', 5), line('b', 5, { currency: 'EUR' })], null)).toBe('mixed-currencies')
  expect(priceBasket([line('a', MAX_AMOUNT_MINOR), line('b', 1)], null)).toBe('too-much')
  expect(priceBasket([line('a', MAX_AMOUNT_MINOR)], () => 1n)).toBe('too-much')
  expect(priceBasket([line('a', MAX_AMOUNT_MINOR)], null)).toMatchObject({ prices: { totalMinor: MAX_AMOUNT_MINOR } })
})

test('delivery is free from its threshold on, the coupon taken off, and nobody pays for what is not sent', () => {
  const of = (goods: number, discountMinor: number, ships = true) => {
    const priced = priceBasket([line('a', goods, { discountMinor, ships })], (minor) =>
      deliveryPriceOf({ priceMinor: 800, freeFromMinor: 9_900 }, minor),
    )
    return typeof priced === 'string' ? priced : priced.prices.deliveryMinor
  }
  expect([of(9_899, 0), of(9_900, 0), of(10_000, 100), of(10_000, 101), of(50, 0, false)]).toEqual([800, 0, 0, 800, 0])
})
