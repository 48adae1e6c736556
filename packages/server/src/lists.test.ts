// A15: whatever is listed is answered from an index. The whole house over large tables; PostgreSQL itself counts the rows
// that it read one after the other.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Endpoint } from '@hawker/protocol'
import pg from 'pg'
import { readConfig } from '#config'
import { type TestDatabase, testDatabase } from '#db'
import { until } from '#kernel/testing/until'
import { systemTimers } from '#system/clock'
import { openLog } from '#system/log'
import { everyEndpoint, pathFor } from './api/testing/route-table.ts'
import { type App, openApp } from './app.ts'

/** `npm run test:long` takes a million. */
const ROWS = Number(process.env.LIST_ROWS ?? 100_000)
const LIMIT_MS = 600_000
/** Smaller tables may be read whole: that is quicker. */
const LARGE = 20_000
const owner = { email: 'owner@shop.example', password: 'a-long-enough-password' }
const ORDER = '0192f0c1-2345-7abc-8def-0123456789ab'

/**
 * These count everything, by design: invariants rarely and by themselves, staff their own catalogue, which is as large as
 * a shop and says how much it holds. Files go page by page through the key.
 */
const COUNT_ALL = [
  ...['/api/invariants', '/api/invariants/stock', '/api/invariants/coins'],
  ...['/api/products', '/api/catalogue.csv', '/api/shop/orders.csv'],
]

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'hawker-lists-'))
let database: TestDatabase
let app: App
let origin = ''

const withClient = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    await client.query(`select set_config('hawker.app', '*', false)`)
    return await work(client)
  } finally {
    // What a connection counted is known to others once it has ended.
    await client.end()
  }
}

/** n: 0 … ROWS − 1; a fiftieth of everything is in the room that is asked for, 200 orders are the asking buyer's. */
const SEED = (n: number, buyer: string): string[] => [
  `insert into products (app_id, id, title, currency, list_price_minor)
     select 'shop', 'p' || i, 'Vase No. ' || i, 'USD', 105 from generate_series(1, ${n / 5}) i`,
  `insert into skus (app_id, id, product_id, position, label, price_minor, stock, stocked)
     select 'shop', 's' || i, 'p' || i, 1, '', 100, 5, 5 from generate_series(1, ${n / 5}) i`,
  `insert into rooms (app_id, id, title, status, created_at)
     select 'shop', 'r' || i, 'Room', 'live', i from generate_series(1, 49) i`,
  `insert into orders (app_id, id, buyer_id, buyer_name, room_id, product_id, sku_id, quantity, unit_price_minor,
       total_minor, currency, state, hold_slot, placed_at, hold_ends_at, paid_at)
     select 'shop', gen_random_uuid(), case when i < 200 then '${buyer}' else 'b' || (i % ${n / 10}) end,
       case when i < 200 then 'Ann' else 'Buyer ' || (i % 5000) end,
       case when i % 50 = 0 then 'kiln' else 'r' || (i % 50) end, 'p' || (1 + i % 1000), 's' || (1 + i % 1000), 1, 100, 100,
       'USD', (array['paid', 'expired', 'cancelled', 'paid', 'refunded'])[1 + i % 5], null,
       now() - i * interval '1 s', now() - i * interval '1 s', case when i % 5 in (0, 3, 4) then now() end
     from generate_series(0, ${n} - 1) i`,
  `insert into payments (app_id, id, order_id, provider, state, amount_minor, currency, test, settled_at, captured_minor)
     select 'shop', 'pay-' || id, id, 'sandbox', 'settled', 100, 'USD', true, now(), 100 from orders where state = 'paid'`,
  `insert into payment_orders select 'shop', 'pay-' || id, id, 100 from orders where state = 'paid'`,
  `insert into coupons (app_id, id, title, off_minor, currency, min_spend_minor, quota, per_user, created_at)
     select 'shop', 'c' || i, 'Off', 5, 'USD', 0, 1000000, 100, i from generate_series(1, 100) i`,
  `insert into coupon_claims (app_id, id, coupon_id, user_id, n, source, claimed_at)
     select 'shop', gen_random_uuid(), 'c' || (1 + i % 100), case when i < 100 then '${buyer}' else 'b' || (i % ${n / 10}) end,
       i + 1, 'drop', i from generate_series(0, ${n} - 1) i`,
  `insert into coin_transfers (app_id, id, kind, user_id, asked, answer, at)
     select 'shop', gen_random_uuid(), case when i % 2 = 0 then 'gift' else 'top-up' end,
       case when i < 200 then '${buyer}' else 'b' || i end, 'x', '{}', i from generate_series(1, ${n / 2}) i`,
  `insert into gifts_sent (app_id, id, room_id, user_id, gift_id, quantity, combo, coins, at)
     select 'shop', id, case when at % 50 = 0 then 'kiln' else 'r' || (at % 50) end, user_id, 'rose', 1, 1, 10, at
     from coin_transfers where kind = 'gift'`,
  `insert into coin_entries (app_id, transfer_id, account_id, amount)
     select 'shop', t.id, e.account, e.amount from coin_transfers t
       cross join lateral (values ('user:' || t.user_id, 10), ('sandbox:issue', -10)) e(account, amount)`,
  `insert into coin_wallets (app_id, id, balance)
     select distinct 'shop', 'user:' || user_id, 10 from coin_transfers`,
  `insert into refunds (app_id, id, payment_id, order_id, amount_minor, state)
     select 'shop', 'r' || order_id, payment_id, order_id, 1, 'sent' from payment_orders`,
  `insert into baskets (app_id, id, buyer_id, orders, currency, address, put_at, address_look_at)
     select 'shop', gen_random_uuid(), 'b' || i, '{}', 'USD', '{}', now(),
       case when i < 700 then now() - interval '8 days' else now() + i * interval '1 s' end
     from generate_series(1, ${n}) i`,
  `insert into gift_totals (app_id, board, user_id, coins)
     select 'shop', 'show:' || case when i % 50 = 0 then 'kiln' else 'r' || (i % 50) end, 'b' || i, i
     from generate_series(1, ${n}) i`,
  `insert into launches (app_id, id, room_id, product_id, opened_at, opened_version, opens_at, ends_at, closed_at, close_reason)
     select 'shop', 'l' || i, case when i % 50 = 0 then 'kiln' else 'r' || (i % 50) end, 'p' || (1 + i % 1000),
       now() - i * interval '1 min', i, null, case when i % 3 > 0 then now() - (i - 1) * interval '1 min' end, now(), 'ended'
     from generate_series(1, ${n / 2}) i`,
  `insert into price_history (app_id, product_id, sku_id, kind, price_minor, valid_from, valid_until)
     select 'shop', 'p' || (1 + i % 1000), 's' || (1 + i % 1000), 'price', 100 + i % 7, now() - i * interval '1 min', now()
     from generate_series(1, ${n}) i`,
  `insert into auctions (app_id, id, room_id, product_id, sku_id, title, sku_label, currency, start_minor, step_minor, opened_at,
       extends_ms, ends_at, ends_latest_at, state, version, price_minor, leader, most_minor, bidders, bids, proof, closed_at)
     select 'shop', 'a' || i, case when i % 50 = 0 then 'kiln' else 'r' || (i % 50) end, 'p' || (1 + i % 1000), 's' || (1 + i % 1000),
       'Vase', '', 'USD', 100, 10, now() - i * interval '1 min', 0, now(), now(), 'withdrawn', i, 100, 1, 100, ${n}, ${n}, '', now()
     from generate_series(1, ${n / 2}) i`,
  `insert into auction_bidders (app_id, auction_id, number, user_id, name, up_to_minor, bids, last_at)
     select 'shop', 'a50', i, case when i = 9 then '${buyer}' else 'b' || i end, 'Ann', 100, 1, now()
     from generate_series(1, ${n}) i`,
  `insert into auction_bids (app_id, auction_id, n, id, bidder, up_to_minor, price_minor, leader, at, nonce, proof)
     select 'shop', 'a50', i, gen_random_uuid(), i, 100, 100, 1, now(), '', '' from generate_series(1, ${n}) i`,
  `insert into shelf (app_id, room_id, number, product_id) select 'shop', 'kiln', i, 'p' || i from generate_series(1, 40) i`,
  `insert into journal (app_id, room_id, kind, payload)
     select 'shop', 'kiln', 'orders.placed', '{}' from generate_series(1, ${n}) i`,
]

/** When the house was opened, by the database. */
let openedAt = ''
const openHouse = async () => {
  openedAt = await withClient(async (client) => (await client.query('select clock_timestamp()::text as at')).rows[0].at)
  const config = readConfig({
    ...{ PORT: '0', RTMP_PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, DATABASE_URL: database.url },
    ...{ BOOTSTRAP_APP_ID: 'shop', BOOTSTRAP_APP_SECRET: 'a-secret-of-more-than-thirty-two-letters' },
    ...{ BOOTSTRAP_ADMIN_EMAIL: owner.email, BOOTSTRAP_ADMIN_PASSWORD: owner.password },
  })
  const log = openLog('silent')
  const rate = { perSecond: 1e6, burst: 1e6 }
  // Nothing is done again and again: only what is asked for is counted.
  const timers = { ...systemTimers(log), every: () => ({ stop: () => {} }) }
  app = await openApp(config, { log, timers, rates: { public: rate, person: rate, server: rate } })
  origin = app.config.publicUrl
}
/** Its connections end, and with them what they have counted is known. */
const closeHouse = async () => {
  await app.stop()
  await withClient((client) =>
    until(async () => {
      const { rows } = await client.query(
        `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
           and backend_start >= $1`,
        [openedAt],
      )
      return rows.length === 0
    }, 'the house has no connection left'),
  )
}

beforeAll(async () => {
  database = await testDatabase()
  await openHouse()
  await app.rooms.create('shop' as never, { id: 'kiln', title: 'Kiln', hostId: null, status: 'live' } as never, null)
}, LIMIT_MS)

afterAll(async () => {
  await app?.stop()
  await database?.close()
  rmSync(dataDir, { recursive: true })
}, LIMIT_MS)

const enter = async (where: string, body: object): Promise<{ token: string; you: { person: { id: string } } }> => {
  const headers = { 'content-type': 'application/json' }
  const sent = { method: 'POST', headers, body: JSON.stringify({ ...body, deliver: 'token' }) }
  return (await (await fetch(`${origin}${where}`, sent)).json()) as never
}

/** Rows read by going through a table from its beginning, so far. */
const readInTurn = (tables: readonly string[]) =>
  withClient(async (client) => {
    const { rows } = await client.query(
      'select relname as table, seq_tup_read::int8 as read from pg_stat_user_tables where relname = any($1)',
      [tables],
    )
    return new Map(rows.map(({ table, read }) => [String(table), Number(read)]))
  })

/** What can be asked of a list: as it is, by each choice, searched, and its second page. */
const variantsOf = ({ query }: Endpoint, user: string): string[] => {
  const names = Object.keys((query as { shape?: object } | undefined)?.shape ?? {})
  const has = (name: string) => names.includes(name)
  return [
    '',
    ...(has('limit') ? ['?limit=3'] : []),
    ...(has('search') ? ['?search=Ann', `?search=${ORDER.slice(0, 9)}`] : []),
    ...(has('state') ? ['held', 'paid', 'refunded'].map((state) => `?state=${state}`) : []),
    ...(has('room') ? ['?room=kiln', '?room=kiln&state=paid'] : []),
    ...(has('user') ? [`?user=${user}`] : []),
    ...(has('transfer') ? [`?transfer=${ORDER}`] : []),
    ...(has('onSale') ? ['?onSale=true'] : []),
  ]
}

test(
  `A15 no start, no list and no sweep goes through a table: every GET of the contract over ${ROWS} orders, claims, entries and totals`,
  async () => {
    const buyer = await enter('/api/session/guest', { name: 'Ann' })
    const staff = await enter('/api/session', owner)
    const ids = { room: 'kiln', auction: 'a50', order: ORDER, product: 'p7', user: buyer.you.person.id, host: 'nobody' }
    await closeHouse()
    await withClient(async (client) => {
      for (const statement of SEED(ROWS, buyer.you.person.id)) await client.query(statement)
      await client.query('vacuum analyze')
    })
    const sizes = await withClient(async (client) => {
      const { rows } = await client.query('select relname as table, n_live_tup::int8 as n from pg_stat_user_tables')
      return rows.map(({ table, n }) => ({ table: String(table), rows: Number(n) }))
    })
    const large = sizes.filter(({ rows }) => rows >= LARGE).map(({ table }) => table)
    for (const table of [
      ...['orders', 'payments', 'coupon_claims', 'coin_entries', 'gifts_sent', 'gift_totals', 'journal', 'products'],
      ...['launches', 'price_history', 'baskets', 'refunds', 'auctions', 'auction_bidders', 'auction_bids'],
    ])
      expect(large).toContain(table)

    const before = await readInTurn(large)
    await openHouse()
    let asked = 0
    const failed: string[] = []
    const ask = async (endpoint: Endpoint, token: string, query: string) => {
      const where = `${pathFor(endpoint, ids)}${query}`
      const response = await fetch(`${origin}${where}`, { headers: { authorization: `Bearer ${token}` } })
      const answer = response.headers.get('content-type')?.includes('json')
        ? await response.json()
        : await response.text()
      if (response.status >= 500) failed.push(`${where}: ${response.status}`)
      if (response.status === 200) asked++
      return (answer as { next?: string | null }).next ?? null
    }
    for (const endpoint of everyEndpoint()) {
      if (endpoint.method !== 'GET' || COUNT_ALL.includes(endpoint.path)) continue
      for (const query of variantsOf(endpoint, buyer.you.person.id))
        for (const { token } of [buyer, staff]) {
          const next = await ask(endpoint, token, query)
          const sign = query === '' ? '?' : '&'
          if (next !== null) await ask(endpoint, token, `${query}${sign}after=${encodeURIComponent(next)}`)
        }
    }
    // What every second asks: holds, launches, payments, refunds, turns, drops that are over, addresses that are not kept.
    await app.commerce.sweep()
    await app.coupons.sweep()
    expect(failed).toEqual([])
    expect(asked).toBeGreaterThan(50)
    await closeHouse()
    const after = await readInTurn(large)
    const read = large.map((table) => [table, after.get(table)! - before.get(table)!]).filter(([, rows]) => rows !== 0)
    expect(read).toEqual([])
  },
  LIMIT_MS,
)
