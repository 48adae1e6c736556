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
import { openLog } from '#system/log'
import { bodyOf, everyEndpoint, pathFor } from './api/testing/route-table.ts'
import { type App, openApp } from './app.ts'

const LIMIT_MS = 60_000
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
  const response = await fetch(`${origin}${where}`, { method, headers, ...sent })
  const answer = (await response.json()) as Record<string, unknown>
  delete answer.requestId
  return { status: response.status, answer }
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
  const skus = [{ id: 'teapot-1', label: '', priceMinor: 4800, stock: 10 }]
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

const dropCoupon = async () => {
  const terms = {
    ...{ title: 'Off', off: { type: 'amount', minor: 100 }, currency: 'USD', minSpendMinor: 0 },
    ...{ productIds: null, startsAt: null, endsAt: null },
  }
  const made = await ask('POST', '/api/coupons', tokens.owner, { terms, quota: 9, perUser: 2, code: null })
  const couponId = String(made.answer.id)
  const dropped = { couponId, quantity: 9, lastsMs: 600_000 }
  return { couponId, drop: String((await ask('POST', `/api/rooms/${ROOM}/drops`, tokens.owner, dropped)).answer.id) }
}

test('A12 a money id sent 50 times at once has one effect and one answer; with another body, or from somebody else, it tells nothing', async () => {
  const id = () => crypto.randomUUID()
  const sku = { roomId: ROOM, skuId: 'teapot-1', quantity: 1, expectedTotalMinor: 4800, currency: 'USD' }
  const { couponId, drop } = await dropCoupon()
  const claims = `/api/rooms/${ROOM}/drops/${drop}/claims`
  const claim = { id: id() }
  /** Where, what, and the same id with something else under it. */
  const wanted: [string, object, object | null][] = [
    ['/api/orders', { id: id(), ...sku }, { quantity: 2, expectedTotalMinor: 9600 }],
    ['/api/wallet/top-ups', { id: id(), coins: 500 }, { coins: 501 }],
    [`/api/rooms/${ROOM}/gifts`, { id: id(), giftId: 'leaf', quantity: 3 }, { quantity: 4 }],
    [claims, claim, null],
  ]
  await ask('POST', '/api/wallet/top-ups', tokens.ben, { id: id(), coins: 500 })
  for (const [where, body, otherwise] of wanted) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask('POST', where, tokens.ann, body)))
    expect([where, answers[0]?.status]).toEqual([where, 201])
    for (const answer of answers) expect(answer).toEqual(answers[0]!)
    const others = [await ask('POST', where, tokens.ben, body)]
    if (otherwise) others.push(await ask('POST', where, tokens.ann, { ...body, ...otherwise }))
    for (const other of others) {
      expect([where, other.status, other.answer.code]).toEqual([
        where,
        409,
        where === claims ? 'conflict' : 'order-id-taken',
      ])
      expect(Object.keys(other.answer).sort()).toEqual(['code', 'retry', 'status', 'title', 'type'])
    }
  }
  const shelf = await app.commerce.readShelf(SHOP, ROOM)
  expect(shelf.items[0]?.skus[0]?.stock).toBe(9)
  expect((await ask('GET', '/api/wallet', tokens.ann)).answer).toMatchObject({ coins: 470 })
  expect((await ask('GET', '/api/wallet', tokens.ben)).answer).toMatchObject({ coins: 500 })
  const coupons = (await ask('GET', '/api/coupons', tokens.owner)).answer.coupons as { id: string; claimed: number }[]
  expect(coupons.find((coupon) => coupon.id === couponId)?.claimed).toBe(1)
})

test('A12 a payment and a refund sent 50 times at once happen once', async () => {
  const order = { id: crypto.randomUUID(), roomId: ROOM, skuId: 'teapot-1', quantity: 2, expectedTotalMinor: 9600 }
  const who = await enter('/api/session/guest', { name: 'Cleo' })
  expect((await ask('POST', '/api/orders', who, { ...order, currency: 'USD' })).status).toBe(201)
  const fifty = async (where: string, token: string, body: object) => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask('POST', where, token, body)))
    for (const answer of answers) expect(answer).toEqual(answers[0]!)
    expect([where, answers[0]?.status]).toEqual([where, 200])
    return answers[0]!.answer
  }
  const { paymentId } = await fifty(`/api/orders/${order.id}/payment`, who, {})
  expect(await fifty(`/api/payments/${paymentId}/sandbox`, who, { outcome: 'approve' })).toMatchObject({
    order: { state: 'paid', refundedMinor: 0 },
  })
  const refund = { id: crypto.randomUUID(), amountMinor: 100 }
  expect(await fifty(`/api/orders/${order.id}/refund`, tokens.owner, refund)).toMatchObject({ refundedMinor: 100 })
  const more = await ask('POST', `/api/orders/${order.id}/refund`, tokens.owner, { ...refund, amountMinor: 101 })
  expect([more.status, more.answer.code]).toEqual([409, 'conflict'])
  const { rows } = await sql<{ captured: number; back: number }>`
    select captured_minor as captured, refunded_minor as back from payments where id = ${String(paymentId)}`.execute(
    app.db.system,
  )
  expect(rows).toEqual([{ captured: 9600, back: 100 }])
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
