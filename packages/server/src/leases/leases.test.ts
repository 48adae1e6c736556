import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AppId } from '@hawker/protocol'
import { sql } from 'kysely'
import { type TestDatabase, testDatabase } from '#db'
import { until } from '#kernel/testing/until'
import { systemClock, systemTimers } from '#system/clock'
import { openLog } from '#system/log'
import { LeaseLost, type Leases, openLeases } from './index.ts'

let database: TestDatabase
const log = openLog('silent')
const opened: Leases[] = []
const children: ChildProcess[] = []

beforeAll(async () => {
  database = await testDatabase()
}, 60_000)
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  for (const leases of opened) await leases.stop()
  await database.close()
}, 60_000)

const process = (holder: string, sole = false): Leases => {
  const timers = systemTimers(log)
  const leases = openLeases({ db: database.database, clock: systemClock, timers, log, holder, sole })
  opened.push(leases)
  return leases
}
/** Longer than any test lasts, on however busy a machine. */
const LONG_MS = 3_600_000

test('one of two holds it, and when it lets go the other has it long before it would have ended', async () => {
  const [one, two] = [process('one'), process('two')]
  const mine = one.hold('sweeper', { ttlMs: LONG_MS })
  expect((await mine.first)?.token).toBe(1)
  const theirs = two.hold('sweeper', { ttlMs: LONG_MS })
  expect(await theirs.first).toBeNull()
  const from = performance.now()
  await mine.release()
  await until(() => theirs.held !== null)
  console.log(`taken ${Math.round(performance.now() - from)} ms after it was let go`)
  expect([mine.held, theirs.held?.token]).toEqual([null, 2])
  await theirs.release()
})

test('a write under an older token is refused, also by an app that may see nothing else of leases', async () => {
  const [one, two] = [process('one'), process('two')]
  const app = 'shop' as AppId
  const old = (await one.hold('fenced', { ttlMs: LONG_MS }).first)!
  const write = () =>
    database.database
      .of(app)
      .transaction()
      .execute((tx) => old.fence(tx))
  await write()
  let lost = 0
  const watching = one.hold('fenced-watch', { ttlMs: LONG_MS, lost: () => lost++ })
  await watching.first
  await two.hold('fenced', { ttlMs: LONG_MS, force: true }).first
  await two.hold('fenced-watch', { ttlMs: LONG_MS, force: true }).first
  await expect(write()).rejects.toThrow(LeaseLost)
  await until(() => lost === 1)
  const grab = sql`update leases set holder = 'thief'`.execute(database.database.of(app))
  await expect(grab).rejects.toThrow('row-level security')
})

test('who takes over waits for a write that was begun under the old token', async () => {
  const [one, two] = [process('one'), process('two')]
  const old = (await one.hold('slow', { ttlMs: LONG_MS }).first)!
  const order: string[] = []
  const waits = sql`select from pg_locks l join pg_stat_activity a using (pid)
    where not l.granted and a.query like '%insert into leases%' and a.datname = current_database()`
  let taken: Promise<unknown> | null = null
  await database.database.system.transaction().execute(async (tx) => {
    await old.fence(tx)
    taken = two.hold('slow', { ttlMs: LONG_MS, force: true }).first.then(() => order.push('taken'))
    await until(async () => order.length > 0 || (await waits.execute(database.database.system)).rows.length > 0)
    order.push('written')
  })
  await taken
  expect(order).toEqual(['written', 'taken'])
})

test('a process that is alone by its configuration takes at once what one before it left', async () => {
  await process('killed').hold('job', { ttlMs: LONG_MS }).first
  expect((await process('next', true).hold('job', { ttlMs: LONG_MS }).first)?.token).toBe(2)
})

test('asked once and refused, nobody waits for it', async () => {
  const [one, two] = [process('one'), process('two')]
  const mine = one.hold('stream', { ttlMs: LONG_MS })
  await mine.first
  const theirs = two.hold('stream', { ttlMs: LONG_MS, once: true })
  expect(await theirs.first).toBeNull()
  await mine.release()
  // All that it wants it asks for in one question.
  expect(await two.hold('another', { ttlMs: LONG_MS }).first).not.toBeNull()
  expect(theirs.held).toBeNull()
  expect(await two.holders(['stream'])).toEqual(new Map())
})

test('others are told where a holder is reached', async () => {
  const one = process('one')
  one.reachedAt('http://127.0.0.1:9')
  await one.hold('reached', { ttlMs: LONG_MS }).first
  const found = await process('two').holders(['reached', 'unknown'])
  expect([...found]).toEqual([['reached', { holder: 'one', token: 1, address: 'http://127.0.0.1:9' }]])
})

/** A process of its own must first be read and started. */
const STARTED_WITHIN_MS = 60_000

/** A process of its own that holds a lease and writes under it all the time. */
const writer = (name: string) => {
  const script = `
    import { sql } from 'kysely'
    import { openDatabase } from '#db'
    import { openLeases } from '#leases'
    import { until } from '#kernel/testing/until'
import { systemClock, systemTimers } from '#system/clock'
    import { openLog } from '#system/log'
    const [url, name] = process.argv.slice(1)
    const log = openLog('silent')
    const db = await openDatabase({ url, dataDir: '/nowhere', log, connectionsMax: 2 })
    const leases = openLeases({ db, clock: systemClock, timers: systemTimers(log), log, holder: name, sole: false })
    const lease = leases.hold('writer', { ttlMs: 1500 })
    let mine = null
    for (;;) {
      mine ??= await lease.first
      mine = lease.held ?? mine
      if (mine)
        await db.system.transaction().execute(async (tx) => {
          await mine.fence(tx)
          await sql\`insert into written (name, token) values (\${name}, \${mine.token})\`.execute(tx)
        }).then(() => console.log('wrote ' + mine.token), (error) => console.log(error.name))
      await Bun.sleep(20)
    }`
  const child = spawn(globalThis.process.execPath, ['-e', script, database.url, name], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  const out: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => out.push(String(text)))
  return { child, output: () => out.join('') }
}

/** In the middle of a write it would hold the row until the database ends its transaction, in half a minute. */
const stopBetweenWrites = async (child: ChildProcess) => {
  const writes = sql<{ state: string }>`select state from pg_stat_activity
    where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()`
  await until(async () => {
    child.kill('SIGSTOP')
    for (;;) {
      const { rows } = await writes.execute(database.database.system)
      if (rows.length === 0) return true
      if (rows.some(({ state }) => state.startsWith('idle in transaction'))) break
    }
    child.kill('SIGCONT')
    return false
  })
}

test('a holder that is stopped for longer than its lease finds another in its place, and its late write is refused', async () => {
  await sql`create table written (at bigserial, name text, token bigint)`.execute(database.database.system)
  const first = writer('first')
  await until(() => first.output().includes('wrote 1'), 'the first writes', STARTED_WITHIN_MS)
  await stopBetweenWrites(first.child)
  const second = writer('second')
  await until(() => second.output().includes('wrote '), 'the second writes', STARTED_WITHIN_MS)
  first.child.kill('SIGCONT')
  await until(() => first.output().includes('LeaseLost'))
  const { rows } = await sql<{ token: number }>`select token from written order by at`.execute(database.database.system)
  const tokens = rows.map(({ token }) => token)
  expect(tokens).toEqual(tokens.toSorted((a, b) => a - b))
  for (const { child } of [first, second]) {
    child.kill('SIGKILL')
    await once(child, 'exit').catch(() => {})
  }
}, 120_000)
