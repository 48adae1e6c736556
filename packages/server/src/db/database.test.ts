import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { AppId } from '@hawker/protocol'
import { sql } from 'kysely'
import { openLog } from '#system/log'
import { isDatabaseAway } from './database-away.ts'
import { openDatabase } from './open.ts'
import { type TestDatabase, testDatabase } from './testing.ts'

type Tables = { goods: { app_id: string; id: string; amount: number } }

const ours = 'ours' as AppId
const theirs = 'theirs' as AppId
const migrationsDir = mkdtempSync(path.join(os.tmpdir(), 'hawker-migrations-'))
writeFileSync(
  path.join(migrationsDir, '0001-goods.sql'),
  `create table goods (app_id text not null, id text not null, amount bigint not null, primary key (app_id, id));
   alter table goods enable row level security; alter table goods force row level security;
   create policy goods_app on goods
     using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');`,
)

let test1: TestDatabase
const goodsOf = (app: AppId) => test1.database.of(app).withTables<Tables>()

beforeAll(async () => {
  test1 = await testDatabase({ migrationsDir })
  await goodsOf(ours).insertInto('goods').values({ app_id: ours, id: 'a', amount: 7 }).execute()
  await goodsOf(theirs).insertInto('goods').values({ app_id: theirs, id: 'a', amount: 8 }).execute()
}, 60_000)
afterAll(async () => {
  await test1.close()
  rmSync(migrationsDir, { recursive: true })
}, 60_000)

test('N1 a query that forgets the app sees only the rows of the app it works for', async () => {
  expect(await goodsOf(ours).selectFrom('goods').select('amount').execute()).toEqual([{ amount: 7 }])
  expect(await goodsOf(theirs).selectFrom('goods').select('amount').execute()).toEqual([{ amount: 8 }])
})

test('N1 a connection that was told no app sees no row at all', async () => {
  const { default: pg } = await import('pg')
  const client = new pg.Client(test1.url)
  await client.connect()
  expect((await client.query('select * from goods')).rows).toEqual([])
  await client.query(`select set_config('hawker.app', '', false)`)
  expect((await client.query('select * from goods')).rows).toEqual([])
  await client.end()
})

test('N1 nobody writes, changes or deletes in the name of another app', async () => {
  const foreign = goodsOf(ours).insertInto('goods').values({ app_id: theirs, id: 'b', amount: 1 }).execute()
  await expect(foreign).rejects.toThrow('row-level security')
  const changed = await goodsOf(ours).updateTable('goods').set({ amount: 0 }).where('app_id', '=', theirs).execute()
  expect(changed[0]?.numUpdatedRows).toBe(0n)
  const deleted = await goodsOf(ours).deleteFrom('goods').where('app_id', '=', theirs).execute()
  expect(deleted[0]?.numDeletedRows).toBe(0n)
})

test('N1 many apps at once over few connections never see each other', async () => {
  const seen = await Promise.all(
    Array.from({ length: 200 }, async (_, i) => {
      const app = i % 2 === 0 ? ours : theirs
      const rows = await goodsOf(app).selectFrom('goods').select('app_id').execute()
      return rows.length === 1 && rows[0]?.app_id === app
    }),
  )
  expect(seen.every(Boolean)).toBe(true)
})

test('a transaction keeps its app, and leaves it to the connection when it rolls back', async () => {
  const lost = goodsOf(theirs)
    .transaction()
    .execute(async (tx) => {
      await tx.insertInto('goods').values({ app_id: theirs, id: 'lost', amount: 1 }).execute()
      throw new Error('changed my mind')
    })
  await expect(lost).rejects.toThrow('changed my mind')
  expect(await goodsOf(theirs).selectFrom('goods').select('id').execute()).toEqual([{ id: 'a' }])
})

test('the system sees every app, on its raw clients too', async () => {
  const { rows } = await sql<{ n: number }>`select count(*) as n from goods`.execute(test1.database.system)
  expect(rows).toEqual([{ n: 2 }])
  const client = await test1.database.client()
  expect((await client.query('select count(*) as n from goods')).rows).toEqual([{ n: 2 }])
  client.release()
})

test('a 64-bit number is a number while that is exact, and text beyond', async () => {
  const answer = await sql`select 9007199254740991::int8 as most, 9007199254740992::int8 as more`.execute(
    test1.database.system,
  )
  expect(answer.rows).toEqual([{ most: 9007199254740991, more: '9007199254740992' }])
})

test('statements with parameters are prepared once a connection, under a name', async () => {
  const client = await test1.database.client()
  for (let i = 0; i < 3; i++) await client.query('select amount from goods where id = $1', ['a'])
  const { rows } = await client.query(
    `select generic_plans + custom_plans as runs from pg_prepared_statements where statement like 'select amount%'`,
  )
  client.release()
  expect(rows).toEqual([{ runs: 3 }])
})

test('A10 no statement runs longer than five seconds', async () => {
  const { rows } = await sql`show statement_timeout`.execute(test1.database.of(ours))
  expect(rows).toEqual([{ statement_timeout: '5s' }])
})

test('connections that the server ends are replaced, and the process lives', async () => {
  const client = await test1.database.client()
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  )
  client.release()
  let answer: unknown[] = []
  for (let tries = 0; tries < 10 && answer.length === 0; tries++)
    answer = await goodsOf(ours)
      .selectFrom('goods')
      .select('id')
      .execute()
      .catch(() => [])
  expect(answer).toEqual([{ id: 'a' }])
})

test('a connection that dies within a transaction is a database that is away, whatever the driver says of it', async () => {
  const said: Error[] = []
  const end = sql`select pg_terminate_backend(pg_backend_pid())`
  await test1.database
    .of(ours)
    .transaction()
    .execute(async (tx) => {
      for (let i = 0; i < 3; i++) await end.execute(tx).catch((error) => said.push(error))
    })
    .catch((error) => said.push(error))
  expect(said.map((error) => isDatabaseAway(error))).toEqual(said.map(() => true))
  // So says the rollback, in place of what was thrown first.
  expect(said.at(-1)?.message).toContain('not queryable')
})

test('an address where nothing listens ends the start with one sentence', async () => {
  const open = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', dataDir: '/nowhere', log: openLog('silent') })
  await expect(open).rejects.toThrow(/^DATABASE_URL: no connection \(.*\)\.$/)
})
