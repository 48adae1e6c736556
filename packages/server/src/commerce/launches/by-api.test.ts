// S38, S39: launches by those who are in no room: an assistant who entered none, and the shop's own server.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Refusal } from '@hawker/protocol'
import { createHawker, type Hawker, isRefusal, type Room } from '@hawker/sdk'
import { SignJWT } from 'jose'
import { sql } from 'kysely'
import { type App, openApp } from '#app'
import { readConfig } from '#config'
import { type TestDatabase, testDatabase } from '#db'
import { openLog } from '#system/log'

const LIMIT_MS = 30_000
const password = 'a-long-enough-password'
const secret = 'an-app-secret-of-thirty-two-letters'
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'hawker-launches-'))
let database: TestDatabase
let app: App
let owner: Hawker
let assistant: Hawker
let server: Hawker
let ann: Hawker
let room: Room
const products: string[] = []

const done = <T>(answer: T | Refusal): T => {
  if (isRefusal(answer)) throw new Error(`${answer.refused}: ${answer.message}`)
  return answer
}
const refusedOf = (answer: unknown) => (isRefusal(answer) ? answer.refused : null)
const until = async (what: () => boolean) => {
  for (const deadline = Date.now() + 10_000; !what(); await new Promise((next) => setTimeout(next, 10)))
    if (Date.now() > deadline) throw new Error(`it never came to ${what}`)
}
const shown = () => room.state.launch?.productId ?? null

beforeAll(async () => {
  database = await testDatabase()
  const config = readConfig({
    ...{ PORT: '0', RTMP_PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, DATABASE_URL: database.url },
    ...{ BOOTSTRAP_APP_ID: 'shop', BOOTSTRAP_APP_SECRET: secret },
    ...{ BOOTSTRAP_ADMIN_EMAIL: 'owner@shop.example', BOOTSTRAP_ADMIN_PASSWORD: password },
  })
  app = await openApp(config, { log: openLog('silent') })
  const baseUrl = app.config.publicUrl
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256', typ: 'hawker-server+jwt' })
    .setAudience('shop')
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode(secret))
  server = createHawker({ baseUrl, token })
  ;[owner, assistant, ann] = [createHawker({ baseUrl }), createHawker({ baseUrl }), createHawker({ baseUrl })]
  done(await owner.session.signIn('owner@shop.example', password))
  const yu = { email: 'yu@shop.example', name: 'Yu', role: 'assistant' as const, password, avatarUrl: null }
  done(await owner.studio.addStaff(yu))
  done(await assistant.session.signIn('yu@shop.example', password))
  done(await ann.session.becomeGuest('Ann Lee'))
  done(await owner.studio.createRoom({ id: 'tea' as never, title: 'Tea' }))
  done(await owner.studio.moveTo('tea', 'live'))
  for (const title of ['Cup', 'Pot']) {
    const skus = [{ label: '', priceMinor: 4_800, stock: 20 }]
    const product = done(await owner.call('commerce.createProduct', { body: { title, currency: 'CNY', skus } }))
    products.push(product.productId)
  }
  const items = products.map((productId, i) => ({ productId: productId as never, number: i + 1 }))
  done(await owner.shelf.put('tea', items))
  room = ann.room('tea')
  done(await room.join())
}, LIMIT_MS)
afterAll(async () => {
  room?.leave()
  await app?.stop()
  await database?.close()
  rmSync(dataDir, { recursive: true })
}, LIMIT_MS)

test(
  'S38 an assistant who is in no room launches, replaces, explains and takes back; who is in it hears it at once, staff who did it',
  async () => {
    const desk = owner.room('tea')
    const did: string[] = []
    let seen = 0
    desk.on('staff.did', ({ events, by }) => void did.push(...events.map((id) => `${by} ${id.split(':')[0]}`)))
    room.on('staff.did', () => void seen++)
    done(await desk.join())
    const yu = done((await assistant.session.whoAmI())!).person.id
    const { launch } = done(await assistant.studio.launch('tea', products[0]!, { lastsMs: 60_000 }))
    await until(() => shown() === products[0])
    expect(room.state.launch).toEqual(launch)
    done(await assistant.studio.explain('tea', products[1]!))
    done(await assistant.studio.launch('tea', products[1]!, { countdownMs: 10_000 }))
    await until(() => shown() === products[1] && room.state.explaining === products[1])
    done(await assistant.studio.undo('tea'))
    await until(() => shown() === products[0])
    done(await assistant.studio.retract('tea', room.state.launch!.id))
    await until(() => shown() === null)
    expect(room.state.lastClosed).toMatchObject({ productId: products[0], reason: 'retracted' })
    await until(() => did.includes(`${yu} launch-closed`))
    expect(did[0]).toBe(`${yu} launch-opened`)
    expect(did.every((line) => line.startsWith(yu))).toBe(true)
    expect(seen).toBe(0)
    desk.leave()
  },
  LIMIT_MS,
)

test('S38 the shop’s own server launches with a flash price, and its name stands in the journal', async () => {
  const flash = { priceMinor: 3_900, quantity: 5, perBuyerLimit: 1 }
  const { launch } = done(await server.studio.launch('tea', products[0]!, { lastsMs: 60_000, flash }))
  await until(() => room.state.launch?.id === launch.id)
  expect(room.state.launch?.flash).toEqual({ ...flash, left: 5 })
  const { rows } = await sql`
    select by from journal where kind = 'launch.opened' and payload ->> 'launchId' = ${launch.id}`.execute(
    database.database.system,
  )
  expect(rows).toEqual([{ by: 'server' }])
  done(await server.studio.retract('tea', launch.id))
})

test('viewers launch nothing, whether they are in the room or not', async () => {
  for (const answer of [
    await ann.studio.launch('tea', products[0]!),
    await ann.studio.explain('tea', products[0]!),
    await ann.studio.undo('tea'),
  ])
    expect(refusedOf(answer)).toBe('not-allowed')
  expect(refusedOf(await createHawker({ baseUrl: app.config.publicUrl }).studio.launch('tea', products[0]!))).toBe(
    'not-signed-in',
  )
})
