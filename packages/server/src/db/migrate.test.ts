import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { until } from '#kernel/testing/until'
import { readMigrations } from './migrate.ts'
import { type TestDatabase, testDatabase } from './testing.ts'

const LIMIT_MS = 60_000
const empty = mkdtempSync(path.join(os.tmpdir(), 'hawker-migrations-'))
const dir = mkdtempSync(path.join(os.tmpdir(), 'hawker-migrations-'))
let database: TestDatabase
const started: ChildProcess[] = []

const migrateElsewhere = () => {
  const script = `import { migrate } from '${path.join(import.meta.dirname, 'migrate.ts')}'
    console.log(JSON.stringify(await migrate({ connectionString: process.argv[1] }, process.argv[2])))`
  const child = spawn(process.execPath, ['-e', script, database.url, dir], { stdio: ['ignore', 'pipe', 'pipe'] })
  started.push(child)
  let out = ''
  child.stdout.on('data', (text) => (out += text))
  child.stderr.on('data', (text) => (out += text))
  return { child, ended: once(child, 'close').then(() => out) }
}

const ask = async (statement: string) => {
  const client = new pg.Client(database.url)
  await client.connect()
  const { rows } = await client.query(statement)
  await client.end()
  return rows
}

beforeAll(async () => {
  database = await testDatabase({ migrationsDir: empty })
}, LIMIT_MS)
afterAll(async () => {
  for (const child of started) child.kill('SIGKILL')
  await database.close()
  for (const each of [dir, empty]) rmSync(each, { recursive: true })
}, LIMIT_MS)

test(
  'four processes that start at once run each migration once',
  async () => {
    writeFileSync(path.join(dir, '0001-first.sql'), 'create table first (id int); insert into first values (1);')
    writeFileSync(path.join(dir, '0002-second.sql'), 'insert into first select 2 from pg_sleep(0.2);')
    const runs = await Promise.all(Array.from({ length: 4 }, () => migrateElsewhere().ended))
    expect(runs.map((run) => JSON.parse(run) as string[]).sort((a, b) => b.length - a.length)).toEqual([
      ['0001-first', '0002-second'],
      [],
      [],
      [],
    ])
    expect(await ask('select id from first order by id')).toEqual([{ id: 1 }, { id: 2 }])
  },
  LIMIT_MS,
)

test(
  'a process killed in a migration leaves nothing of it, and the next start runs it',
  async () => {
    const file = path.join(dir, '0003-slow.sql')
    writeFileSync(file, 'create table slow (id int); select pg_sleep(60);')
    const { child, ended } = migrateElsewhere()
    const running = `select pid from pg_stat_activity where query like '%pg_sleep(60)%' and pid <> pg_backend_pid()`
    await until(async () => (await ask(running)).length > 0, 'the migration runs', LIMIT_MS)
    child.kill('SIGKILL')
    await ended
    await ask(`select pg_terminate_backend(pid) from (${running}) as left_over`)
    expect(await ask(`select to_regclass('slow') as slow`)).toEqual([{ slow: null }])
    writeFileSync(file, 'create table slow (id int);')
    expect(JSON.parse(await migrateElsewhere().ended)).toEqual(['0003-slow'])
  },
  LIMIT_MS,
)

test(
  'a migration that fails says which, and changes nothing',
  async () => {
    writeFileSync(path.join(dir, '0004-wrong.sql'), 'create table half_done (id int); select nonsense;')
    const out = await migrateElsewhere().ended
    expect(out).toContain('The database could not be brought up to date (0004-wrong): column "nonsense" does not exist')
    expect(await ask(`select to_regclass('half_done') as made`)).toEqual([{ made: null }])
  },
  LIMIT_MS,
)

test(
  'N1 every table of ours has both walls: its app in the key, and row-level security that binds the owner',
  async () => {
    const whole = await testDatabase()
    const client = await whole.database.client()
    const { rows } = await client.query(
      `select c.relname as "table" from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname = 'public' and c.relname not like 'kysely_%' and not
       (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_attribute a
         where a.attrelid = c.oid and a.attname = case c.relname when 'apps' then 'id' else 'app_id' end and a.attnotnull))`,
    )
    client.release()
    await whole.close()
    expect(rows).toEqual([])
  },
  LIMIT_MS,
)

test('the names of migrations are numbers and words, and no number is used twice', () => {
  const numbers = readMigrations().map(({ name }) => name.slice(0, 4))
  expect(new Set(numbers).size).toBe(numbers.length)
})
