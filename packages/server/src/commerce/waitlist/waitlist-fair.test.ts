// Who waits longest is first, whatever happens at once, in whichever process.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Order, type SkuId, WAITS_MAX } from '@hawker/protocol'
import { sql } from 'kysely'
import { type Chance, seededChance } from '#kernel/chance'
import { until } from '#kernel/testing/until'
import { APP, letHoldEnd, openTestShop, ROOM, type TestShop } from '../testing.ts'
import { buy, cancel, hold, lineAt, passedBy, pay, restock, skuNow, turns, watchOrder } from './testing.ts'

const PUBLIC = 200
const RUSH = 1_500
const BATCHES = 40
const AT_ONCE_MAX = 12
/** Seen after a batch, before a walk has tested anything: it goes on until then. */
const TURNS_LEAST = 6

let shop: TestShop
/** Another process of the same shop. */
let elsewhere: TestShop
let shops: readonly TestShop[]
const lines = new Map<TestShop, ReturnType<typeof lineAt>>()

beforeAll(async () => {
  shop = await openTestShop()
  elsewhere = await openTestShop(shop.t)
  shops = [shop, elsewhere]
  for (const one of shops) lines.set(one, lineAt(one))
  await watchOrder(shop)
})
afterAll(async () => {
  await elsewhere.close()
  await shop.close()
})

const holdsOf = async (sku: SkuId): Promise<{ who: string; order: Pick<Order, 'id'> }[]> => {
  const { rows } = await sql<{ who: string; id: Order['id'] }>`
    select buyer_id as who, id from orders where sku_id = ${sku} and app_id = ${APP} and state = 'held'
    order by id`.execute(shop.t.database.system)
  return rows.map(({ who, id }) => ({ who, order: { id } }))
}
const allTrue = async (skus: readonly SkuId[]) => {
  expect(await passedBy(shop)).toEqual([])
  expect((await shop.commerce.readStockTruth(APP)).holds).toBe(true)
  for (const sku of skus) await skuNow(shop, sku)
}

test(`${PUBLIC} who are quick never get a piece that is for somebody who waits`, async () => {
  const sku = await shop.stock(3)
  const held = []
  for (const holder of ['h1', 'h2', 'h3']) held.push([holder, await hold(shop, holder, sku)] as const)
  const waiting = Array.from({ length: 10 }, (_, i) => `w${i}`)
  for (const who of waiting) await lines.get(shop)!.join(who, sku)
  const quick = Array.from({ length: PUBLIC }, (_, i) => async () => buy(shops[i % 2]!, `quick${i}`, sku))
  const back = held.map(
    ([holder, order], i) =>
      async () =>
        cancel(shops[i % 2]!, holder, order),
  )
  const answers = await Promise.all([...quick.slice(0, 60), ...back, ...quick.slice(60)].map((act) => act()))
  await until(async () => (await turns(shop, sku)).length === 3)
  expect(await turns(shop, sku)).toEqual(['w0', 'w1', 'w2'])
  expect(answers.filter((one) => one === 'sold-out')).toHaveLength(PUBLIC)
  expect(await skuNow(shop, sku)).toEqual({ stock: 0, waiting: 7 })
  await allTrue([sku])
})

test('pieces that come back one by one, with everybody let pass, go through the whole line in its order', async () => {
  const sku = await shop.stock(2)
  const held = [await hold(shop, 'o1', sku), await hold(elsewhere, 'o2', sku)]
  const people = Array.from({ length: 24 }, (_, i) => `line${String(i).padStart(2, '0')}`)
  for (const [i, who] of people.entries()) await lines.get(shops[i % 2]!)!.join(who, sku)
  await Promise.all([cancel(shop, 'o1', held[0]!), cancel(elsewhere, 'o2', held[1]!)])
  const served: string[] = []
  while (served.length < people.length) {
    await until(async () => (await turns(shop, sku)).length === 2)
    const now = await turns(shop, sku)
    served.push(...now)
    for (const { order } of await holdsOf(sku)) await letHoldEnd(shop, order.id)
    await Promise.all(shops.map(({ commerce }) => commerce.sweep()))
  }
  expect(served).toEqual(people)
  expect(await skuNow(shop, sku)).toEqual({ stock: 2, waiting: 0 })
  await allTrue([sku])
})

test('joined at once over two processes, everybody has one place, and turns go by the places', async () => {
  const sku = await shop.stock(1)
  const held = await hold(shop, 'p0', sku)
  const people = Array.from({ length: 40 }, (_, i) => `at-once${i}`)
  const answers = await Promise.all(
    people.flatMap((who) => shops.map(async (one) => [who, await lines.get(one)!.join(who, sku)] as const)),
  )
  const { rows } = await sql<{ who: string }>`
    select user_id as who from waitlist where sku_id = ${sku} order by n`.execute(shop.t.database.system)
  expect(rows.map(({ who }) => who).sort()).toEqual(people.toSorted())
  for (const [who, answer] of answers) expect(answer).toMatchObject({ ahead: rows.findIndex((row) => row.who === who) })
  await cancel(shop, 'p0', held)
  await restock(elsewhere, sku, 9)
  await until(async () => (await turns(shop, sku)).length === 10)
  expect(await turns(shop, sku)).toEqual(rows.slice(0, 10).map(({ who }) => who))
  await allTrue([sku])
})

test(`${RUSH} who want to wait at once all have a place, and keep nobody else from the database`, async () => {
  const sku = await shop.stock(1)
  await hold(shop, 'r0', sku)
  const joining = Promise.all(Array.from({ length: RUSH }, (_, i) => lines.get(shops[i % 2]!)!.join(`rush${i}`, sku)))
  const others = await Promise.all(Array.from({ length: 20 }, () => shop.commerce.readShelf(APP, ROOM)))
  expect(others).toHaveLength(20)
  const ahead = (await joining).map((wait) => (typeof wait === 'string' ? wait : wait.ahead))
  expect(ahead.toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: RUSH }, (_, i) => i))
  expect(await skuNow(shop, sku)).toEqual({ stock: 0, waiting: RUSH })
  await sql`delete from waitlist where sku_id = ${sku}`.execute(shop.t.database.system)
  await sql`update skus set waiting = 0 where id = ${sku}`.execute(shop.t.database.system)
})

/** What anybody may do next. */
const actOf = (chance: Chance, skus: readonly SkuId[], people: readonly string[]) => {
  const pick = <T>(of: readonly T[]): T => of[Math.floor(chance.next() * of.length)]!
  const [at, sku, who, what] = [pick(shops), pick(skus), pick(people), chance.next()]
  const pieces = 1 + Math.floor(chance.next() * 3)
  const someone = async (act: (who: string, order: Pick<Order, 'id'>) => Promise<unknown>) => {
    const held = await holdsOf(sku)
    if (held.length === 0) return
    const { who, order } = held[pieces % held.length]!
    await act(who, order)
  }
  if (what < 0.3) return () => lines.get(at)!.join(who, sku)
  if (what < 0.4) return () => lines.get(at)!.leave(who, sku)
  if (what < 0.6) return () => buy(at, who, sku, pieces > 2 ? { quantity: 2, expectedTotalMinor: 2 * 9_900 } : {})
  if (what < 0.75) return () => someone((whose, order) => cancel(at, whose, order))
  if (what < 0.82) return () => someone((whose, order) => pay(at, whose, order))
  if (what < 0.9) return () => someone((_, order) => letHoldEnd(at, order.id))
  if (what < 0.95) return () => restock(at, sku, chance.next() < 0.7 ? pieces : -1)
  return () => at.commerce.sweep()
}

test.each([1, 20_261, 777])('seed %i: whatever is done at once, nobody who waits is passed by', async (seed) => {
  const chance = seededChance(seed)
  const skus: SkuId[] = []
  for (let n = 0; n < 3; n++) skus.push(await shop.stock(n + 1))
  const people = Array.from({ length: 12 }, (_, i) => `walk${seed}-${i}`)
  let turnsGiven = 0
  for (let batch = 0; batch < BATCHES || turnsGiven < TURNS_LEAST; batch++) {
    const acts = Array.from({ length: 1 + Math.floor(chance.next() * AT_ONCE_MAX) }, () => actOf(chance, skus, people))
    await Promise.all(acts.map((act) => act()))
    await allTrue(skus)
    for (const who of people) {
      const mine = await lines.get(shop)!.mine(who)
      expect(mine.length).toBeLessThanOrEqual(WAITS_MAX)
    }
    turnsGiven += (await Promise.all(skus.map((sku) => turns(shop, sku)))).flat().length
  }
  // When all has come to rest no piece is kept from everybody while nobody can have it.
  await Promise.all(shops.map(({ commerce }) => commerce.sweep()))
  await shop.commerce.sweep()
  await allTrue(skus)
  for (const sku of skus) {
    const { stock, waiting } = await skuNow(shop, sku)
    expect(stock === 0 || waiting === 0).toBe(true)
  }
})
