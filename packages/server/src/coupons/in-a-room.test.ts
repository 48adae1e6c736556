// Coupons as somebody in a room takes them: the whole house, the SDK, and a real socket.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Hawker, Room } from '@hawker/sdk'
import { STAFF_ROUTES } from '@hawker/sdk/routes-staff'
import { createShop } from '@hawker/sdk/shop'
import { until } from '#kernel/testing/until'
import { done, type House, openHouse } from '../testing/house.ts'
import { couponOf, refusedOf } from './testing.ts'

const shopOf = ({ call }: Hawker) => createShop(call)

const LIMIT_MS = 60_000
let house: House
let desk: Hawker
let ann: Hawker
let bo: Hawker
let room: Room

beforeAll(async () => {
  house = await openHouse()
  desk = house.desk
  // Knows what staff can ask, and is none.
  ann = await house.guest('Ann Lee', { routes: STAFF_ROUTES })
  bo = await house.guest('Bo')
  room = await house.visit(ann)
}, LIMIT_MS)
afterAll(() => house?.close(), LIMIT_MS)

test(
  'S19 a drop reaches the room, whoever comes later finds what is left, and all hear when it is used up',
  async () => {
    const coupon = done(await shopOf(desk).coupons.create(couponOf({ quota: 9, code: 'TEA-10' })))
    const drop = done(await shopOf(desk).coupons.drop('tea', { couponId: coupon.id, quantity: 2, lastsMs: 600_000 }))
    await until(() => room.state.drops.length === 1)
    expect(room.state.drops).toEqual([drop])

    const claim = done(await ann.coupons.claim('tea', drop.id))
    expect(claim).toMatchObject({ couponId: coupon.id, terms: coupon.terms, state: 'open' })
    await until(() => room.state.drops[0]?.left === 1 && room.state.claims.count === 1)
    expect(room.state.claims.latest?.names).toEqual(['A**e'])
    expect(refusedOf(await ann.coupons.claim('tea', drop.id))).toBe('limit-reached')
    const late = await house.visit(bo)
    // The snapshot may be a second old: what came since follows it.
    await until(() => late.state.drops[0]?.left === 1)
    expect(late.state.drops).toEqual([{ ...drop, left: 1 }])

    done(await bo.coupons.claim('tea', drop.id))
    await until(() => room.state.closedDrops.length === 1 && late.state.closedDrops.length === 1)
    expect(room.state.closedDrops).toEqual([{ dropId: drop.id, reason: 'taken' }])
    expect([room.state.drops, late.state.drops]).toEqual([[], []])
    expect(refusedOf(await ann.coupons.claim('tea', drop.id))).toBe('coupon-gone')
    late.leave()

    expect(done(await ann.coupons.mine()).claims).toEqual([claim])
    const listed = done(await shopOf(desk).coupons.list()).coupons
    expect(listed).toEqual([{ ...coupon, claimed: 2, used: 0 }])
  },
  LIMIT_MS,
)

test(
  'the end of the show takes its drops away',
  async () => {
    const coupon = done(await shopOf(desk).coupons.create(couponOf()))
    const drop = done(await shopOf(desk).coupons.drop('tea', { couponId: coupon.id, quantity: 2, lastsMs: 600_000 }))
    await until(() => room.state.drops.length === 1)
    done(await desk.studio.moveTo('tea', 'ended'))
    await until(() => room.state.drops.length === 0)
    expect(room.state.closedDrops.at(-1)).toEqual({ dropId: drop.id, reason: 'ended' })
  },
  LIMIT_MS,
)

test('viewers make no coupons and drop none', async () => {
  expect(refusedOf(await shopOf(ann).coupons.create(couponOf()))).toBe('not-allowed')
  expect(refusedOf(await shopOf(ann).coupons.makeCodes('x', 1))).toBe('not-allowed')
  expect(
    refusedOf(await shopOf(ann).coupons.drop('tea', { couponId: 'x' as never, quantity: 1, lastsMs: 60_000 })),
  ).toBe('not-allowed')
  expect(refusedOf(await shopOf(ann).coupons.list())).toBe('not-allowed')
})

test('F2 a code is redeemed as it was typed, and whatever is wrong is one answer', async () => {
  const coupon = done(await shopOf(desk).coupons.create(couponOf({ code: 'COLD-TEA' })))
  const { codes } = done(await shopOf(desk).coupons.makeCodes(coupon.id, 1))
  expect(done(await ann.coupons.redeem(' cold-tea ')).couponId).toBe(coupon.id)
  expect(done(await bo.coupons.redeem(codes[0]!.toLowerCase())).couponId).toBe(coupon.id)
  for (const wrong of [codes[0]!, 'NO-SUCH', "'--", '١٢٣', '💥'])
    expect(refusedOf(await ann.coupons.redeem(wrong))).toBe('coupon-invalid')
})

const BAD: [why: string, terms: object, more?: object][] = [
  ['nothing off', { off: { type: 'amount', minor: 0 } }],
  ['less than nothing off', { off: { type: 'amount', minor: -500 } }],
  ['half a unit off', { off: { type: 'amount', minor: 0.5 } }],
  ['more off than there is money', { off: { type: 'amount', minor: 1e14 } }],
  ['more than all off', { off: { type: 'percent', percent: 101, maxMinor: null } }],
  ['no whole percentage', { off: { type: 'percent', percent: 12.5, maxMinor: null } }],
  ['a currency that is none', { currency: 'yuan' }],
  ['a least price below zero', { minSpendMinor: -1 }],
  ['an end before its start', { startsAt: 5, endsAt: 4 }],
  ['no title', { title: ' ' }],
  ['none to claim', {}, { quota: 0 }],
  ['a huge quota', {}, { quota: 1e9 }],
  ['none for anybody', {}, { perUser: 0 }],
  ['a code that cannot be typed', {}, { code: 'té-10' }],
]
test.each(BAD)('%s is no coupon', async (_why, terms, more = {}) => {
  const wanted = { ...couponOf(), ...more, terms: { ...couponOf().terms, ...terms } }
  expect(refusedOf(await shopOf(desk).coupons.create(wanted as never))).toBe('invalid')
})
