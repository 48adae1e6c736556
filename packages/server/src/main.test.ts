import { afterAll, expect, test } from 'bun:test'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { until } from '#kernel/testing/until'
import { isAlive } from './db/embedded/postmaster.ts'

const LIMIT_MS = 300_000
const base = mkdtempSync(path.join(os.tmpdir(), 'hawker-main-'))
// The user that root lends to the database must get through.
chmodSync(base, 0o755)
const running: ChildProcess[] = []

afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(base, { recursive: true })
}, LIMIT_MS)

const start = async (env: Record<string, string>) => {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'main.ts')], {
    cwd: base,
    env: { PATH: process.env.PATH ?? '', HOME: base, HOST: '127.0.0.1', RTMP_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  const out: string[] = []
  child.stdout.on('data', (text) => out.push(String(text)))
  child.stderr.on('data', (text) => out.push(String(text)))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return { child, ended, output: () => out.join('') }
}
/** Where it says that it is, once it answers there. */
const opened = async ({ child, output }: Awaited<ReturnType<typeof start>>) => {
  const said = () => {
    if (child.exitCode !== null) throw new Error(output())
    return /studio +(http:\S+)\/studio\n/.exec(output())?.[1]
  }
  const origin = await until(said, 'a start says where it is', LIMIT_MS)
  expect((await fetch(`${origin}/healthz`)).status).toBe(200)
  return origin
}
const postmaster = (dir: string) =>
  Number.parseInt(readFileSync(path.join(dir, 'pg/cluster/data/postmaster.pid'), 'utf8'), 10)

test(
  'a first start prints where everything is and a link to sign in once, and SIGTERM ends it all',
  async () => {
    const dir = path.join(base, 'first')
    const from = performance.now()
    const first = await start({ PORT: '0', DATA_DIR: dir })
    const { child, ended, output } = first
    const origin = await opened(first)
    const firstMs = performance.now() - from
    await until(() => output().includes('Sign in once'))
    for (const page of ['/', '/studio', '/console', '/shop']) expect(output()).toContain(`${origin}${page}\n`)
    const token = /signin#([\w-]{16,})/.exec(output())?.[1]
    const signIn = () =>
      fetch(`${origin}/api/session/link`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token, deliver: 'token' }),
      })
    expect((await signIn()).status).toBe(200)
    expect((await signIn()).status).toBe(401)
    const database = postmaster(dir)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(isAlive(database)).toBe(false)

    const again = performance.now()
    const second = await start({ PORT: '0', DATA_DIR: dir })
    await opened(second)
    console.log(`first start ${Math.round(firstMs)} ms, warm start ${Math.round(performance.now() - again)} ms`)
    second.child.kill('SIGINT')
    expect(await second.ended).toBe(0)
  },
  LIMIT_MS,
)

test(
  'after kill -9 the next start takes the database over',
  async () => {
    const dir = path.join(base, 'killed')
    const env = { PORT: '0', DATA_DIR: dir }
    const first = await start(env)
    await opened(first)
    const database = postmaster(dir)
    first.child.kill('SIGKILL')
    await first.ended
    expect(isAlive(database)).toBe(true)
    const second = await start(env)
    await opened(second)
    expect(postmaster(dir)).toBe(database)
    second.child.kill('SIGTERM')
    expect(await second.ended).toBe(0)
    expect(isAlive(database)).toBe(false)
  },
  LIMIT_MS,
)

test.each([
  [{ PORT: 'eighty' }, 'PORT takes a port number from 0 to 65535 (0: any free one).\n'],
  [{ PUBLIC_URL: 'https://live.example.com' }, 'PAYMENTS=sandbox takes no real money'],
  [{ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x' }, 'DATABASE_URL: no connection'],
  [{ DATA_DIR: '/dev/null' }, 'DATA_DIR (/dev/null) is not a folder'],
])(
  'a start that cannot go on (%p) says one sentence and ends with 1',
  async (env, sentence) => {
    const { ended, output } = await start({ PORT: '0', DATA_DIR: path.join(base, 'none'), ...env } as Record<
      string,
      string
    >)
    expect(await ended).toBe(1)
    expect(output()).toStartWith(sentence)
    expect(output().trim().split('\n').length).toBe(1)
  },
  LIMIT_MS,
)
