// A PostgreSQL of the system's own programs, as somebody else would run it and name it in DATABASE_URL: started for a
// test on a port and a folder of its own, with the settings it comes with (fsync on), and gone with the test.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { ownPort } from '#kernel/testing/own-port'
import { chooseRunner } from './embedded/runner.ts'

const START_LIMIT_MS = 30_000
const PASSWORD = 'only-for-this-test'
const DEBIAN = '/usr/lib/postgresql'

/** Debian keeps them apart by version and out of the path; the newest is taken. */
const findPrograms = (): string => {
  const versions = fs.existsSync(DEBIAN) ? fs.readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : []
  const found = versions
    .map((version) => path.join(DEBIAN, version, 'bin'))
    .find((bin) => fs.existsSync(`${bin}/postgres`))
  if (found) return found
  const elsewhere = Bun.which('postgres')
  if (!elsewhere) throw new Error('the tests need a PostgreSQL of the system: on Debian, apt-get install postgresql')
  return path.dirname(elsewhere)
}

export interface OwnPostgres {
  readonly url: string
  readonly version: string
  stop(): Promise<void>
}

export const startDebianPostgres = async (): Promise<OwnPostgres> => {
  const bin = findPrograms()
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'hawker-debian-'))
  const runner = chooseRunner(path.join(dir, 'none'))
  if (runner === null) throw new Error('PostgreSQL does not run as root, and there is no user postgres to lend it')
  if (runner.uid !== undefined) fs.chownSync(dir, runner.uid, runner.gid)
  const passwordFile = path.join(dir, 'password')
  fs.writeFileSync(passwordFile, PASSWORD)
  fs.chmodSync(passwordFile, 0o644)
  const data = path.join(dir, 'data')
  const as = { ...runner, cwd: dir }
  const made = [
    '-D',
    data,
    '-U',
    'postgres',
    // The folder itself goes with the test: nothing of it must be on the disk before it begins, or when it ends.
    '--no-sync',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '-E',
    'UTF8',
    '--locale=C',
  ]
  await promisify(execFile)(path.join(bin, 'initdb'), made, as)

  const port = await ownPort()
  const log = fs.openSync(path.join(dir, 'postgres.log'), 'a')
  const words = ['-D', data, '-p', `${port}`, '-k', dir, '-c', 'listen_addresses=127.0.0.1']
  const child = spawn(path.join(bin, 'postgres'), words, { ...as, stdio: ['ignore', log, log] })
  fs.closeSync(log)
  const stop = async () => {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null
    child.kill('SIGQUIT')
    await ended
    fs.rmSync(dir, { recursive: true, force: true })
  }

  for (const deadline = Date.now() + START_LIMIT_MS; ; await Bun.sleep(50)) {
    const client = new pg.Client({
      ...{ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' },
      password: PASSWORD,
    })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.query(`create role hawker login password '${PASSWORD}'`)
      await client.query('create database hawker owner hawker')
      const version = String((await client.query('show server_version')).rows[0].server_version)
      return { url: `postgres://hawker:${PASSWORD}@127.0.0.1:${port}/hawker`, version, stop }
    } catch (error) {
      if (Date.now() < deadline && child.exitCode === null) continue
      await stop()
      throw error
    } finally {
      await client.end().catch(() => {})
    }
  }
}
