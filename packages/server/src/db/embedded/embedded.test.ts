import { afterAll, expect, test } from 'bun:test'
import { execFileSync, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { StartError } from '#kernel/start-error'
import { until } from '#kernel/testing/until'
import { systemTimers } from '#system/clock'
import { openLog } from '#system/log'
import { prepareBinaries } from './binaries.ts'
import { type Embedded, startEmbedded } from './index.ts'
import { isAlive } from './postmaster.ts'
import { explain } from './start-error.ts'

const LIMIT_MS = 120_000
const base = fs.mkdtempSync(path.join(os.tmpdir(), 'hawker-embedded-'))
fs.chmodSync(base, 0o755)
const settings = { fsync: 'off' }
const running: Embedded[] = []

const start = async (dir: string) => {
  const server = await startEmbedded({ dir, settings })
  running.push(server)
  return server
}
const connect = async (server: Embedded) => {
  const { host, port, passwords } = server
  const client = new pg.Client({ host, port, user: 'hawker', database: 'hawker', password: passwords.hawker })
  client.on('error', () => {})
  await client.connect()
  return client
}
const gone = (pid: number) => until(() => !isAlive(pid), `process ${pid} is gone`)

afterAll(async () => {
  for (const server of running) await server.stop()
  fs.rmSync(base, { recursive: true })
}, LIMIT_MS)

const dir = path.join(base, 'data')
// As `mkdtemp` and careful people make it.
fs.mkdirSync(dir, { mode: 0o700 })

test(
  'O3 the built-in server is reached by a private socket and a password alone',
  async () => {
    const server = await start(dir)
    const client = await connect(server)
    const { rows } = await client.query(
      `select rolsuper, rolbypassrls, current_setting('listen_addresses') as network, current_setting('fsync') as fsync
     from pg_roles where rolname = current_user`,
    )
    expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, network: '', fsync: 'off' }])
    await client.end()
    expect(fs.statSync(server.host).mode & 0o777).toBe(0o700)
    expect(fs.statSync(path.join(dir, 'pg/cluster/secret')).mode & 0o777).toBe(0o600)
    const wrong = new pg.Client({ host: server.host, user: 'hawker', database: 'hawker', password: 'guess' })
    await expect(wrong.connect()).rejects.toThrow('password authentication failed')
    const commands = execFileSync('ps', ['-eo', 'args']).toString()
    for (const secret of Object.values(server.passwords)) expect(commands).not.toContain(secret)
    expect(fs.readFileSync(path.join(dir, 'pg/postgres.log'), 'utf8')).not.toContain(server.passwords.hawker)
  },
  LIMIT_MS,
)

test(
  'a server that outlived its app is adopted, and ends with the last that uses it',
  async () => {
    const first = await start(dir)
    const second = await start(dir)
    expect([second.adopted, second.pid]).toEqual([true, first.pid])
    const client = await connect(second)
    await first.stop()
    expect(isAlive(first.pid)).toBe(true)
    await client.end()
    await second.stop()
    await gone(first.pid)
  },
  LIMIT_MS,
)

test(
  'a killed server is started anew, with what was committed',
  async () => {
    const first = await start(dir)
    const client = await connect(first)
    await client.query('create table kept as select 1 as n')
    process.kill(first.pid, 'SIGKILL')
    const second = await start(dir)
    expect(second.adopted).toBe(false)
    const again = await connect(second)
    expect((await again.query('select n from kept')).rows).toEqual([{ n: 1 }])
    await again.end()
    await second.stop()
  },
  LIMIT_MS,
)

test(
  'a pid file whose pid now belongs to another program does not stop the start',
  async () => {
    const bystander = spawn('sleep', ['3600'], {
      ...(process.getuid?.() === 0 ? { uid: fs.statSync(path.join(dir, 'pg')).uid } : {}),
    })
    const file = path.join(dir, 'pg/cluster/data/postmaster.pid')
    const data = path.join(dir, 'pg/cluster/data')
    fs.writeFileSync(
      file,
      [bystander.pid, data, '1', '5432', path.join(dir, 'pg'), '', '   1   1', 'ready   '].join('\n'),
    )
    fs.chmodSync(file, 0o644)
    const server = await start(dir)
    expect(server.adopted).toBe(false)
    expect(isAlive(bystander.pid!)).toBe(true)
    bystander.kill()
    await server.stop()
    await gone(server.pid)
  },
  LIMIT_MS,
)

test(
  'a first start that was killed leaves nothing that stops the next',
  async () => {
    let young = ''
    // Where we were given no core while it was young, it grew up: the next is caught.
    for (let n = 0, caught = false; !caught; n++) {
      young = path.join(base, `young-${n}`)
      const script = `import { startEmbedded } from '${path.join(import.meta.dirname, 'index.ts')}'
      await startEmbedded({ dir: '${young}', settings: { fsync: 'off' } })`
      const app = spawn(process.execPath, ['-e', script], { stdio: 'ignore' })
      const half = () =>
        (fs.existsSync(`${young}/pg`) ? fs.readdirSync(`${young}/pg`) : []).find((name) => name.startsWith('init-'))
      const isHalf = () => fs.existsSync(`${young}/pg/${half() ?? 'none'}/data/PG_VERSION`)
      const isWhole = () => fs.existsSync(`${young}/pg/cluster/data/PG_VERSION`)
      await until(() => isHalf() || isWhole(), 'a cluster begins', LIMIT_MS)
      app.kill('SIGKILL')
      await gone(app.pid!)
      caught = !isWhole()
      if (!caught) await (await start(young)).stop()
    }
    const server = await start(young)
    expect(fs.readdirSync(`${young}/pg`).filter((name) => name.startsWith('init-'))).toEqual([])
    await (await connect(server)).end()
    await server.stop()
  },
  LIMIT_MS,
)

test(
  'two first starts at once share one cluster',
  async () => {
    const shared = path.join(base, 'shared')
    const script = `import { startEmbedded } from '${path.join(import.meta.dirname, 'index.ts')}'
    console.log((await startEmbedded({ dir: '${shared}', settings: { fsync: 'off' } })).pid)`
    const pids = await Promise.all(
      [1, 2].map(async () => (await new Response(Bun.spawn([process.execPath, '-e', script]).stdout).text()).trim()),
    )
    const server = await start(shared)
    expect(pids).toEqual([String(server.pid), String(server.pid)])
    await server.stop()
  },
  LIMIT_MS,
)

test(
  'a path too long for a socket has its socket elsewhere',
  async () => {
    const server = await start(path.join(base, 'long-'.repeat(25)))
    await (await connect(server)).end()
    expect(fs.statSync(server.host).mode & 0o777).toBe(0o700)
    await server.stop()
    fs.rmSync(server.host, { recursive: true })
  },
  LIMIT_MS,
)

test('the symlinks that npm drops are made, in the package or in a copy that the lent user reaches', () => {
  const packaged = path.join(base, 'package')
  const native = path.join(packaged, 'native')
  fs.mkdirSync(path.join(native, 'lib'), { recursive: true })
  fs.writeFileSync(path.join(packaged, 'package.json'), '{"version":"18.0.0"}')
  fs.writeFileSync(path.join(native, 'lib/libx.so.1.2'), 'bytes')
  const links = [{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }]
  fs.writeFileSync(path.join(native, 'pg-symlinks.json'), JSON.stringify(links))
  fs.chmodSync(packaged, 0o700)
  const home = prepareBinaries(base, true, native)
  expect(home).toBe(path.join(base, 'postgres-18.0.0'))
  expect(fs.readlinkSync(path.join(home, 'lib/libx.so.1'))).toBe('libx.so.1.2')
  expect(prepareBinaries(base, true, native)).toBe(home)
  fs.chmodSync(packaged, 0o755)
  expect(prepareBinaries(base, true, native)).toBe(native)
  expect(fs.readlinkSync(path.join(native, 'lib/libx.so.1'))).toBe('libx.so.1.2')
})

test('a DATA_DIR that is a file, or holds another major version, ends the start with one sentence', async () => {
  const file = path.join(base, 'file')
  fs.writeFileSync(file, '')
  await expect(startEmbedded({ dir: file })).rejects.toThrow(/^DATA_DIR \(.*\) is not a folder: /)
  const old = path.join(base, 'old')
  fs.mkdirSync(path.join(old, 'pg/cluster/data'), { recursive: true })
  fs.writeFileSync(path.join(old, 'pg/cluster/data/PG_VERSION'), '17\n')
  await expect(startEmbedded({ dir: old })).rejects.toThrow(/^DATA_DIR holds a database of PostgreSQL 17, /)
})

test.each([
  ['ENOSPC: no space left on device, write', 'The disk under DATA_DIR (/d) is full: '],
  [
    'FATAL:  could not write lock file "postmaster.pid": No space left on device',
    'The disk under DATA_DIR (/d) is full: ',
  ],
  ["EROFS: read-only file system, mkdir '/d/pg'", 'DATA_DIR (/d) is on a read-only file system: '],
  ["EACCES: permission denied, mkdir '/d/pg'", 'DATA_DIR (/d) cannot be written by this user: '],
  ['FATAL:  data directory "/d" has wrong ownership', 'DATA_DIR (/d) cannot be written by this user: '],
  ['LOG: x\nFATAL:  something new\nLOG: y', 'The built-in PostgreSQL did not start: FATAL:  something new'],
])('what went wrong is one sentence: case %#', (said, sentence) => {
  const error = explain(new Error(said), '/d')
  expect(error).toBeInstanceOf(StartError)
  expect(error.message).toStartWith(sentence)
  expect(error.message).not.toContain('\n')
})

test(
  'a postmaster that is killed is started again on the same socket, with what was committed',
  async () => {
    const told: string[] = []
    const kept = path.join(base, 'kept')
    const timers = systemTimers(openLog('silent'))
    const server = await startEmbedded({ dir: kept, settings, keep: { timers, told: (what) => told.push(what) } })
    running.push(server)
    const before = await connect(server)
    await before.query('create table kept (n int); insert into kept values (7)')
    const { pid } = server
    process.kill(pid, 'SIGKILL')
    await gone(pid)
    const asked = async (): Promise<unknown> => {
      const client = await until(() => connect(server).catch(() => null))
      const { rows } = await client.query('select n from kept')
      await client.end()
      return rows
    }
    expect(await asked()).toEqual([{ n: 7 }])
    await until(() => told.includes('back'))
    expect(server.pid).not.toBe(pid)
    expect(told.filter((what) => what !== 'not-yet')).toEqual(['died', 'back'])

    // One of its processes dies: what PostgreSQL would do then by itself may never end on a full disk.
    const second = server.pid
    const client = await connect(server)
    const { rows } = await client.query('select pg_backend_pid() as pid')
    process.kill(rows[0].pid, 'SIGKILL')
    await gone(second)
    expect(await asked()).toEqual([{ n: 7 }])
    await until(() => told.filter((what) => what === 'back').length === 2)
    expect(server.pid).not.toBe(second)
    await server.stop()
    await gone(server.pid)
  },
  LIMIT_MS,
)
