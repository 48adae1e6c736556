// The databases of the bench, each thrown away after it: the built-in one as it ships, and Debian's on a port of its
// own with the settings it comes with. Both with fsync on.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { chooseRunner } from '../../packages/server/src/db/embedded/runner.ts'
import { CONNECTIONS_A_PROCESS, startBuiltIn } from '../../packages/server/src/db/open.ts'
import { ownPort } from '../../packages/server/src/kernel/testing/own-port.ts'
import { openLog } from '../../packages/server/src/system/log.ts'

const PROCESSES = 3
const START_LIMIT_MS = 30_000
const DEBIAN = '/usr/lib/postgresql'

export interface BenchDatabase {
  /** "built-in 18" */
  readonly name: string
  readonly url: string
  stop(): Promise<void>
}

/** A folder that PostgreSQL's user reaches, whoever runs the bench. */
const makeDir = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'hawker-orders-'))
  chmodSync(dir, 0o755)
  return dir
}

export const startOurs = async (): Promise<BenchDatabase> => {
  const dir = makeDir()
  const log = openLog('warn')
  const { url, stop } = await startBuiltIn({
    ...{ dataDir: join(dir, 'data'), processes: PROCESSES, connectionsEach: CONNECTIONS_A_PROCESS, log },
  })
  return {
    ...{ name: 'built-in', url },
    stop: async () => {
      await stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

const connected = async (port: number, until: number): Promise<pg.Client> => {
  for (;;) {
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' })
    client.on('error', () => {})
    try {
      await client.connect()
      return client
    } catch (error) {
      await client.end().catch(() => {})
      if (Date.now() > until) throw error
      await Bun.sleep(50)
    }
  }
}

/** Null where Debian's PostgreSQL is not installed, or nobody can be lent to run it. */
export const startDebians = async (): Promise<BenchDatabase | null> => {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).filter((name) => Number(name) >= 15) : []
  const version = versions.sort((a, b) => Number(a) - Number(b)).at(-1)
  const runner = chooseRunner('/nowhere')
  if (!version || !runner || !existsSync(join(DEBIAN, version, 'bin/initdb'))) return null
  const bin = join(DEBIAN, version, 'bin')
  const dir = makeDir()
  if (runner.uid !== undefined) chownSync(dir, runner.uid, runner.gid)
  const as = { ...runner, cwd: dir }
  const data = join(dir, 'data')
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C'], {
    ...as,
    stdio: 'pipe',
  })
  const port = await ownPort()
  const log = openSync(join(dir, 'log'), 'a')
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', `${port}`, '-k', dir, '-c', 'listen_addresses=127.0.0.1'],
    { ...as, stdio: ['ignore', log, log] },
  )
  const stop = async () => {
    if (server.exitCode === null && server.kill('SIGINT')) await once(server, 'exit')
    rmSync(dir, { recursive: true, force: true })
  }
  try {
    const client = await connected(port, Date.now() + START_LIMIT_MS)
    await client.query('create role hawker login')
    await client.query('create database hawker owner hawker')
    await client.end()
  } catch (error) {
    await stop()
    throw error
  }
  return { name: `Debian's ${version}`, url: `postgres://hawker@127.0.0.1:${port}/hawker`, stop }
}
