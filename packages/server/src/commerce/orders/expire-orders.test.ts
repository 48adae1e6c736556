import { afterAll, beforeAll, expect, test } from 'bun:test'
import { sql } from 'kysely'
import { openTestShop, type TestShop } from '../testing.ts'
import { END_DUE } from './expire-orders.ts'

let shop: TestShop
beforeAll(async () => {
  shop = await openTestShop()
})
afterAll(() => shop.close())

test('holds that are not due are not looked at: the clock leads into the index', async () => {
  const { rows } = await shop.t.database.system.transaction().execute(async (tx) => {
    await sql`set local enable_seqscan = off`.execute(tx)
    return await sql<{ 'QUERY PLAN': string }>`explain ${END_DUE}`.execute(tx)
  })
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(plan).toMatch(/Index Scan using orders_due on orders[^\n]*\n\s*Index Cond: \(hold_ends_at <= /)
})
