// What must not end the process: faults of ours in every kind of place, and more connections than it has descriptors.
import { afterAll, expect, test } from 'bun:test'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { until } from '#kernel/testing/until'
import { isAlive } from './db/embedded/postmaster.ts'

/** It makes a database and waits for two limits of ten seconds, on a machine that may be busy. */
const LIMIT_MS = 300_000
const base = mkdtempSync(path.join(os.tmpdir(), 'hawker-faults-'))
// The user that root lends to the database must get through.
chmodSync(base, 0o755)
const ends: (() => Promise<unknown>)[] = []

afterAll(async () => {
  for (const end of ends) await end()
  rmSync(base, { recursive: true, force: true })
}, LIMIT_MS)

const healthy = async (origin: string): Promise<boolean> =>
  (
    await fetch(`${origin}/healthz`, { headers: { connection: 'close' }, signal: AbortSignal.timeout(5_000) }).catch(
      () => null,
    )
  )?.ok ?? false

/** Asks on one connection that is there already, once after another. */
const openLine = async (port: number) => {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const isCut = once(socket, 'close').then(() => ['the line was cut'])
  return async (): Promise<string> => {
    const answer = once(socket, 'data')
    socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
    return String((await Promise.race([answer, isCut]))[0]).slice(0, 15)
  }
}

test(
  'O6 a server with 256 descriptors outlives 300 connections, and serves again when they are gone',
  async () => {
    const dir = path.join(base, 'data')
    const main = path.join(import.meta.dirname, 'main.ts')
    const child = spawn('sh', ['-c', 'ulimit -n 256 && exec "$0" "$1"', process.execPath, main], {
      cwd: base,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: base,
        HOST: '127.0.0.1',
        RTMP_PORT: '0',
        PORT: '0',
        DATA_DIR: dir,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ended = once(child, 'close').then(([code]) => code as number | null)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)))
    ends.push(async () => {
      child.kill('SIGTERM')
      await ended
    })
    const said = () => {
      if (child.exitCode !== null) throw new Error(output)
      return /studio +http:\S+:(\d+)\/studio\n/.exec(output)?.[1]
    }
    const port = Number(await until(said, 'a start says where it is', LIMIT_MS))
    const origin = `http://localhost:${port}`
    const ask = await openLine(port)
    expect(await ask()).toBe('HTTP/1.1 200 OK')
    // Elsewhere the system does not say.
    if (process.platform === 'linux') expect(output).toContain('"descriptors":256')
    const database = Number.parseInt(readFileSync(path.join(dir, 'pg/cluster/data/postmaster.pid'), 'utf8'), 10)

    const opened: Socket[] = []
    await Promise.all(
      Array.from({ length: 300 }, async () => {
        const socket = connect(port, '127.0.0.1')
        opened.push(socket)
        socket.on('error', () => {})
        socket.on('connect', () => socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n'))
        await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => {})
      }),
    )
    const isFull = () => readdirSync(`/proc/${child.pid}/fd`).length > 240
    if (process.platform === 'linux')
      await until(async () => {
        // Also so that the line never falls idle.
        await ask()
        return isFull()
      })
    // Each answer is a turn of its loop in which it has no descriptor left for those who wait at the door.
    for (let i = 0; i < 5; i++) expect(await ask()).toBe('HTTP/1.1 200 OK')
    expect([child.exitCode, child.signalCode]).toEqual([null, null])
    for (const socket of opened) socket.destroy()
    await until(() => {
      expect([child.exitCode, child.signalCode, output]).toEqual([null, null, output])
      return healthy(origin)
    })
    expect((await fetch(`${origin}/readyz`)).status).toBe(200)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(isAlive(database)).toBe(false)
  },
  LIMIT_MS,
)
