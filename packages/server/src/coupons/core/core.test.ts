import { describe, expect, test } from 'bun:test'
import { type CouponOff, MAX_AMOUNT_MINOR, type ProductId } from '@hawker/protocol'
import { seededChance } from '#kernel/chance'
import { publicCode, shownCode, singleCode } from './code.ts'
import { discountOf, type Goods } from './discount.ts'

const chance = seededChance(20)
const upTo = (max: number) => Math.floor(chance.next() * (max + 1))
const PRODUCTS = ['a', 'b', 'c', 'd'] as ProductId[]
const anyOf = <T>(values: readonly T[]): T => values[upTo(values.length - 1)]!

const anyAmount = () => anyOf([upTo(10), upTo(1_000), upTo(1_000_000), MAX_AMOUNT_MINOR - upTo(3), MAX_AMOUNT_MINOR])
const anyGoods = (): Goods => ({
  currency: anyOf(['CNY', 'CNY', 'CNY', 'EUR']),
  lines: Array.from({ length: upTo(20) }, () => ({ productId: anyOf(PRODUCTS), minor: anyAmount() })),
})
const anyOff = (): CouponOff =>
  chance.next() < 0.5
    ? { type: 'amount', minor: Math.max(1, anyAmount()) }
    : { type: 'percent', percent: 1 + upTo(99), maxMinor: anyOf([null, 1, 500, Math.max(1, anyAmount())]) }
const anyTerms = () => ({
  ...{ off: anyOff(), currency: 'CNY', minSpendMinor: anyOf([0, 0, upTo(1_000), anyAmount()]) },
  productIds: anyOf([null, null, [] as ProductId[], ['a'] as ProductId[], ['b', 'c'] as ProductId[]]),
})
const shuffled = <T>(values: readonly T[]): T[] => {
  const left = [...values]
  return values.map(() => left.splice(upTo(left.length - 1), 1)[0]!)
}
const sum = (values: readonly number[]): bigint => values.reduce((total, value) => total + BigInt(value), 0n)

const RUNS = 20_000

describe('discounts', () => {
  test('F3 whatever the order of the lines there is one discount, above nothing and never more than the goods', () => {
    for (let run = 0; run < RUNS; run++) {
      const [terms, goods] = [anyTerms(), anyGoods()]
      const discount = discountOf(terms, goods)
      expect(discountOf(terms, { ...goods, lines: shuffled(goods.lines) })?.discountMinor).toBe(
        discount?.discountMinor as number,
      )
      if (!discount) continue
      const { discountMinor, perLineMinor } = discount
      expect(Number.isSafeInteger(discountMinor) && discountMinor > 0).toBe(true)
      expect(BigInt(discountMinor) <= sum(goods.lines.map(({ minor }) => minor))).toBe(true)
      expect(sum(perLineMinor)).toBe(BigInt(discountMinor))
      perLineMinor.forEach((share, i) => {
        const { minor, productId } = goods.lines[i]!
        expect(share >= 0 && share <= minor).toBe(true)
        if (terms.productIds?.includes(productId) === false) expect(share).toBe(0)
      })
    }
  })

  test('more of the same goods never make a discount smaller', () => {
    for (let run = 0; run < RUNS; run++) {
      const [terms, goods] = [anyTerms(), anyGoods()]
      const more = { ...goods, lines: [...goods.lines, { productId: anyOf(PRODUCTS), minor: anyAmount() }] }
      expect(discountOf(terms, more)?.discountMinor ?? 0).toBeGreaterThanOrEqual(
        discountOf(terms, goods)?.discountMinor ?? 0,
      )
    }
  })

  const goods = (...minors: number[]): Goods => ({
    currency: 'CNY',
    lines: minors.map((minor, i) => ({ productId: PRODUCTS[i]!, minor })),
  })
  const terms = (off: CouponOff, more = {}) => ({ off, currency: 'CNY', minSpendMinor: 0, productIds: null, ...more })
  const percent = (of: number, maxMinor: number | null = null): CouponOff => ({
    type: 'percent',
    percent: of,
    maxMinor,
  })

  test('a percentage rounds down, and its cap holds', () => {
    expect(discountOf(terms(percent(15)), goods(999))?.discountMinor).toBe(149)
    expect(discountOf(terms(percent(15, 100)), goods(999))?.discountMinor).toBe(100)
    expect(discountOf(terms(percent(100)), goods(999, 1))?.discountMinor).toBe(1000)
    expect(discountOf(terms(percent(7)), goods(MAX_AMOUNT_MINOR, MAX_AMOUNT_MINOR - 1))?.discountMinor).toBe(
      1_399_999_999_999,
    )
  })

  test('an amount takes off what there is at most', () => {
    expect(discountOf(terms({ type: 'amount', minor: 500 }), goods(300))).toEqual({
      discountMinor: 300,
      perLineMinor: [300],
    })
  })

  test('the least price counts the goods that the coupon is for, and no others', () => {
    const only = terms({ type: 'amount', minor: 50 }, { minSpendMinor: 200, productIds: ['a'] })
    expect(discountOf(only, goods(199, 5000))).toBeNull()
    expect(discountOf(only, goods(200, 5000))).toEqual({ discountMinor: 50, perLineMinor: [50, 0] })
  })

  test('money of another currency, nothing at all, and a discount of nothing are not for a coupon', () => {
    expect(discountOf(terms(percent(50)), { ...goods(100), currency: 'EUR' })).toBeNull()
    expect(discountOf(terms(percent(50)), goods())).toBeNull()
    expect(discountOf(terms(percent(1)), goods(99))).toBeNull()
  })

  test('what rounding leaves falls on the lines it was taken from', () => {
    expect(discountOf(terms({ type: 'amount', minor: 100 }), goods(100, 100, 100))?.perLineMinor).toEqual([34, 33, 33])
  })
})

describe('codes', () => {
  test('a single code is read however it is typed', () => {
    expect(shownCode('7k3m0123456789ab')).toBe('7K3M-0123-4567-89AB')
    expect(singleCode(' 7k3m o123 4567 89ab ')).toBe('7K3M0123456789AB')
    expect(singleCode('7K3M–OI23')).toBe('7K3M0123')
  })
  test('a code for everybody keeps its letters', () => {
    expect(publicCode(' tea-oil ')).toBe('TEA-OIL')
  })
})
