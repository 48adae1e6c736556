// Who ran a room, through the whole house: what staff do by the API is what the list tells.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { AppId, GiftId, RoomId, UserId } from '@hawker/protocol'
import { type App, openApp } from '#app'
import { readConfig } from '#config'
import { type TestDatabase, testDatabase } from '#db'
import { openLog } from '#system/log'

const LIMIT_MS = 60_000
const SHOP = 'shop' as AppId
const SECRET = 'a-secret-of-more-than-thirty-two-letters'
const owner = { email: 'owner@shop.example', password: 'a-long-enough-password' }
const assistant = { email: 'mei@shop.example', password: 'another-long-password', name: 'Mei Lin' }
const CANARY = 'Canary'

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'hawker-audit-'))
let database: TestDatabase
let app: App
let ownerToken = ''
let meiToken = ''
let meiId = ''

// biome-ignore lint/suspicious/noExplicitAny: what is expected of it is said by each test
type Body = any
const ask = async (method: string, where: string, token: string, body?: unknown): Promise<Body> => {
  const response = await fetch(`${app.config.publicUrl}/api/${where}`, {
    method,
    headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return response.json()
}
const done = async (...asked: Parameters<typeof ask>): Promise<Body> => {
  const body = await ask(...asked)
  if (body.code) throw new Error(`${asked[0]} ${asked[1]}: ${JSON.stringify(body)}`)
  return body
}
const byMei = (method: string, where: string, body?: unknown) => done(method, where, meiToken, body)
const byOwner = (method: string, where: string, body?: unknown) => done(method, where, ownerToken, body)
const deeds = async (room: string, query = '', token = ownerToken) => ask('GET', `rooms/${room}/deeds${query}`, token)
const signIn = async ({ email, password }: typeof owner) =>
  (await done('POST', 'session', '', { email, password, deliver: 'token' })).token

const newRoom = async (id: string) => {
  const made = await app.rooms.create(SHOP, { id: id as RoomId, title: id, status: 'live' }, 'mei' as UserId)
  if ('refused' in made) throw new Error(made.refused)
}

beforeAll(async () => {
  database = await testDatabase()
  const config = readConfig({
    ...{ PORT: '0', RTMP_PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, DATABASE_URL: database.url },
    ...{ BOOTSTRAP_APP_ID: SHOP, BOOTSTRAP_APP_SECRET: SECRET },
    ...{ BOOTSTRAP_ADMIN_EMAIL: owner.email, BOOTSTRAP_ADMIN_PASSWORD: owner.password },
  })
  const rate = { perSecond: 1e6, burst: 1e6 }
  app = await openApp(config, { log: openLog('silent'), rates: { public: rate, person: rate, server: rate } })
  ownerToken = await signIn(owner)
  meiId = (await byOwner('POST', 'staff', { ...assistant, role: 'assistant' })).id
  meiToken = await signIn(assistant)
}, LIMIT_MS)
afterAll(async () => {
  await app?.stop()
  await database?.close()
  rmSync(dataDir, { recursive: true })
}, LIMIT_MS)

test(
  'what staff did in a room stands there newest first, with who, and with what it was called then',
  async () => {
    await newRoom('kiln')
    await newRoom('loom')
    const sku = { id: 'cup-blue', label: 'Blue', priceMinor: 1_000, stock: 9 }
    const product = { id: 'cup', title: 'Cup', currency: 'USD', skus: [sku] }
    await byMei('POST', 'products', product)
    await byMei('PUT', 'rooms/kiln/shelf', { items: [{ productId: 'cup', number: 1 }] })
    const { launch } = await byMei('POST', 'rooms/kiln/launches', { productId: 'cup' })
    await byOwner('POST', 'rooms/kiln/launches/undo', {})
    const flash = { priceMinor: 500, quantity: 3 }
    const { launch: second } = await byMei('POST', 'rooms/kiln/launches', { productId: 'cup', lastsMs: 60_000, flash })
    expect(second.id).not.toBe(launch.id)
    await byMei('DELETE', `rooms/kiln/launches/${second.id}`)
    await byMei('PUT', 'rooms/kiln/explaining', { productId: 'cup' })
    await byOwner('PATCH', 'products/cup/skus/cup-blue', { priceMinor: 900 })
    const restock = { id: crypto.randomUUID(), pieces: 4 }
    await byMei('PATCH', 'products/cup/skus/cup-blue', { restock })
    await byMei('PATCH', 'products/cup', { title: 'Mug' })
    const goods = { currency: 'USD', minSpendMinor: 0, productIds: null, startsAt: null, endsAt: null }
    const terms = { title: '5 off', off: { type: 'amount', minor: 500 }, ...goods }
    const coupon = await byOwner('POST', 'coupons', { terms, quota: 10, perUser: 1, code: null })
    const drop = await byMei('POST', 'rooms/kiln/drops', { couponId: coupon.id, quantity: 2, lastsMs: 60_000 })
    await byMei('DELETE', `rooms/kiln/drops/${drop.id}`)
    await byMei('POST', 'rooms/kiln/notices', { text: 'Ten minutes more' })
    const rose = { id: 'rose' as GiftId, name: 'Rose', imageUrl: null, coins: 1, size: 'small' } as const
    await app.gifts.putGift(SHOP, rose, meiId)
    await done('POST', 'broadcasts', ownerToken, { text: 'To everybody' })

    const { deeds: list, next } = await deeds('kiln', '?limit=200')
    expect(next).toBeNull()
    const mei = 'Mei Lin'
    expect(list.map(({ deed, by }: Body) => [deed, by.name])).toEqual([
      ['told-all', 'owner'],
      ['gift-put', mei],
      ['told', mei],
      ['drop-retracted', mei],
      ['dropped', mei],
      ['product-changed', mei],
      ['restocked', mei],
      ['price-changed', 'owner'],
      ['explaining', mei],
      ['retracted', mei],
      ['flashed', mei],
      ['undone', 'owner'],
      ['launched', mei],
      ['shelf-set', mei],
      ['created', null],
    ])
    const one = (deed: string) => list.find((it: Body) => it.deed === deed)
    expect(one('flashed')).toMatchObject({ title: 'Cup', number: 1, amountMinor: 500, currency: 'USD', count: 3 })
    expect(one('price-changed')).toMatchObject({ title: 'Cup', sku: 'Blue', wasMinor: 1_000, amountMinor: 900 })
    expect(one('restocked')).toMatchObject({ title: 'Cup', sku: 'Blue', count: 4 })
    expect([one('product-changed').title, one('retracted').title]).toEqual(['Mug', 'Cup'])
    expect(one('dropped')).toMatchObject({ title: '5 off', count: 2 })
    expect([one('told').text, one('told-all').text]).toEqual(['Ten minutes more', 'To everybody'])

    // The neighbour's room has what was told to all, and nothing of this.
    const beside = (await deeds('loom')).deeds.map(({ deed }: Body) => deed)
    expect(beside).toEqual(['told-all', 'gift-put', 'created'])
  },
  LIMIT_MS,
)

test(
  'a page at a time, each deed once, while more is done meanwhile',
  async () => {
    await newRoom('pages')
    const tell = (n: number) => byMei('POST', 'rooms/pages/notices', { text: `No. ${n}` })
    for (const n of [1, 2, 3, 4, 5]) await tell(n)
    const first = await deeds('pages', '?limit=2')
    await tell(6)
    const second = await deeds('pages', `?limit=2&after=${first.next}`)
    const third = await deeds('pages', `?limit=2&after=${second.next}`)
    const texts = [first, second, third].flatMap(({ deeds }) => deeds.map(({ text, deed }: Body) => text ?? deed))
    expect(texts).toEqual(['No. 5', 'No. 4', 'No. 3', 'No. 2', 'No. 1', 'created'])
    expect(third.next).toBeNull()
    for (const after of ['x', '-1', "1' or true --", '9'.repeat(30)])
      expect((await deeds('pages', `?after=${encodeURIComponent(after)}`)).code).toBe('invalid')
  },
  LIMIT_MS,
)

test(
  'A2 P3 what is sent back and shipped is told by the order alone: no name, address, e-mail or reason of anybody',
  async () => {
    await newRoom('post')
    const sku = { id: 'pot-one', label: '', priceMinor: 1_000, stock: 9 }
    await byMei('POST', 'products', { id: 'pot', title: 'Pot', currency: 'USD', skus: [sku], ships: false })
    await byMei('PUT', 'rooms/post/shelf', { items: [{ productId: 'pot', number: 1 }] })
    const ticket = await app.accounts.signViewerTicket({
      ...{ app: SHOP, user: `${CANARY}-ann` as UserId, name: `${CANARY} Ann`, avatarUrl: null },
    })
    const { token } = await done('POST', 'session/ticket', '', { ticket, deliver: 'token' })
    const id = crypto.randomUUID()
    const line = { roomId: 'post', skuId: 'pot-one', quantity: 1, expectedTotalMinor: 1_000, currency: 'USD' }
    await done('POST', 'orders', token, { id, ...line })
    const sheet = await done('POST', `orders/${id}/payment`, token, {})
    await done('POST', `payments/${sheet.paymentId}/sandbox`, token, { outcome: 'approve' })
    const shipment = { carrier: `${CANARY} Post`, trackingCode: CANARY, trackingUrl: `https://x.example/${CANARY}` }
    await byMei('POST', `orders/${id}/shipment`, shipment)
    const refund = { id: crypto.randomUUID(), amountMinor: 300, reason: `${CANARY} Street 7, ann@shop.example` }
    await byOwner('POST', `orders/${id}/refund`, refund)

    const said = await deeds('post')
    expect(said.deeds.slice(0, 2)).toMatchObject([
      { deed: 'refunded', orderId: id, amountMinor: 300, currency: 'USD' },
      { deed: 'shipped', orderId: id, by: { name: 'Mei Lin' } },
    ])
    expect(JSON.stringify(said)).not.toContain(CANARY)
    expect(JSON.stringify(said)).not.toContain('@')
    expect((await deeds('post', '', token)).code).toBe('not-allowed')
    expect((await deeds('post', '', '')).code).toBe('not-signed-in')
    expect((await deeds('no-such-room')).code).toBe('not-found')
  },
  LIMIT_MS,
)
