// Coupons as somebody in a room takes them: the whole house, the SDK, and a real socket.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Refusal } from '@hawker/protocol'
import { createHawker, type Hawker, isRefusal, type Room } from '@hawker/sdk'
import { STAFF_ROUTES } from '@hawker/sdk/routes-staff'
import { createShop } from '@hawker/sdk/shop'
import { type App, openApp } from '#app'
import { readConfig } from '#config'
import { type TestDatabase, testDatabase } from '#db'
import { openLog } from '#system/log'
import { couponOf, refusedOf } from './testing.ts'

const shopOf = ({ call }: Hawker) => createShop(call)

const LIMIT_MS = 30_000
const password = 'a-long-enough-password'
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'hawker-coupons-'))
let database: TestDatabase
let app: App
let desk: Hawker
let ann: Hawker
let bo: Hawker
let room: Room

const done = <T>(answer: T | Refusal): T => {
  if (isRefusal(answer)) throw new Error(`${answer.refused}: ${answer.message}`)
  return answer
}
const until = async (what: () => boolean | undefined) => {
  for (const deadline = Date.now() + 10_000; !what(); await new Promise((next) => setTimeout(next, 10)))
    if (Date.now() > deadline) throw new Error(`it never came to ${what}`)
}
const visit = async (hawker: Hawker) => {
  const room = hawker.room('tea')
  done(await room.join())
  return room
}

beforeAll(async () => {
  database = await testDatabase()
  const config = readConfig({
    ...{ PORT: '0', RTMP_PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, DATABASE_URL: database.url },
    ...{ BOOTSTRAP_APP_ID: 'shop', BOOTSTRAP_ADMIN_EMAIL: 'owner@shop.example', BOOTSTRAP_ADMIN_PASSWORD: password },
  })
  app = await openApp(config, { log: openLog('silent') })
  const baseUrl = app.config.publicUrl
  ;[desk, ann, bo] = [
    createHawker({ baseUrl, routes: STAFF_ROUTES }),
    // Knows what staff can ask, and is none.
    createHawker({ baseUrl, routes: STAFF_ROUTES }),
    createHawker({ baseUrl }),
  ]
  done(await desk.session.signIn('owner@shop.example', password))
  done(await ann.session.becomeGuest('Ann Lee'))
  done(await bo.session.becomeGuest('Bo'))
  done(await desk.studio.createRoom({ id: 'tea' as never, title: 'Tea' }))
  done(await desk.studio.moveTo('tea', 'live'))
  room = await visit(ann)
}, LIMIT_MS)
afterAll(async () => {
  room?.leave()
  await app?.stop()
  await database?.close()
  rmSync(dataDir, { recursive: true })
}, LIMIT_MS)

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
    await Bun.sleep(1_100) // a snapshot is shared for a second
    const late = await visit(bo)
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
