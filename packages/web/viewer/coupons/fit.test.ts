import { expect, test } from 'bun:test'
import type { CouponClaim } from '@hawker/sdk'
import { fitOf } from './fit.ts'

const NOW = 1_000_000
const claim = (terms: object = {}, state = 'open') =>
  ({
    ...{ id: 'c', couponId: 'five', state, claimedAt: 0 },
    terms: {
      ...{ title: 'Five off', off: { type: 'amount', minor: 500 }, currency: 'USD', minSpendMinor: 0 },
      ...{ productIds: null, startsAt: null, endsAt: null },
      ...terms,
    },
  }) as unknown as CouponClaim
const goods = {
  currency: 'USD',
  lines: [
    { productId: 'pot', minor: 3_000 },
    { productId: 'cup', minor: 1_000 },
  ],
}

test('a coupon for everything fits, until it is used or over', () => {
  expect(fitOf(claim(), goods, NOW)).toEqual({ fits: true })
  expect(fitOf(claim({}, 'used'), goods, NOW)).toEqual({ fits: false, why: 'used' })
  expect(fitOf(claim({}, 'expired'), goods, NOW)).toEqual({ fits: false, why: 'over' })
  expect(fitOf(claim({ endsAt: NOW }), goods, NOW)).toEqual({ fits: false, why: 'over' })
  expect(fitOf(claim({ startsAt: NOW + 1 }), goods, NOW)).toEqual({ fits: false, why: 'not-yet' })
})

test('the least spend counts the goods it is for, and says what is missing', () => {
  expect(fitOf(claim({ minSpendMinor: 4_000 }), goods, NOW)).toEqual({ fits: true })
  expect(fitOf(claim({ minSpendMinor: 4_000, productIds: ['pot'] }), goods, NOW)).toEqual({
    ...{ fits: false, why: 'spend', missingMinor: 1_000 },
  })
})

test('other goods and other money do not fit', () => {
  expect(fitOf(claim({ productIds: ['vase'] }), goods, NOW)).toEqual({ fits: false, why: 'products' })
  expect(fitOf(claim({ currency: 'CNY' }), goods, NOW)).toEqual({ fits: false, why: 'currency' })
})
