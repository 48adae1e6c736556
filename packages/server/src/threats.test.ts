// Rules of the threat list that only the whole house can show: its listener, its edges and its database together.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { AppId, Endpoint, ProductId, RoomId } from '@hawker/protocol'
import { api, isRefusal } from '@hawker/protocol'
import { sql } from 'kysely'
import { readConfig } from '#config'
import { type TestDatabase, testDatabase } from '#db'
import { sha256 } from '#system/keyed-hash'
import { openLog } from '#system/log'
import { bodyOf, everyEndpoint, pathFor } from './api/testing/route-table.ts'
import { type App, openApp } from './app.ts'
import { PAUSE_MS, TRIES_MAX } from './testing/patiently.ts'

const LIMIT_MS = 180_000
const SHOP = 'shop' as AppId
const ROOM = 'kiln' as RoomId
const owner = { email: 'owner@shop.example', password: 'a-long-enough-password' }

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'hawker-threats-'))
const written: string[] = []
const tokens: Record<'owner' | 'ann' | 'ben', string> = { owner: '', ann: '', ben: '' }
let database: TestDatabase
let app: App
let origin = ''

const ask = async (method: string, where: string, token: string, body?: unknown) => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  for (let tries = 1; ; tries++) {
    const response = await fetch(`${origin}${where}`, { method, headers, ...sent })
    const answer = (await response.json()) as Record<string, unknown>
    delete answer.requestId
    // Fifty at once may be too many for a busy machine: they are told to try the same again, and do.
    if (response.status !== 503 || tries === TRIES_MAX) return { status: response.status, answer }
    await Bun.sleep(PAUSE_MS)
  }
}
const enter = async (where: string, body: object) =>
  String((await ask('POST', where, '', { ...body, deliver: 'token' })).answer.token)
const must = (result: unknown) => {
  if (isRefusal(result)) throw new Error(result.refused)
}

beforeAll(async () => {
  database = await testDatabase()
  const config = readConfig({
    ...{ PORT: '0', RTMP_PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, DATABASE_URL: database.url },
    ...{ BOOTSTRAP_APP_ID: SHOP, BOOTSTRAP_APP_SECRET: 'a-secret-of-more-than-thirty-two-letters' },
    ...{ BOOTSTRAP_ADMIN_EMAIL: owner.email, BOOTSTRAP_ADMIN_PASSWORD: owner.password },
  })
  const rate = { perSecond: 1e6, burst: 1e6 }
  const log = openLog('debug', { write: (line: string) => void written.push(line) })
  app = await openApp(config, { log, rates: { public: rate, person: rate, server: rate } })
  origin = app.config.publicUrl
  must(await app.rooms.create(SHOP, { id: ROOM, title: 'Kiln', hostId: null, status: 'live' } as never, null))
  const productId = 'teapot' as ProductId
  const skus = [{ id: 'teapot-1', label: '', priceMinor: 4800, stock: 20 }]
  must(await app.commerce.createProduct(SHOP, { id: productId, title: 'Teapot', currency: 'USD', skus }, null))
  must(await app.commerce.putShelf(SHOP, ROOM, [{ productId, number: 1, plannedAt: null }], null))
  must(await app.gifts.putGift(SHOP, { id: 'leaf', name: 'Leaf', imageUrl: null, coins: 10, size: 'small' } as never))
  tokens.owner = await enter('/api/session', owner)
  tokens.ann = await enter('/api/session/guest', { name: 'Ann' })
  tokens.ben = await enter('/api/session/guest', { name: 'Ben' })
}, LIMIT_MS)

afterAll(async () => {
  await app?.stop()
  await database?.close()
  rmSync(dataDir, { recursive: true })
}, LIMIT_MS)

const QUOTES = ["'", "''; select pg_sleep(9)--", '"', '\\', '`', '$1', '%', ';', "x' or '1'='1", '\u2019', '%00', '[]']
const HEADERS = ['cookie', 'x-forwarded-for', 'x-request-id', 'user-agent', 'accept-language', 'range']

const queryNames = (endpoint: Endpoint): string[] =>
  Object.keys((endpoint.query as { shape?: object } | undefined)?.shape ?? {})

test(
  'A5 quotes in path parameters, queries and headers never make a fault of ours',
  async () => {
    let asked = 0
    const faults: unknown[] = []
    const tried = async (endpoint: Endpoint, url: string, quote: string, headers: Record<string, string> = {}) => {
      const body = endpoint.method === 'GET' ? undefined : JSON.stringify(bodyOf(endpoint) ?? {})
      const sent = { authorization: `Bearer ${tokens.owner}`, 'content-type': 'application/json', ...headers }
      const response = await fetch(url, { method: endpoint.method, headers: sent, ...(body ? { body } : {}) })
      await response.body?.cancel()
      if (response.status >= 500) faults.push([endpoint.method, endpoint.path, quote, response.status])
      asked++
    }
    for (const endpoint of everyEndpoint()) {
      // It would end the session that the others need.
      if (endpoint.path === api.session.signOut.path) continue
      const names = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
      const plain = `${origin}${pathFor(endpoint)}`
      for (const quote of QUOTES) {
        const ids = Object.fromEntries(names.map((name) => [name, quote]))
        if (names.length > 0) await tried(endpoint, `${origin}${pathFor(endpoint, ids)}`, quote)
        for (const name of queryNames(endpoint))
          await tried(endpoint, `${plain}?${new URLSearchParams({ [name]: quote })}`, quote)
      }
      const header = Object.fromEntries(HEADERS.map((name) => [name, `'"; drop table users; --`]))
      await tried(endpoint, plain, 'headers', header)
      await tried(endpoint, plain, 'bearer', { authorization: `Bearer '; select 1--` })
      await tried(endpoint, plain, 'cookie', { authorization: '', cookie: `hk='; select 1--` })
    }
    expect(faults).toEqual([])
    expect(asked).toBeGreaterThan(400)
    expect((await ask('GET', '/api/wallet', tokens.owner)).status).toBe(200)
    expect(written.filter((line) => line.includes('a request failed'))).toEqual([])
  },
  LIMIT_MS,
)

const makeCoupon = async (code: string | null) => {
  const terms = {
    ...{ title: 'Off', off: { type: 'amount', minor: 100 }, currency: 'USD', minSpendMinor: 0 },
    ...{ productIds: null, startsAt: null, endsAt: null },
  }
  const made = await ask('POST', '/api/coupons', tokens.owner, { terms, quota: 9, perUser: 2, code })
  expect(made.status).toBe(201)
  return { couponId: String(made.answer.id) }
}
const dropCoupon = async () => {
  const { couponId } = await makeCoupon(null)
  const dropped = { couponId, quantity: 9, lastsMs: 600_000 }
  return { couponId, drop: String((await ask('POST', `/api/rooms/${ROOM}/drops`, tokens.owner, dropped)).answer.id) }
}

const TAKEN = ['code', 'retry', 'status', 'title', 'type']
const fifty = async (where: string, token: string, body: object) => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => ask('POST', where, token, body)))
  for (const answer of answers) expect(answer).toEqual(answers[0]!)
  return answers[0]!
}
const coinsOf = async (who: 'ann' | 'ben') => (await ask('GET', '/api/wallet', tokens[who])).answer.coins
const pieces = async () => (await app.commerce.readShelf(SHOP, ROOM)).items[0]?.skus[0]?.stock
const claimedOf = async (couponId: string) => {
  const { answer } = await ask('GET', '/api/coupons', tokens.owner)
  return (answer.coupons as { id: string; claimed: number }[]).find(({ id }) => id === couponId)?.claimed
}

interface MoneyPost {
  readonly where: string
  /** What else stands under the same id. */
  readonly body: object
  readonly otherwise: { readonly where?: string; readonly body?: object }
  readonly taken: string
  /** What must have moved by `by`, once. */
  readonly count: () => Promise<unknown>
  readonly by: number
}

const MONEY_POSTS: Record<string, () => Promise<MoneyPost>> = {
  'POST /api/orders': async () => {
    const two = { quantity: 2, expectedTotalMinor: 9600 }
    const body = { roomId: ROOM, skuId: 'teapot-1', quantity: 1, expectedTotalMinor: 4800, currency: 'USD' }
    const more = { taken: 'order-id-taken', count: pieces, by: -1 }
    return { where: '/api/orders', body, otherwise: { body: two }, ...more }
  },
  'POST /api/wallet/top-ups': async () => {
    const more = { taken: 'order-id-taken', count: () => coinsOf('ann'), by: 500 }
    return { where: '/api/wallet/top-ups', body: { coins: 500 }, otherwise: { body: { coins: 501 } }, ...more }
  },
  'POST /api/rooms/{room}/gifts': async () => {
    await ask('POST', '/api/wallet/top-ups', tokens.ann, { id: crypto.randomUUID(), coins: 100 })
    const more = { taken: 'order-id-taken', count: () => coinsOf('ann'), by: -30 }
    const body = { giftId: 'leaf', quantity: 3 }
    return { where: `/api/rooms/${ROOM}/gifts`, body, otherwise: { body: { quantity: 4 } }, ...more }
  },
  'POST /api/rooms/{room}/drops/{drop}/claims': async () => {
    const [{ couponId, drop }, another] = [await dropCoupon(), await dropCoupon()]
    const at = (id: string) => `/api/rooms/${ROOM}/drops/${id}/claims`
    const more = { taken: 'conflict', count: () => claimedOf(couponId), by: 1 }
    return { where: at(drop), body: {}, otherwise: { where: at(another.drop) }, ...more }
  },
  'POST /api/coupons/claims': async () => {
    const { couponId } = await makeCoupon('TEA-IS-BACK')
    await makeCoupon('TEA-IS-OUT')
    const more = { taken: 'conflict', count: () => claimedOf(couponId), by: 1 }
    const otherwise = { body: { code: 'TEA-IS-OUT' } }
    return { where: '/api/coupons/claims', body: { code: 'TEA-IS-BACK' }, otherwise, ...more }
  },
}

for (const [endpoint, prepare] of Object.entries(MONEY_POSTS))
  test(`A12 ${endpoint}: 50 at once have one effect and one answer; another body is 422, and another person’s id tells nothing`, async () => {
    const { where, body, otherwise, taken, count, by } = await prepare()
    const id = crypto.randomUUID()
    const before = Number(await count())
    expect((await fifty(where, tokens.ann, { id, ...body })).status).toBe(201)
    const [elsewhere, changed] = [otherwise.where ?? where, { id, ...body, ...otherwise.body }]
    const other = await ask('POST', elsewhere, tokens.ann, changed)
    expect([other.status, other.answer.code]).toEqual([422, 'invalid'])
    expect(other.answer.fields).toMatchObject([{ path: 'id' }])
    expect(Object.keys(other.answer).sort()).toEqual([...TAKEN, 'fields'].sort())
    // The same word for both bodies: not even whether it was this.
    for (const [at, sent] of [
      [where, { id, ...body }],
      [elsewhere, changed],
    ] as const) {
      const { status, answer } = await ask('POST', at, tokens.ben, sent)
      expect([status, answer.code, Object.keys(answer).sort()]).toEqual([409, taken, TAKEN])
    }
    expect(Number(await count()) - before).toBe(by)
  })

test('A12 every POST that takes an id of the caller is a money POST above, or moves no money', () => {
  const others = [
    ...['/api/orders/{order}/refund', '/api/rooms', '/api/products', '/api/products/{product}/skus'],
    // A bid is an offer: what it comes to is an order of its own.
    ...['/api/threads/{user}/messages', '/api/rooms/{room}/auctions/{auction}/bids'],
  ]
  const withId = everyEndpoint().filter(
    ({ method, body }) => method === 'POST' && 'id' in ((body as { shape?: object } | undefined)?.shape ?? {}),
  )
  const names = withId.map(({ path }) => path).filter((path) => !others.includes(path))
  expect(names.map((path) => `POST ${path}`).sort()).toEqual(Object.keys(MONEY_POSTS).sort())
})

const held = async (name: string) => {
  const order = { id: crypto.randomUUID(), roomId: ROOM, skuId: 'teapot-1', quantity: 2, expectedTotalMinor: 9600 }
  const who = await enter('/api/session/guest', { name })
  expect((await ask('POST', '/api/orders', who, { ...order, currency: 'USD' })).status).toBe(201)
  return { order: order.id, who }
}

test('A12 POST /api/orders/{order}/payment, its sandbox and /refund: each 50 times at once happens once; another body under a refund’s id is 422', async () => {
  const { order, who } = await held('Cleo')
  const { answer: sheet } = await fifty(`/api/orders/${order}/payment`, who, {})
  expect(await fifty(`/api/payments/${sheet.paymentId}/sandbox`, who, { outcome: 'approve' })).toMatchObject({
    status: 200,
    answer: { order: { state: 'paid', refundedMinor: 0 } },
  })
  const refund = { id: crypto.randomUUID(), amountMinor: 100 }
  expect(await fifty(`/api/orders/${order}/refund`, tokens.owner, refund)).toMatchObject({
    status: 200,
    answer: { refundedMinor: 100 },
  })
  const more = await ask('POST', `/api/orders/${order}/refund`, tokens.owner, { ...refund, amountMinor: 101 })
  expect([more.status, more.answer.code, more.answer.fields]).toMatchObject([422, 'invalid', [{ path: 'id' }]])
  for (const [where, body] of [
    [`/api/orders/${order}/payment`, {}],
    [`/api/payments/${sheet.paymentId}/sandbox`, { outcome: 'approve' }],
  ] as const) {
    const { status, answer } = await ask('POST', where, tokens.ben, body)
    expect([status, answer.code, Object.keys(answer).sort()]).toEqual([404, 'not-found', TAKEN])
  }
  expect((await ask('POST', `/api/orders/${order}/refund`, tokens.ben, refund)).status).toBe(403)
  const { rows } = await sql<{ captured: number; back: number }>`
    select captured_minor as captured, refunded_minor as back from payments where id = ${String(sheet.paymentId)}`.execute(
    app.db.system,
  )
  expect(rows).toEqual([{ captured: 9600, back: 100 }])
})

test('A12 PUT /api/baskets/{basket} and POST its payment: 50 at once make one basket and one payment; another person’s tells nothing', async () => {
  const { order, who } = await held('Dora')
  const where = `/api/baskets/${crypto.randomUUID()}`
  const body = { orders: [order], claimId: null, addressId: null, deliveryId: null }
  const put = await Promise.all(Array.from({ length: 50 }, () => ask('PUT', where, who, body)))
  for (const answer of put) expect(answer).toEqual(put[0]!)
  expect(put[0]!.status).toBe(200)
  const shown = { expectedTotalMinor: 9600, currency: 'USD' }
  const { answer } = await fifty(`${where}/payment`, who, shown)
  expect(answer).toMatchObject({ payment: { amountMinor: 9600 } })
  const theirs = await ask('POST', '/api/orders', tokens.ben, {
    ...{ id: crypto.randomUUID(), roomId: ROOM, skuId: 'teapot-1', quantity: 1, expectedTotalMinor: 4800 },
    currency: 'USD',
  })
  const tried = [
    await ask('PUT', where, tokens.ben, { ...body, orders: [theirs.answer.id] }),
    await ask('POST', `${where}/payment`, tokens.ben, shown),
  ]
  expect(tried.map(({ status, answer }) => [status, Object.keys(answer).sort()])).toEqual([
    [409, TAKEN],
    [404, TAKEN],
  ])
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from payment_orders where order_id = ${order}`.execute(app.db.system)
  expect(rows).toEqual([{ n: 1 }])
})

test('A12 POST /api/coin-transfers/{transfer}/reversal: 50 at once take back once', async () => {
  const id = crypto.randomUUID()
  await ask('POST', '/api/wallet/top-ups', tokens.ben, { id, coins: 70 })
  const before = Number(await coinsOf('ben'))
  expect((await fifty(`/api/coin-transfers/${id}/reversal`, tokens.owner, {})).status).toBe(201)
  expect(Number(await coinsOf('ben'))).toBe(before - 70)
  expect((await ask('POST', `/api/coin-transfers/${id}/reversal`, tokens.ben, {})).status).toBe(403)
})

test('an address is told to its owner alone: no line of the log, no journal, no other answer has it', async () => {
  const canary = `Canary Lane ${crypto.randomUUID()}`
  const [id, other] = [crypto.randomUUID(), crypto.randomUUID()]
  const address = {
    ...{ name: canary, phone: '+49 30 1234567', country: 'DE', region: '', city: 'Berlin' },
    ...{ line1: canary, line2: '', postcode: '10115' },
  }
  const where = `/api/my/addresses/${id}`
  expect((await ask('PUT', where, tokens.ann, address)).answer).toEqual({ addresses: [{ id, address }] })
  expect((await ask('GET', '/api/my/addresses', tokens.ann)).answer).toEqual({ addresses: [{ id, address }] })
  // Refused in its shape, half a character, a key that is none, not there, and with the database failing in the middle.
  const bad = [
    { ...address, phone: canary },
    { ...address, city: `${canary}\ud800` },
    { ...address, more: canary },
  ]
  const answers = [...(await Promise.all(bad.map((body) => ask('PUT', where, tokens.ann, body))))]
  expect(answers.map(({ status }) => status)).toEqual([422, 400, 422])
  await sql`alter table addresses add constraint broken check (address ->> 'city' <> 'Berlin') not valid`.execute(
    database.database.system,
  )
  answers.push(await ask('PUT', `/api/my/addresses/${other}`, tokens.ann, address))
  await sql`alter table addresses drop constraint broken`.execute(database.database.system)
  expect(answers.at(-1)?.status).toBe(500)
  answers.push(await ask('GET', '/api/my/addresses', tokens.ben), await ask('GET', '/api/my/addresses', tokens.owner))
  expect(answers.slice(-2).map(({ answer }) => answer)).toEqual([{ addresses: [] }, { addresses: [] }])
  answers.push(await ask('DELETE', where, tokens.ben), await ask('PUT', where, '', address))
  expect(answers.slice(-2).map(({ status }) => status)).toEqual([404, 401])
  expect(JSON.stringify(answers)).not.toContain(canary)
  const { rows } = await sql<{ text: string }>`select string_agg(j::text, '') as text from journal j`.execute(
    database.database.system,
  )
  expect(rows[0]?.text).toContain('teapot')
  expect(rows[0]?.text).not.toContain(canary)
  expect(written.length).toBeGreaterThan(0)
  expect(written.filter((line) => line.includes(canary))).toEqual([])
})

test('N4 who signs in gets a session of his own, and after signing out the old one is nobody', async () => {
  const [first, second] = [await enter('/api/session', owner), await enter('/api/session', owner)]
  expect(first).not.toBe(second)
  expect((await ask('DELETE', '/api/session', first)).answer).toEqual({ ended: true })
  expect((await ask('GET', '/api/wallet', first)).status).toBe(401)
  expect((await ask('GET', '/api/wallet', second)).status).toBe(200)
})

test('N4 at a desk left open for eleven minutes whatever takes a fresh sign-in is refused, and nothing comes of it', async () => {
  const [old, fresh] = [await enter('/api/session', owner), await enter('/api/session', owner)]
  // Before anything is asked with it: a process believes for seconds what it read of a session.
  const { numAffectedRows } = await sql`
    update sessions set created_at = created_at - ${api.STEP_UP_MS + 60_000}::int8
    where token_hash = ${sha256(old)}`.execute(database.database.system)
  expect(numAffectedRows).toBe(1n)
  const powerful = everyEndpoint().filter(({ stepUp }) => stepUp)
  expect(powerful.length).toBeGreaterThan(5)
  const kept = async () =>
    (await sql`select (select max(id) from journal), (select count(*) from coupons)`.execute(database.database.system))
      .rows
  const before = await kept()
  const answers = async (token: string) =>
    Promise.all(
      powerful.map(async (it) => (await ask(it.method, pathFor(it), token, bodyOf(it))).answer.code ?? 'done'),
    )
  expect(new Set(await answers(old))).toEqual(new Set(['sign-in-again']))
  expect(await kept()).toEqual(before)
  expect(await answers(fresh)).not.toContain('sign-in-again')
  expect((await ask('GET', '/api/staff', old)).status).toBe(200)
})
