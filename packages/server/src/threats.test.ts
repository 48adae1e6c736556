// Rules of the threat list that only the whole house can show: its listener, its edges and its database together.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { AppId, Endpoint, ProductId, RoomId } from '@hawker/protocol'
import { api, isRefusal } from '@hawker/protocol'
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

test('A12 a money id sent 20 times at once has one effect and one answer; to somebody else it reveals nothing', async () => {
  const id = () => crypto.randomUUID()
  const sku = { roomId: ROOM, skuId: 'teapot-1', quantity: 1, expectedTotalMinor: 4800, currency: 'USD' }
  const wanted: [string, object][] = [
    ['/api/orders', { id: id(), ...sku }],
    ['/api/wallet/top-ups', { id: id(), coins: 500 }],
    [`/api/rooms/${ROOM}/gifts`, { id: id(), giftId: 'leaf', quantity: 3 }],
  ]
  await ask('POST', '/api/wallet/top-ups', tokens.ben, { id: id(), coins: 500 })
  for (const [where, body] of wanted) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('POST', where, tokens.ann, body)))
    expect([where, answers[0]?.status]).toEqual([where, 201])
    for (const answer of answers) expect(answer).toEqual(answers[0]!)
    const other = await ask('POST', where, tokens.ben, body)
    expect([where, other.status, other.answer.code]).toEqual([where, 409, 'order-id-taken'])
    expect(Object.keys(other.answer).sort()).toEqual(['code', 'retry', 'status', 'title', 'type'])
  }
  const shelf = await app.commerce.readShelf(SHOP, ROOM)
  expect(shelf.items[0]?.skus[0]?.stock).toBe(9)
  expect((await ask('GET', '/api/wallet', tokens.ann)).answer).toEqual({ coins: 470 })
  expect((await ask('GET', '/api/wallet', tokens.ben)).answer).toEqual({ coins: 500 })
})

test('N4 who signs in gets a session of his own, and after signing out the old one is nobody', async () => {
  const [first, second] = [await enter('/api/session', owner), await enter('/api/session', owner)]
  expect(first).not.toBe(second)
  expect((await ask('DELETE', '/api/session', first)).answer).toEqual({ ended: true })
  expect((await ask('GET', '/api/wallet', first)).status).toBe(401)
  expect((await ask('GET', '/api/wallet', second)).status).toBe(200)
})
