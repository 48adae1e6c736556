import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AppId } from '@hawker/protocol'
import { sql } from 'kysely'
import { type TestDatabase, testDatabase } from '#db'
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
const until = async (what: () => boolean | Promise<boolean>, withinMs = 20_000) => {
  for (const end = Date.now() + withinMs; !(await what()); await Bun.sleep(20))
    if (Date.now() > end) throw new Error('waited too long')
}

test('one of two holds it, and when it lets go the other has it long before it would have ended', async () => {
  const [one, two] = [process('one'), process('two')]
  const mine = one.hold('sweeper', { ttlMs: 3_600_000 })
  expect((await mine.first)?.token).toBe(1)
  const theirs = two.hold('sweeper', { ttlMs: 3_600_000 })
  expect(await theirs.first).toBeNull()
  const from = performance.now()
  await mine.release()
  await until(() => theirs.held !== null, 30_000)
  console.log(`taken ${Math.round(performance.now() - from)} ms after it was let go`)
  expect([mine.held, theirs.held?.token]).toEqual([null, 2])
  await theirs.release()
})

test('a write under an older token is refused, also by an app that may see nothing else of leases', async () => {
  const [one, two] = [process('one'), process('two')]
  const app = 'shop' as AppId
  const old = (await one.hold('fenced', { ttlMs: 3_000 }).first)!
  const write = () =>
    database.database
      .of(app)
      .transaction()
      .execute((tx) => old.fence(tx))
  await write()
  let lost = 0
  const watching = one.hold('fenced-watch', { ttlMs: 3_000, lost: () => lost++ })
  await watching.first
  await two.hold('fenced', { ttlMs: 3_000, force: true }).first
  await two.hold('fenced-watch', { ttlMs: 3_000, force: true }).first
  await expect(write()).rejects.toThrow(LeaseLost)
  await until(() => lost === 1)
  const grab = sql`update leases set holder = 'thief'`.execute(database.database.of(app))
  await expect(grab).rejects.toThrow('row-level security')
})

test('who takes over waits for a write that was begun under the old token', async () => {
  const [one, two] = [process('one'), process('two')]
  const old = (await one.hold('slow', { ttlMs: 3_000 }).first)!
  const order: string[] = []
  let fenced = () => {}
  const begun = new Promise<void>((resolve) => {
    fenced = resolve
  })
  const writing = database.database.system.transaction().execute(async (tx) => {
    await old.fence(tx)
    fenced()
    await Bun.sleep(200)
    order.push('written')
  })
  await begun
  const taken = two.hold('slow', { ttlMs: 3_000, force: true }).first.then(() => order.push('taken'))
  await Promise.all([writing, taken])
  expect(order).toEqual(['written', 'taken'])
})

test('a process that is alone by its configuration takes at once what one before it left', async () => {
  await process('killed').hold('job', { ttlMs: 3_600_000 }).first
  expect((await process('next', true).hold('job', { ttlMs: 3_600_000 }).first)?.token).toBe(2)
})

test('asked once and refused, nobody waits for it', async () => {
  const [one, two] = [process('one'), process('two')]
  const mine = one.hold('stream', { ttlMs: 3_000 })
  await mine.first
  const theirs = two.hold('stream', { ttlMs: 3_000, once: true })
  expect(await theirs.first).toBeNull()
  await mine.release()
  await Bun.sleep(1_300)
  expect(theirs.held).toBeNull()
  expect(await two.holders(['stream'])).toEqual(new Map())
})

test('others are told where a holder is reached', async () => {
  const one = process('one')
  one.reachedAt('http://127.0.0.1:9')
  await one.hold('reached', { ttlMs: 3_000 }).first
  const found = await process('two').holders(['reached', 'unknown'])
  expect([...found]).toEqual([['reached', { holder: 'one', token: 1, address: 'http://127.0.0.1:9' }]])
})

/** A process of its own that holds a lease and writes under it all the time. */
const writer = (name: string) => {
  const script = `
    import { sql } from 'kysely'
    import { openDatabase } from '#db'
    import { openLeases } from '#leases'
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

test('a holder that is stopped for longer than its lease finds another in its place, and its late write is refused', async () => {
  await sql`create table written (at bigserial, name text, token bigint)`.execute(database.database.system)
  const first = writer('first')
  await until(() => first.output().includes('wrote 1'), 15_000)
  const second = writer('second')
  first.child.kill('SIGSTOP')
  await until(() => second.output().includes('wrote 2'), 15_000)
  first.child.kill('SIGCONT')
  await until(() => first.output().includes('LeaseLost'), 15_000)
  const { rows } = await sql<{ token: number }>`select token from written order by at`.execute(database.database.system)
  const tokens = rows.map(({ token }) => token)
  expect(tokens).toEqual(tokens.toSorted((a, b) => a - b))
  for (const { child } of [first, second]) {
    child.kill('SIGKILL')
    await once(child, 'exit').catch(() => {})
  }
}, 60_000)
