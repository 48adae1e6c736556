import { describe, expect, test } from 'bun:test'
import type { CouponClaim, DeliveryMethod, Order } from '@hawker/sdk'
import {
  arrivesAt,
  countriesOf,
  couponsFor,
  deliveryMinorOf,
  firstChoice,
  methodsTo,
  needsBasket,
  offMinorOf,
  type Terms,
} from './terms.ts'

const DAY_MS = 86_400_000
const method = (id: string, more: Partial<DeliveryMethod> = {}) =>
  ({
    id,
    name: id,
    currency: 'USD',
    priceMinor: 600,
    freeFromMinor: 3900,
    countries: null,
    daysMin: 3,
    daysMax: 5,
    ...more,
  }) as DeliveryMethod
const order = (productId = 'cup', unitPriceMinor = 4800, more: Partial<Order> = {}) =>
  ({ productId, unitPriceMinor, quantity: 1, currency: 'USD', ...more }) as Order
const claim = (id: string, terms: Partial<CouponClaim['terms']> = {}, state: CouponClaim['state'] = 'open') =>
  ({
    id,
    state,
    terms: {
      title: id,
      off: { type: 'amount', minor: 500 },
      currency: 'USD',
      minSpendMinor: 0,
      productIds: null,
      startsAt: null,
      endsAt: null,
      ...terms,
    },
  }) as CouponClaim
const address = (id: string, country: string) => ({ id, address: { country } }) as Terms['addresses'][number]

describe('ways of delivery', () => {
  const ways = [method('home', { countries: ['AT', 'DE'] }), method('world'), method('yen', { currency: 'JPY' })]

  test('only those that go there, in money of the order', () => {
    expect(methodsTo(ways, 'USD', 'CN').map(({ id }) => id)).toEqual(['world'] as never)
    expect(methodsTo(ways, 'USD', 'AT').map(({ id }) => id)).toEqual(['home', 'world'] as never)
  })

  test('the countries of a shop that does not send everywhere', () => {
    expect(countriesOf(ways)).toBeNull()
    expect([...(countriesOf([ways[0]!]) ?? [])]).toEqual(['AT', 'DE'])
    expect(countriesOf([])).toBeNull()
  })

  test('free from its price on, not a unit before', () => {
    expect(deliveryMinorOf(method('post'), 3899)).toBe(600)
    expect(deliveryMinorOf(method('post'), 3900)).toBe(0)
    expect(deliveryMinorOf(method('post', { freeFromMinor: null }), 99_999)).toBe(600)
  })

  test('days are counted from now', () => {
    expect(arrivesAt(method('post'), 0)).toEqual([3 * DAY_MS, 5 * DAY_MS])
  })
})

describe('coupons', () => {
  test('it never takes off more than there is, and percent are rounded down', () => {
    expect(offMinorOf(claim('c', { off: { type: 'amount', minor: 9000 } }), [order()])).toBe(4800)
    expect(offMinorOf(claim('c', { off: { type: 'percent', percent: 33, maxMinor: null } }), [order('cup', 101)])).toBe(
      33,
    )
    expect(offMinorOf(claim('c', { off: { type: 'percent', percent: 50, maxMinor: 700 } }), [order()])).toBe(700)
  })

  test('those that fit come first, the best before the others; what is gone is left out', () => {
    const all = [
      claim('far', { minSpendMinor: 9900, off: { type: 'amount', minor: 3000 } }),
      claim('small'),
      claim('big', { off: { type: 'amount', minor: 900 } }),
      claim('gone', {}, 'used'),
    ]
    expect(couponsFor(all, [order()], 0, null).map(({ claim }) => claim.id)).toEqual(['big', 'small', 'far'])
  })

  test('one that this purchase uses already stays in its list', () => {
    expect(couponsFor([claim('mine', {}, 'used')], [order()], 0, 'mine')).toMatchObject([{ fit: { fits: true } }])
  })
})

describe('what a known buyer need not say again', () => {
  const terms: Terms = {
    methods: [method('post', { countries: ['AT'] }), method('fast', { countries: ['AT'] })],
    addresses: [address('far', 'CN'), address('home', 'AT')],
    claims: [claim('c')],
  }

  test('the last address that can be reached, the way of the last time, the best coupon', () => {
    expect(firstChoice(terms, [order()], { deliveryId: 'fast' }, 0)).toEqual({
      addressId: 'home',
      deliveryId: 'fast',
      claimId: 'c',
    })
  })

  test('a way that is offered no more gives way to the first', () => {
    expect(firstChoice(terms, [order()], { deliveryId: 'gone' }, 0).deliveryId).toBe('post')
  })

  test('a shop that sends nothing asks for no address', () => {
    const none = { ...terms, methods: [], claims: [] }
    expect(firstChoice(none, [order()], { deliveryId: null }, 0)).toEqual({
      addressId: null,
      deliveryId: null,
      claimId: null,
    })
  })

  test('one thing of such a shop, without a coupon, is paid as it is', () => {
    const none = { ...terms, methods: [] }
    const nothing = { addressId: null, deliveryId: null, claimId: null }
    expect(needsBasket(none, [order()], nothing)).toBe(false)
    expect(needsBasket(none, [order(), order()], nothing)).toBe(true)
    expect(needsBasket(none, [order()], { ...nothing, claimId: 'c' })).toBe(true)
    expect(needsBasket(none, [order('cup', 1, { basketId: 'b' as never })], nothing)).toBe(true)
    expect(needsBasket(terms, [order()], nothing)).toBe(true)
  })
})
