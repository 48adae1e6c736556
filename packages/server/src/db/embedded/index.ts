// PostgreSQL 18 from npm, started by us: on a socket in a folder of its own, never on a network port.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { Timers } from '#kernel/clock'
import { StartError } from '#kernel/start-error'
import { isDatabaseAway } from '../database-away.ts'
import { prepareBinaries } from './binaries.ts'
import { ensureCluster, readSecrets } from './cluster.ts'
import { type Kept, keepRunning } from './keep-running.ts'
import { disownPid, isAlive, type PidFile, readPidFile, serves } from './postmaster.ts'
import { chooseRunner, type Runner, reachableByOthers } from './runner.ts'
import { ownSettings } from './settings.ts'
import { explain } from './start-error.ts'

const START_LIMIT_MS = 30_000
const STOP_LIMIT_MS = 10_000
/** Who is connected so long after we said that we end is not about to leave. */
const OTHERS_LIMIT_MS = 3_000
const POLL_MS = 15
/** The name in the socket's file name; nothing listens on a port of that number. */
const PORT = 5432
/** `sun_path` is 108 bytes on Linux, 104 on macOS, with its final zero. */
const SOCKET_PATH_MAX_BYTES = 103
/** Less free space and PostgreSQL neither starts nor says why: its log needs the same disk. A WAL segment is 16 MB. */
const FREE_MIN_BYTES = 24 * 1024 * 1024
const LOG_MAX_BYTES = 10 * 1024 * 1024
/** Where root keeps the data of a DATA_DIR that the lent user cannot reach. */
const ROOTS_OWN = '/var/lib/hawker'

/**
 * After a crash of one of its processes PostgreSQL starts over by itself; when that fails too, as on a full disk, version
 * 18 may stay in recovery for ever. So it ends, and is started as one that died.
 */
const KEPT_SETTINGS = { restart_after_crash: 'off' }

export interface EmbeddedOptions {
  readonly dir: string
  /** More `-c name=value` settings, for tests. */
  readonly settings?: Readonly<Record<string, string>>
  /** Starts it again when it dies, and says so; left out, a server that died stays dead. */
  readonly keep?: { readonly timers: Pick<Timers, 'after'>; readonly told: Kept['told'] }
}

export interface Embedded {
  readonly pid: number
  /** It ran already: left by an app that was killed, or shared with one that lives. */
  readonly adopted: boolean
  readonly host: string
  readonly port: number
  readonly dataDir: string
  readonly passwords: { readonly superuser: string; readonly hawker: string }
  /** Ends the server, unless another process still has connections to it. */
  stop(): Promise<void>
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)

const chooseBase = (dir: string, lent: boolean): string => {
  const asked = path.resolve(dir)
  return lent && !reachableByOthers(path.dirname(asked)) ? path.join(ROOTS_OWN, hashOf(asked)) : asked
}

const makePrivate = (dir: string, runner: Runner): string => {
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 })
  if (runner.uid !== undefined) fs.chownSync(dir, runner.uid, runner.gid)
  const made = fs.lstatSync(dir)
  if (!made.isDirectory() || made.uid !== (runner.uid ?? process.getuid?.() ?? made.uid))
    throw new StartError(`The folder ${dir} belongs to somebody else: remove it, or set DATA_DIR to another folder.`)
  if ((made.mode & 0o077) !== 0) fs.chmodSync(dir, 0o700)
  return dir
}

const chooseSocketDir = (run: string, runner: Runner): string =>
  Buffer.byteLength(path.join(run, `.s.PGSQL.${PORT}`)) <= SOCKET_PATH_MAX_BYTES
    ? run
    : makePrivate(path.join(os.tmpdir(), `hawker-${hashOf(run)}`), runner)

interface Place {
  readonly home: string
  readonly run: string
  readonly dataDir: string
  readonly socketDir: string
  readonly runner: Runner
  readonly settings: Readonly<Record<string, string>>
}

const tail = (file: string): string => fs.readFileSync(file, 'utf8').slice(-4_000)

/** Starts one server process; false when an older one of ours stands in the way and is still dying. */
const startOnce = async (place: Place, deadline: number): Promise<PidFile | false> => {
  const logFile = path.join(place.run, 'postgres.log')
  if ((fs.statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > LOG_MAX_BYTES) fs.truncateSync(logFile)
  const logFd = fs.openSync(logFile, 'a', 0o600)
  const before = fs.fstatSync(logFd).size
  const settings = { listen_addresses: '', unix_socket_permissions: '0700', ...ownSettings(), ...place.settings }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // A session of its own, so that Ctrl-C in a terminal ends the app first and the app then ends the database.
  const child = spawn(
    path.join(place.home, 'bin/postgres'),
    ['-D', place.dataDir, '-p', String(PORT), '-k', place.socketDir, ...flags],
    { ...place.runner, cwd: place.run, detached: true, stdio: ['ignore', logFd, logFd] },
  )
  fs.closeSync(logFd)
  let ended: string | null = null
  child.once('exit', () => {
    ended = fs.readFileSync(logFile, 'utf8').slice(before > 0 ? -4_000 : 0)
  })
  child.once('error', (error) => {
    ended = String(error)
  })
  child.unref()
  while (ended === null) {
    const pidFile = readPidFile(place.dataDir)
    if (pidFile?.ready && pidFile.pid === child.pid) return pidFile
    if (Date.now() > deadline) {
      child.kill('SIGQUIT')
      throw new StartError(
        `The built-in PostgreSQL was not ready within ${START_LIMIT_MS / 1000} s; its log: ${logFile}`,
      )
    }
    await sleep(POLL_MS)
  }
  if (/postmaster\.pid|shared memory block|lock file/.test(ended)) return false
  throw new Error(ended || tail(logFile))
}

const findRunning = async (place: Place, deadline: number): Promise<PidFile | null> => {
  for (;;) {
    const found = readPidFile(place.dataDir)
    if (!found) return null
    if (!serves(found.pid, place.dataDir)) {
      if (isAlive(found.pid)) disownPid(place.dataDir, path.join(place.socketDir, `.s.PGSQL.${PORT}.lock`))
      return null
    }
    if (found.ready) return found
    if (Date.now() > deadline)
      throw new StartError(
        `A PostgreSQL on ${place.dataDir} runs (pid ${found.pid}) but does not become ready: end it and start again.`,
      )
    await sleep(POLL_MS)
  }
}

const asSuperuser = async <T>(server: Omit<Embedded, 'stop'>, ask: (client: pg.Client) => Promise<T>): Promise<T> => {
  const { host, port } = server
  const client = new pg.Client({
    host,
    port,
    user: 'postgres',
    database: 'postgres',
    password: server.passwords.superuser,
  })
  client.on('error', () => {})
  await client.connect()
  try {
    return await ask(client)
  } finally {
    await client.end()
  }
}

/** The role is no superuser, so that row-level security binds it; the database belongs to it. */
const ensureRole = (server: Omit<Embedded, 'stop'>) =>
  asSuperuser(server, async (client) => {
    const { rows } = await client.query(
      `select current_setting('data_directory') as dir,
        exists (select from pg_roles where rolname = 'hawker') as role,
        exists (select from pg_database where datname = 'hawker') as database`,
    )
    if (fs.realpathSync(rows[0].dir) !== fs.realpathSync(server.dataDir))
      throw new StartError(
        `The PostgreSQL at ${server.host} serves another folder (${rows[0].dir}): end it and start again.`,
      )
    const unlessThere = async (statement: string) => {
      try {
        await client.query(statement)
      } catch (error) {
        // Another process in its first start was quicker: duplicate object, duplicate database, unique violation.
        if (!['42710', '42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error
      }
    }
    if (!rows[0].role) await unlessThere(`create role hawker login createdb password '${server.passwords.hawker}'`)
    if (!rows[0].database) await unlessThere('create database hawker owner hawker')
  })

const othersConnected = (server: Omit<Embedded, 'stop'>) =>
  asSuperuser(server, async (client) => {
    const { rows } = await client.query(
      `select count(*)::int as n from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    )
    return (rows[0].n as number) > 0
  })

const stopServer = async (server: Omit<Embedded, 'stop'>): Promise<void> => {
  if (!serves(server.pid, server.dataDir)) return
  // A connection of a process that was killed, or one of ours, ends a moment after it: others stay.
  for (const end = Date.now() + OTHERS_LIMIT_MS; await othersConnected(server).catch(() => false); await sleep(POLL_MS))
    if (Date.now() > end) return
  process.kill(server.pid, 'SIGINT')
  for (const deadline = Date.now() + STOP_LIMIT_MS; isAlive(server.pid); await sleep(POLL_MS))
    if (Date.now() > deadline) return
}

/** The server of this place: the one that runs already, or a new one. */
const bringUp = async (place: Place, cluster: string): Promise<Omit<Embedded, 'stop'>> => {
  const { dataDir } = place
  for (const deadline = Date.now() + START_LIMIT_MS; ; await sleep(100)) {
    const running = await findRunning(place, deadline)
    const started = running ?? (await startOnce(place, deadline))
    if (!started) {
      if (Date.now() > deadline) throw new Error(tail(path.join(place.run, 'postgres.log')))
      continue
    }
    const server = {
      pid: started.pid,
      adopted: running !== null,
      host: started.socketDir,
      port: started.port,
      dataDir,
      passwords: readSecrets(cluster),
    }
    try {
      await ensureRole(server)
    } catch (error) {
      // One that was found running may have been killed a moment ago.
      if (running !== null && isDatabaseAway(error) && Date.now() < deadline) continue
      throw error
    }
    return server
  }
}

export const startEmbedded = async (options: EmbeddedOptions): Promise<Embedded> => {
  const asked = path.resolve(options.dir)
  try {
    const lent = process.getuid?.() === 0
    const base = chooseBase(asked, lent)
    fs.mkdirSync(base, { recursive: true, mode: 0o755 })
    const { bavail, bsize } = fs.statfsSync(base)
    if (bavail * bsize < FREE_MIN_BYTES) throw new Error('ENOSPC')
    // The lent user must get through to its own folder; what else lies here it can neither list nor, at 0600, read.
    if (lent && !reachableByOthers(base)) fs.chmodSync(base, fs.statSync(base).mode | 0o011)
    const run = path.join(base, 'pg')
    const runner = chooseRunner(path.join(run, 'cluster'))
    if (!runner)
      throw new StartError(
        'PostgreSQL does not run as root, and there is neither a user postgres nor nobody to lend it: start as another user, or set DATABASE_URL.',
      )
    const home = prepareBinaries(base, lent)
    makePrivate(run, runner)
    const cluster = await ensureCluster(home, run, runner)
    const dataDir = path.join(cluster, 'data')
    const place = {
      home,
      run,
      dataDir,
      runner,
      socketDir: chooseSocketDir(run, runner),
      settings: { ...(options.keep && KEPT_SETTINGS), ...options.settings },
    }

    let server = await bringUp(place, cluster)
    const { keep } = options
    const stopKeeping = keep
      ? keepRunning(
          {
            isUp: () => serves(server.pid, dataDir),
            start: async () => {
              server = await bringUp(place, cluster)
            },
            told: keep.told,
          },
          keep.timers,
        )
      : async () => {}
    return {
      ...server,
      get pid() {
        return server.pid
      },
      stop: async () => {
        await stopKeeping()
        await stopServer(server)
      },
    }
  } catch (error) {
    throw explain(error, asked)
  }
}
