// A15: a page of the shop's orders costs the same whatever is asked and however many there are. PostgreSQL itself counts
// the entries of indexes and the rows that it looked at.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { api } from '@hawker/protocol'
import { type Kysely, sql } from 'kysely'
import pg from 'pg'
import { type TestDatabase, testDatabase } from '#db'
import { type ListAsk, listShopOrders } from './list-orders.ts'
import { FOUND_BY_ID_MAX, SEARCHED_MAX } from './search-orders.ts'
import type { ListedOrders } from './store.ts'

/** `npm run test:long` takes a million. */
const ROWS = Number(process.env.LIST_ROWS ?? 40_000)
const HELD = ROWS / 20
/** Orders of one batch end their holds at once. */
const BATCH = 500
const LIMIT_MS = 600_000
const APP = 'shop' as never
const ID = '0192f0c1-2345-7abc-8def-'

let t: TestDatabase
beforeAll(async () => {
  t = await testDatabase()
  const seed = [
    `insert into products (app_id, id, title, currency) values ('shop', 'p', 'Vase', 'USD')`,
    `insert into skus (app_id, id, product_id, position, label, price_minor, stock, stocked)
       values ('shop', 's', 'p', 1, '', 100, 5, 5)`,
    // The newest first: i seconds old. Whoever bought in the first quarter of the time has come no more.
    `insert into orders (app_id, id, buyer_id, buyer_name, room_id, product_id, sku_id, quantity, unit_price_minor,
         total_minor, currency, state, placed_at, hold_ends_at)
       select 'shop', ('${ID}' || lpad(to_hex(${ROWS} - i), 12, '0'))::uuid, 'b' || i,
         case when i >= ${ROWS} * 3 / 4 then 'Old friend' when i % ${ROWS / 4} = 7 then 'Zoe' else 'Guest ' || i % 5000 end,
         case when i % 2 = 0 then 'kiln' else 'r' || (i % 49) end, 'p', 's', 1, 100, 100, 'USD',
         case when i >= ${ROWS} - 10 then 'refunded'
           else (array['paid', 'expired', 'cancelled', 'paid', 'shipped'])[1 + i % 5] end,
         date_trunc('milliseconds', now()) - i * interval '1 s', now()
       from generate_series(0, ${ROWS} - 1) i`,
    `insert into orders (app_id, id, buyer_id, buyer_name, room_id, product_id, sku_id, quantity, unit_price_minor,
         total_minor, currency, state, hold_slot, placed_at, hold_ends_at)
       select 'shop', gen_random_uuid(), 'h' || i, 'Guest ' || i, 'kiln', 'p', 's', 1, 100, 100, 'USD', 'held', 1,
         date_trunc('milliseconds', now()) - i / ${BATCH} * interval '1 s',
         date_trunc('milliseconds', now()) + (600 - i / ${BATCH}) * interval '1 s'
       from generate_series(0, ${HELD} - 1) i`,
  ]
  // A connection of its own: it may take longer than those of the house.
  const client = new pg.Client({ connectionString: t.url })
  await client.connect()
  await client.query(`select set_config('hawker.app', '*', false)`)
  for (const statement of [...seed, 'vacuum analyze']) await client.query(statement)
  await client.end()
}, LIMIT_MS)
afterAll(() => t.close(), LIMIT_MS)

const list = (ask: Partial<ListAsk>): Promise<ListedOrders> =>
  listShopOrders(t.database.of(APP), APP, { limit: 50, ...ask } as ListAsk)

/** Entries of indexes and rows that this connection looked at and has not reported yet: it reports between transactions. */
const looked = async (tx: Kysely<unknown>): Promise<number> => {
  const { rows } = await sql<{ n: number }>`
    select (pg_stat_get_xact_tuples_returned('orders'::regclass)
      + (select sum(pg_stat_get_xact_tuples_returned(indexrelid)) from pg_index
          where indrelid = 'orders'::regclass))::int4 as n`.execute(tx)
  return rows[0]!.n
}

/** What a page looks at, and the page. */
const counted = (ask: Partial<ListAsk>) =>
  t.database
    .of(APP)
    .transaction()
    .execute(async (tx) => {
      const before = await looked(tx)
      const from = performance.now()
      const page = await listShopOrders(tx, APP, { limit: 50, ...ask } as ListAsk)
      const ms = performance.now() - from
      return { page, ms, read: (await looked(tx)) - before }
    })

const all = async (ask: Partial<ListAsk>) => {
  const orders: ListedOrders['orders'] = []
  let pages = 0
  for (let after: string | undefined | null; after !== null; pages++) {
    const page = await list({ ...ask, limit: 200, ...(after === undefined ? {} : { after }) })
    orders.push(...page.orders)
    after = page.next
  }
  return { orders, pages }
}

test(
  `A15 each page of ${ROWS} orders looks at a bounded number of them, whatever is asked`,
  async () => {
    const asks: [most: number, ask: object][] = [
      [3 * BATCH, {}],
      ...['held', 'paid', 'expired', 'refunded'].map((state): [number, object] => [3 * BATCH, { state }]),
      [200, { room: 'kiln' }],
      ...['paid', 'refunded', 'held'].map((state): [number, object] => [
        2 * SEARCHED_MAX + 200,
        { room: 'kiln', state },
      ]),
      // A name that most bear, one that the oldest bear, one that three bear, and one that nobody does.
      ...['Guest', 'guest 1', 'Old', 'Zoe', 'Nobody'].flatMap((search): [number, object][] => [
        [4 * SEARCHED_MAX, { search }],
        [4 * SEARCHED_MAX, { search, state: 'refunded' }],
        [4 * SEARCHED_MAX, { search, room: 'kiln' }],
        [4 * SEARCHED_MAX, { search, room: 'r3', state: 'paid' }],
      ]),
      // All ids begin so.
      [4 * FOUND_BY_ID_MAX, { search: ID.slice(0, 8) }],
    ]
    for (const [most, ask] of asks) {
      const first = await counted(ask)
      const pages = [first]
      if (first.page.next !== null) pages.push(await counted({ ...ask, after: first.page.next }))
      for (const { page, read } of pages) {
        api.fulfilment.listShopOrders.answer.parse(page)
        expect([ask, read <= most ? 'few' : read]).toEqual([ask, 'few'])
      }
      console.log(JSON.stringify(ask), pages.map(({ read, ms }) => `${read} in ${ms.toFixed(1)} ms`).join(', '))
    }
    expect(4 * SEARCHED_MAX).toBeLessThan(ROWS)
  },
  LIMIT_MS,
)

test(
  'A15 what a page did not come to is found by the next, each order once and none left out',
  async () => {
    const first = await list({ search: 'old' })
    expect(first.orders).toEqual([])
    // By the second: what it looked at is that much older than the newest.
    const { rows } = await sql<{ newest: number }>`
      select (extract(epoch from max(placed_at)) * 1000)::int8 as newest from orders where app_id = ${APP}`.execute(
      t.database.system,
    )
    expect(first.searchedTo).toBeLessThanOrEqual(rows[0]!.newest - (SEARCHED_MAX - 1) * 1_000)
    const old = await all({ search: 'old' })
    expect(old.orders.length).toBe(ROWS / 4)
    expect(old.pages).toBeGreaterThan((ROWS * 3) / 4 / SEARCHED_MAX)
    const ids = old.orders.map(({ id }) => id)
    expect(ids).toEqual([...ids].sort().reverse())
    expect(new Set(ids).size).toBe(ids.length)
    expect((await all({ room: 'kiln' as never, state: 'refunded' })).orders.length).toBe(5)
    expect((await all({ search: 'Old friend', state: 'refunded' })).orders.length).toBe(10)
    expect((await list({ search: 'zoe' })).orders.length).toBe(3)
  },
  LIMIT_MS,
)

test(
  'A15 what is held comes by the end of its hold, and the rest behind it',
  async () => {
    const held = await all({ state: 'held' })
    expect(held.orders.length).toBe(HELD)
    expect(new Set(held.orders.map(({ id }) => id)).size).toBe(HELD)
    const ends = held.orders.map(({ holdEndsAt }) => holdEndsAt!)
    expect(ends).toEqual([...ends].sort((a, b) => b - a))
    // The page in which the held end begins with what is newest of the others.
    const limit = 150
    let page = await list({ limit })
    for (let n = limit; n + limit <= HELD; n += limit) page = await list({ limit, after: page.next! })
    if (page.orders.every(({ state }) => state === 'held')) page = await list({ limit, after: page.next! })
    const rest = page.orders.filter(({ state }) => state !== 'held')
    expect(rest.length).toBe(limit - (HELD % limit))
    expect(rest[0]!.id).toBe(`${ID}${ROWS.toString(16).padStart(12, '0')}` as never)
  },
  LIMIT_MS,
)
