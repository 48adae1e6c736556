import { afterAll, beforeAll, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {
  type AppId,
  type Endpoint,
  isRefusal,
  type LaunchId,
  type ProductId,
  type RoomId,
  type UserId,
} from '@hawker/protocol'
import { SignJWT } from 'jose'
import { sql } from 'kysely'
import { readConfig } from '#config'
import { type TestDatabase, testDatabase } from '#db'
import { openLog } from '#system/log'
import { bodyOf, everyEndpoint, requestFor } from './api/testing/route-table.ts'
import { type App, openApp } from './app.ts'

/** Thousands of requests, one after another, on a machine that may be busy. */
const LIMIT_MS = 300_000
const CANARY = 'canary-of-the-other-shop'
const theirs = 'theirs' as AppId
const ours = 'ours' as AppId
const ourSecret = 'our-secret-of-thirty-two-letters'
const password = 'a-long-enough-password'

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'hawker-app-'))
let database: TestDatabase
let app: App
let origin = ''
const written: string[] = []
const credentials: Record<string, string> = {}

const call = (endpoint: Endpoint, credential: string, ids: Record<string, string>, body: unknown) =>
  fetch(requestFor(endpoint, { origin, ids, body, headers: { authorization: `Bearer ${credential}` } }))
const post = async (where: string, body: unknown) => {
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  return (await (await fetch(`${origin}${where}`, request)).json()) as { token: string }
}
const done = <T>(result: T): Exclude<T, { refused: string }> => {
  if (isRefusal(result)) throw new Error(JSON.stringify(result))
  return result as Exclude<T, { refused: string }>
}

/** What the other shop has, under the names by which contracts call it. */
const foreign = {
  room: 'their-room',
  launch: '',
  order: '0192f0c1-2345-7abc-8def-0123456789ab',
  payment: '',
  coupon: '',
  drop: '',
  user: '',
  host: '',
  gift: 'their-gift',
  packed: '0192f0c1-2345-7abc-8def-0123456789ac',
  basket: '0192f0c1-2345-7abc-8def-0123456789ad',
  method: 'their-post',
  address: '0192f0c1-2345-7abc-8def-0123456789ae',
}
const inBodies = () => ({
  ...{
    roomId: foreign.room,
    skuId: 'their-sku',
    productId: 'their-product',
    giftId: 'their-gift',
    hostId: foreign.host,
    couponId: foreign.coupon,
    code: 'THEIR-CODE',
    orders: [foreign.packed],
    deliveryId: foreign.method,
  },
  ...{ expectedTotalMinor: 4800, quantity: 1, id: foreign.order },
})

beforeAll(async () => {
  database = await testDatabase()
  const config = readConfig({
    ...{ PORT: '0', RTMP_PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, DATABASE_URL: database.url },
    ...{ BOOTSTRAP_APP_ID: ours, BOOTSTRAP_APP_SECRET: ourSecret },
    ...{ BOOTSTRAP_ADMIN_EMAIL: 'owner@ours.example', BOOTSTRAP_ADMIN_PASSWORD: password },
  })
  const rate = { perSecond: 1e6, burst: 1e6 }
  const log = openLog('debug', { write: (line: string) => void written.push(line) })
  app = await openApp(config, { log, rates: { public: rate, person: rate, server: rate } })
  origin = app.config.publicUrl

  done(await app.accounts.createApp({ id: theirs, name: CANARY }))
  const host = done(await app.accounts.createStaff(theirs, { email: 'h@theirs.example', name: CANARY, role: 'host' }))
  foreign.host = foreign.user = host.id
  const room = foreign.room as RoomId
  done(await app.rooms.create(theirs, { id: room, title: CANARY, hostId: host.id, status: 'live' }, null))
  const sku = { id: 'their-sku', label: CANARY, priceMinor: 4800, stock: 10 }
  const another = { ...sku, id: 'their-other-sku' }
  const productId = 'their-product' as ProductId
  done(
    await app.commerce.createProduct(
      theirs,
      { id: productId, title: CANARY, currency: 'USD', skus: [sku, another] },
      null,
    ),
  )
  done(await app.commerce.putShelf(theirs, room, [{ productId, number: 1, plannedAt: null }], null))
  foreign.launch = done(await app.commerce.openLaunch(theirs, room, { productId, lastsMs: null }, null)).launch.id
  const terms = { title: CANARY, off: { type: 'amount' as const, minor: 1 }, currency: 'USD', minSpendMinor: 0 }
  const lasting = { ...terms, productIds: null, startsAt: null, endsAt: null }
  const coupon = { terms: lasting, quota: 9, perUser: 1, code: 'THEIR-CODE' }
  const couponId = done(await app.coupons.makeCoupon(theirs, coupon, null)).id
  foreign.coupon = couponId
  foreign.drop = done(await app.coupons.dropCoupon(theirs, room, { couponId, quantity: 9, lastsMs: 900_000 }, null)).id
  const gift = { id: 'their-gift', name: CANARY, imageUrl: null, coins: 1, size: 'small' }
  done(await app.gifts.putGift(theirs, gift as never))
  const buyer = { id: 'their-buyer' as UserId, name: CANARY, role: 'viewer' as const }
  done(await app.accounts.createUser(theirs, { id: buyer.id, kind: 'viewer', name: CANARY }))
  const wanted = { id: foreign.order, roomId: room, skuId: 'their-sku', quantity: 1, expectedTotalMinor: 4800 }
  done(await app.commerce.placeOrder(theirs, buyer, { ...wanted, currency: 'USD' } as never))
  foreign.payment = done(await app.commerce.beginPayment(theirs, foreign.order as never, buyer.id)).paymentId
  const packed = { ...wanted, id: foreign.packed, skuId: another.id, currency: 'USD' }
  done(await app.commerce.placeOrder(theirs, buyer, packed as never))
  const said = { orders: [foreign.packed], claimId: null, addressId: null, deliveryId: null }
  done(await app.commerce.baskets.put(theirs, buyer.id, { id: foreign.basket, ...said } as never))
  const free = { currency: 'USD', priceMinor: 0, freeFromMinor: null, countries: null, daysMin: 1, daysMax: 2 }
  done(await app.commerce.delivery.put(theirs, foreign.method as never, { name: CANARY, ...free }, null))

  await sql`
    insert into field_declarations (app_id, name, belongs_to, types, declared_at)
    values (${theirs}, 'x', 'room', '{"live": {"read": "anyone", "write": "anyone"}}', 0)`.execute(
    database.database.system,
  )
  for (const table of ['room_fields (type,', 'room_attributes (', 'room_counters ('])
    await sql`
      insert into ${sql.raw(table)} app_id, room_id, kept)
      values (${table.includes('type') ? sql`'live', ` : sql``}${theirs}, ${room}, ${JSON.stringify({ x: CANARY })}::jsonb)
    `.execute(database.database.system)
  await sql`
    with t as (
      insert into direct_threads (app_id, user_id, said, viewer_said, last_id, updated_at)
      values (${theirs}, ${foreign.user}, 1, 1, ${foreign.order}::uuid, 1)
    )
    insert into direct_messages (app_id, id, user_id, seq, said_by, by_shop, text, at, shop_said, viewer_said)
    values (${theirs}, ${foreign.order}, ${foreign.user}, 1, '{}', false, ${CANARY}, 1, 0, 1)
  `.execute(database.database.system)

  credentials.owner = (await post('/api/session', { email: 'owner@ours.example', password, deliver: 'token' })).token
  credentials.guest = (await post('/api/session/guest', { name: 'Somebody', deliver: 'token' })).token
  credentials.server = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256', typ: 'hawker-server+jwt' })
    .setAudience(ours)
    .setExpirationTime('10m')
    .sign(new TextEncoder().encode(ourSecret))
}, LIMIT_MS)

afterAll(async () => {
  await app.stop()
  await database.close()
  rmSync(dataDir, { recursive: true })
}, LIMIT_MS)

test('the house answers on its port', async () => {
  expect(await (await fetch(`${origin}/healthz`)).text()).toBe('ok')
  expect(await (await fetch(`${origin}/readyz`)).json()).toEqual({ ready: true, degraded: [] })
  expect((await (await fetch(`${origin}/api/rooms`)).json()).rooms).toEqual([])
})

test('every endpoint of the contract is mounted, or the contract promises what nobody does', async () => {
  const document = await (await fetch(`${origin}/api/openapi.json`)).json()
  const missing = everyEndpoint().filter(({ method, path: at }) => !document.paths[at]?.[method.toLowerCase()])
  expect(missing.map(({ method, path: at }) => `${method} ${at}`)).toEqual([])
})

const CREATES = new Set([
  ...['POST /api/rooms', 'POST /api/products', 'POST /api/staff', 'PUT /api/gifts/{gift}'],
  ...['POST /api/fields', 'POST /api/broadcasts', 'POST /api/coupons'],
  ...['PUT /api/my/addresses/{address}', 'PUT /api/delivery-methods/{method}'],
])

const withIds = (value: unknown, ids: Record<string, unknown>): unknown => {
  if (Array.isArray(value)) return value.map((each) => withIds(each, ids))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, ids[key] ?? withIds(inside, ids)]))
}
const unknown = {
  ...{ room: 'no-such-room', launch: 'no-such-launch', order: '0192f0c1-2345-7abc-8def-ffffffffffff' },
  ...{
    payment: 'no-such-payment',
    coupon: 'no-such-coupon',
    drop: 'no-such-drop',
    user: 'no-such-user',
    host: 'no-such-host',
    gift: 'no-such-gift',
    basket: '0192f0c1-2345-7abc-8def-eeeeeeeeeeee',
    method: 'no-such-post',
    address: '0192f0c1-2345-7abc-8def-dddddddddddd',
  },
}
const unknownInBodies = {
  ...{ roomId: unknown.room, skuId: 'no-such-sku', productId: 'no-such-product', giftId: 'no-such-gift' },
  ...{ couponId: unknown.coupon, code: 'NO-SUCH-CODE', orders: [unknown.order], deliveryId: unknown.method },
  ...{ hostId: unknown.host, expectedTotalMinor: 4800, quantity: 1, id: unknown.order },
}
const told = async (response: Response) => {
  const text = await response.text()
  expect(text).not.toContain(CANARY)
  const isJson = response.headers.get('content-type')?.includes('json')
  const answer = (isJson ? JSON.parse(text) : { text }) as { requestId?: string }
  delete answer.requestId
  return { status: response.status, answer: response.ok ? null : answer }
}

test(
  'promise 9: N1 A3 on every route the ids of another shop are as unknown as ids that nobody has',
  async () => {
    let compared = 0
    for (const endpoint of everyEndpoint())
      for (const credential of Object.values(credentials)) {
        const name = `${endpoint.method} ${endpoint.path}`
        // What creates would compare the first of a name with the second.
        if ((endpoint.tag === 'session' && !endpoint.params) || (CREATES.has(name) && !endpoint.params)) continue
        const sample = bodyOf(endpoint)
        if (endpoint.path.endsWith('/shelf') && sample)
          Object.assign(sample, { items: [{ productId: 'p', number: 1, plannedAt: null }] })
        const body = (ids: Record<string, unknown>) => (sample === undefined ? undefined : withIds(sample, ids))
        const theirsSaid = await told(await call(endpoint, credential, foreign, body(inBodies())))
        const nobodysSaid = await told(await call(endpoint, credential, unknown, body(unknownInBodies)))
        expect([endpoint.method, endpoint.path, theirsSaid]).toEqual([endpoint.method, endpoint.path, nobodysSaid])
        if (endpoint.params && endpoint.method !== 'DELETE' && !CREATES.has(name))
          expect([endpoint.path, theirsSaid.status >= 400]).toEqual([endpoint.path, true])
        compared++
      }
    expect(compared).toBeGreaterThan(60)
  },
  LIMIT_MS,
)

test('N1 nothing of the other shop was changed by that', async () => {
  const facts = await app.rooms.find(theirs, foreign.room as RoomId)
  expect([facts?.title, facts?.status]).toEqual([CANARY, 'live'])
  const shelf = await app.commerce.readShelf(theirs, foreign.room as RoomId)
  expect([shelf.items.length, shelf.items[0]?.skus[0]?.stock, shelf.launch?.id]).toEqual([
    1,
    9,
    foreign.launch as LaunchId,
  ])
  expect((await app.coupons.couponTruth(theirs)).claimed).toBe(0)
  const gifts = await sql`select id, name from gifts where app_id = ${theirs}`.execute(database.database.system)
  expect(gifts.rows).toEqual([{ id: 'their-gift', name: CANARY }])
  expect((await app.coupons.source.drops!(theirs, foreign.room as RoomId)).open.length).toBe(1)
  const { rows } = await sql`
    select f.kept as fields, a.kept as attributes, c.kept as counters, t.said, t.read_by_shop as read
    from room_fields f, room_attributes a, room_counters c, direct_threads t
    where (f.app_id, a.app_id, c.app_id, t.app_id) = (${theirs}, ${theirs}, ${theirs}, ${theirs})
  `.execute(database.database.system)
  const kept = { x: CANARY }
  expect(rows).toEqual([{ fields: kept, attributes: kept, counters: kept, said: 1, read: 0 }])
})

test(
  'A5 bad input on every route is refused, and never a fault of ours',
  async () => {
    const nasty = [
      "'",
      '"; drop table users; --',
      '\u0000',
      '\ud800',
      '𐀀'.repeat(40),
      '-1',
      '1e999',
      'null',
      '__proto__',
      ' ',
    ]
    for (const endpoint of everyEndpoint())
      for (const text of nasty) {
        const ids = Object.fromEntries(Object.keys(unknown).map((name) => [name, text.toWellFormed()]))
        const values = Object.fromEntries(Object.keys(unknownInBodies).map((name) => [name, text]))
        const sample = bodyOf(endpoint)
        const texts = {
          ...values,
          title: text,
          name: text,
          email: text,
          text,
          reason: text,
          after: text,
          ticket: text,
          token: text,
        }
        const bodies = sample === undefined ? [undefined] : [withIds(sample, texts), text, [text], 5]
        for (const body of bodies) {
          const response = await call(endpoint, credentials.owner!, ids, body)
          expect([endpoint.path, text, response.status < 500]).toEqual([endpoint.path, text, true])
          await response.body?.cancel()
        }
      }
  },
  LIMIT_MS,
)

test('O1 no password, token or secret stands in the log', () => {
  const all = written.join('')
  for (const secret of [password, ourSecret, ...Object.values(credentials)]) expect(all).not.toContain(secret)
  expect(all).not.toContain('a request failed')
})

test('a second start on ports in use says so in one sentence, and lets go of what it had opened', async () => {
  const taken = { PORT: String(app.config.port), RTMP_PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir }
  const again = openApp(readConfig({ ...taken, RTMP_PORT: String(app.config.rtmpPort), DATABASE_URL: database.url }), {
    log: openLog('silent'),
  })
  await expect(again).rejects.toThrow(/^RTMP_PORT \d+ is in use by another program/)
})

test('the key file and nothing else lies in the data folder, readable by its owner alone', () => {
  expect(existsSync(path.join(dataDir, 'secrets.key'))).toBe(true)
  expect(readFileSync(path.join(dataDir, 'secrets.key'), 'utf8').length).toBeGreaterThan(40)
})
