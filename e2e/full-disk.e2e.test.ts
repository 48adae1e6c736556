// In the middle of a sale the disk of the database is full: first no file can grow, then nothing can be written at all, of
// which PostgreSQL dies. What writes is refused clearly, what reads goes on as long as there is a database, rooms go on
// always; with room again the same ids succeed, nobody does anything for it, and nothing that was answered is lost.
import { expect, test } from 'bun:test'
import type pg from 'pg'
import { until } from '../packages/server/src/kernel/testing/until.ts'
import { becomeGuest, type Caller, signInAsOwner } from './harness/caller.ts'
import { joinAsGuest } from './harness/crowd.ts'
import { connectToDatabase } from './harness/database.ts'
import { openFullDisk } from './harness/full-disk.ts'
import { letTimePass } from './harness/passing-time.ts'
import { openSale, PRICE_MINOR, stockSale } from './harness/sale.ts'
import { startServer } from './harness/server.ts'
import { visit } from './harness/socket.ts'
import { judge, wrongWallets } from './harness/verdict.ts'

const ROOM = 'full-disk'
const BUYERS = 8
/** Enough of it; and a few, so that being sold out is part of it. */
const STOCK = [200_000, 30]
/** Refusals seen before there is room again. */
const REFUSED = 40
/** The longest that a busy machine may take for what has to come. */
const WITHIN_MS = 60_000
const wait = <T>(what: string, see: () => T | Promise<T>) => until(see, what, WITHIN_MS)
const PRICE = { expectedTotalMinor: PRICE_MINOR, currency: 'USD' }
const NOTHING_WRONG = { missing: [], oversold: [], double: [], unbalanced: [] }

test('disk full: writes are refused to be tried again, reads and rooms go on, and all is well when there is room', async () => {
  using disk = openFullDisk()
  await using server = await startServer(disk.env)
  const owner = await signInAsOwner(server)
  const goods = await stockSale(owner, ROOM, STOCK)
  const buyers = await Promise.all(Array.from({ length: BUYERS }, (_, i) => becomeGuest(server, `Buyer ${i}`)))
  const troubles: string[] = []
  /** Not answered since. */
  const refused = new Set<string>()
  const heard = ({ token, raw }: Caller): Caller => {
    const told: Caller['raw'] = async (...ask) => {
      const answer = await raw(...ask)
      const [method, path, body] = ask
      const what = `${method} ${path} ${(body as { id?: string } | undefined)?.id}`
      if (answer.status >= 500) {
        troubles.push(`${answer.status} ${answer.body.code} ${answer.body.retry}`)
        refused.add(what)
      } else if (answer.status !== 429) refused.delete(what)
      return answer
    }
    return { token, raw: told, call: () => Promise.reject(new Error('the sale asks by raw')) }
  }
  const sale = await openSale(heard(owner), buyers.map(heard), goods)
  const { said } = sale
  const stopTime = letTimePass(server, said)

  const talkers = await Promise.all(['Ada', 'Ben'].map((name) => joinAsGuest(server.origin, ROOM, name)))
  const roomTalks = async (text: string) => {
    const hears = new Promise<void>((done) => talkers[1]!.room.on('chat.said', (line) => line.text === text && done()))
    expect(await talkers[0]!.room.say(text)).toHaveProperty('taken')
    await hears
  }
  const asked = async <T>(ask: (db: pg.Client) => Promise<T>): Promise<T> => {
    const db = await wait('the database is there', () => connectToDatabase(server.dataDir).catch(() => null))
    try {
      return await ask(db)
    } finally {
      await db.end().catch(() => {})
    }
  }
  const counts = () => ({ orders: said.orders.size, gifts: said.gifts.size })
  const goesOn = async () => {
    const before = counts()
    await wait('the sale goes on', () => counts().orders > before.orders + BUYERS && counts().gifts > before.gifts)
  }
  /** What was refused is answered under the ids it had; answers how long that took. */
  const allAnswered = async () => {
    const from = performance.now()
    const asked = [...refused]
    expect(asked).not.toEqual([])
    await wait('what was refused is answered', () => asked.every((ask) => !refused.has(ask)))
    return Math.round(performance.now() - from)
  }
  const shopper = await becomeGuest(server, 'Shopper')
  const order = { id: Bun.randomUUIDv7(), roomId: ROOM, skuId: goods.skus[0], quantity: 1, ...PRICE }
  await goesOn()

  disk.fill('grow')
  await wait('the sale is refused', () => troubles.length >= REFUSED)
  expect((await shopper.raw('GET', '/api/orders')).status).toBe(200)
  expect((await shopper.raw('GET', `/api/rooms/${ROOM}`)).status).toBe(200)
  expect((await owner.raw('GET', '/api/products')).status).toBe(200)
  expect((await fetch(`${server.origin}/readyz`)).status).toBe(200)
  const newcomer = await visit(server, ROOM, null)
  await roomTalks('no file can grow')
  expect(newcomer.closed).toBeNull()
  disk.free()
  const grownAfter = await allAnswered()
  await goesOn()
  expect(await asked((db) => judge(db, said))).toEqual(NOTHING_WRONG)

  disk.fill('write')
  expect((await shopper.raw('POST', '/api/orders', order)).status).toBe(503)
  await wait('it could not be started', () => server.output().includes('could not be started: trying again'))
  await roomTalks('nothing can be written')
  expect((await fetch(`${server.origin}/readyz`)).status).toBe(503)
  expect(newcomer.closed).toBeNull()
  disk.free()
  const backAfter = await allAnswered()
  expect((await shopper.raw('POST', '/api/orders', order)).status).toBe(201)
  await goesOn()

  await sale.close()
  await stopTime()
  expect(await asked((db) => judge(db, said))).toEqual(NOTHING_WRONG)
  expect(await asked((db) => wrongWallets(db, said))).toEqual([])
  const closedAt = Date.now()
  const truths = await wait('a count after the sale', async () => {
    const { status, body } = await owner.raw('GET', '/api/invariants')
    return status === 200 && Number(body.checkedAt) > closedAt && body
  })
  expect(truths.holds).toBe(true)
  expect([...new Set(troubles)].filter((trouble) => !/^503 (unavailable|busy) later$/.test(trouble))).toEqual([])
  for (const { room } of talkers) room.leave()
  newcomer.socket.close()
  console.log(
    `full disk: ${said.orders.size} orders, ${said.gifts.size} gifts acknowledged, ${troubles.length} refused; ` +
      `all answered ${grownAfter} ms and ${backAfter} ms after there was room`,
  )
}, 600_000)
