import { expect, test } from 'bun:test'
import { bodyOf, type CouponDraft, faultsOf, newCoupon } from './coupon-form.ts'

const NOW = new Date('2026-11-29T12:00').getTime()
const draft: CouponDraft = { ...newCoupon('USD'), title: ' Rain day ', amount: '5' }

test('an amount off: everything that was left empty means no condition', () => {
  expect(bodyOf(draft, NOW)).toEqual({
    terms: {
      ...{ title: 'Rain day', off: { type: 'amount', minor: 500 }, currency: 'USD', minSpendMinor: 0 },
      ...{ productIds: null, startsAt: null, endsAt: null },
    },
    ...{ quota: 100, perUser: 1, code: null },
  })
})

test('a percentage with a cap, for some products, for a while, by a code', () => {
  const percent: CouponDraft = {
    ...draft,
    ...{ off: 'percent', amount: '', percent: '15', most: '30', minSpend: '40.50', products: ['cup'] },
    ...{ starts: '2026-11-30T10:00', ends: '2026-12-01T10:00', quota: '80', perUser: '2', code: ' tea-15 ' },
  }
  expect(bodyOf(percent, NOW)).toMatchObject({
    terms: {
      off: { type: 'percent', percent: 15, maxMinor: 3_000 },
      minSpendMinor: 4_050,
      productIds: ['cup'],
      startsAt: new Date('2026-11-30T10:00').getTime(),
    },
    ...{ quota: 80, perUser: 2, code: 'TEA-15' },
  })
  expect(bodyOf({ ...percent, most: '' }, NOW)?.terms.off).toEqual({ type: 'percent', percent: 15, maxMinor: null })
})

test('yen have nothing behind the point', () => {
  expect(faultsOf({ ...draft, currency: 'JPY', amount: '5.5' }, NOW)).toEqual({ amount: 'amount' })
})

test.each([
  ['title', 'title', { title: ' ' }],
  ['currency', 'currency', { currency: 'usd' }],
  ['amount', 'amount', { amount: '0' }],
  ['amount', 'amount', { amount: '-5' }],
  ['percent', 'percent', { off: 'percent', percent: '101' }],
  ['percent', 'percent', { off: 'percent', percent: '12.5' }],
  ['most', 'amount', { off: 'percent', percent: '10', most: 'x' }],
  ['minSpend', 'amount', { minSpend: '1,000.00' }],
  ['ends', 'over', { ends: '2026-11-29T11:59' }],
  ['ends', 'ends', { starts: '2026-12-02T10:00', ends: '2026-12-02T10:00' }],
  ['quota', 'quota', { quota: '0' }],
  ['quota', 'quota', { quota: '' }],
  ['perUser', 'perUser', { perUser: '101' }],
  ['code', 'code', { code: 'té-10' }],
  ['code', 'code', { code: 'abc' }],
] as const)('%s is said to be wrong, and nothing is sent', (field, fault, change) => {
  const wrong = { ...draft, ...change }
  expect(faultsOf(wrong, NOW)).toEqual({ [field]: fault })
  expect(bodyOf(wrong, NOW)).toBeNull()
})
