// Opens the database: the built-in PostgreSQL under DATA_DIR, or the one that DATABASE_URL names.
import type { AppId } from '@hawker/protocol'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { StartError } from '#kernel/start-error'
import { systemTimers } from '#system/clock'
import type { Log } from '#system/log'
import { connectAs } from './app-connections.ts'
import type { Database } from './door.ts'
import { startEmbedded } from './embedded/index.ts'
import { MIGRATIONS_DIR, migrate } from './migrate.ts'
import { openClient, openPool } from './pool.ts'

const OLDEST_SERVER_VERSION = 150_000
const CONNECTIONS_MAX = 12
const SYSTEM_CONNECTIONS_MAX = 12
/** Kysely objects kept, one for each app; more begin anew. */
const APPS_KEPT = 1_000

/** `*` in `hawker.app`: sees every app. No app can be called so (ID_PATTERN). */
const EVERY_APP = '*'

export interface DatabaseOptions {
  /** Any PostgreSQL 15 or newer; null: the built-in one. */
  readonly url: string | null
  readonly dataDir: string
  readonly log: Log
  readonly migrationsDir?: string
  readonly connectionsMax?: number
}

/** Both pools, and those who keep a connection for good: lanes of orders, gifts and bids, of coupons and of lines. */
export const CONNECTIONS_A_PROCESS = CONNECTIONS_MAX + SYSTEM_CONNECTIONS_MAX + 4 + 2 + 2 + 1 + 1
/** What the built-in server takes beyond what its processes ask for: its own, and whoever looks in. */
const CONNECTIONS_SPARE = 20
const BUILT_IN_CONNECTIONS = 100

const keptAndLogged = (log: Log) => ({
  timers: systemTimers(log),
  told: (what: 'died' | 'back' | 'not-yet', error?: unknown) => {
    if (what === 'back') log.info('the database server is back')
    else if (what === 'died') log.error('the database server died: starting it again')
    else log.error({ err: error }, 'the database server could not be started: trying again')
  },
})

/** The built-in PostgreSQL by itself, for several processes that each open it by its address. */
export const startBuiltIn = async (options: {
  readonly dataDir: string
  readonly processes: number
  readonly connectionsEach: number
  readonly log: Log
}): Promise<{ readonly url: string; stop(): Promise<void> }> => {
  const connections = Math.max(BUILT_IN_CONNECTIONS, options.processes * options.connectionsEach + CONNECTIONS_SPARE)
  const embedded = await startEmbedded({
    dir: options.dataDir,
    settings: { max_connections: String(connections) },
    keep: keptAndLogged(options.log),
  })
  if (embedded.adopted) options.log.info({ pid: embedded.pid }, 'adopted a database server that was running already')
  const { host, port, passwords } = embedded
  const url = `postgres://hawker:${encodeURIComponent(passwords.hawker)}@${encodeURIComponent(host)}:${port}/hawker`
  return { url, stop: () => embedded.stop() }
}

/** Says whether this server can be used, and warns when its role makes the second wall useless. */
const checkServer = async (connection: pg.ClientConfig, log: Log): Promise<void> => {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query(
      `select current_setting('server_version_num')::int as version, rolsuper or rolbypassrls as unbound
       from pg_roles where rolname = current_user`,
    )
    const { version, unbound } = rows[0] as { version: number; unbound: boolean }
    if (version < OLDEST_SERVER_VERSION)
      throw new StartError(
        `DATABASE_URL points to PostgreSQL ${Math.floor(version / 10_000)}: Hawker takes 15 or newer.`,
      )
    if (unbound)
      log.warn(
        'the role of DATABASE_URL is a superuser or bypasses row-level security: tenants are kept apart by the queries alone',
      )
  } catch (error) {
    if (error instanceof StartError) throw error
    throw new StartError(
      `DATABASE_URL: no connection (${error instanceof Error ? error.message || error.name : error}).`,
    )
  } finally {
    await client.end().catch(() => {})
  }
}

const kyselyOn = (pool: pg.Pool, app: string): Kysely<unknown> =>
  new Kysely<unknown>({
    dialect: new PostgresDialect({
      pool: { connect: () => connectAs(pool, app), end: async () => {}, options: pool.options },
    }),
  })

export const openDatabase = async (options: DatabaseOptions): Promise<Database> => {
  const { url, dataDir, log } = options
  const embedded = url === null ? await startEmbedded({ dir: dataDir, keep: keptAndLogged(log) }) : null
  if (embedded?.adopted) log.info({ pid: embedded.pid }, 'adopted a database server that was running already')
  const connection: pg.ClientConfig = embedded
    ? {
        host: embedded.host,
        port: embedded.port,
        user: 'hawker',
        database: 'hawker',
        password: embedded.passwords.hawker,
      }
    : { connectionString: url ?? '' }

  let pools: pg.Pool[] = []
  const close = async () => {
    const open = pools
    pools = []
    await Promise.all(open.map((pool) => pool.end()))
    await embedded?.stop()
  }
  try {
    if (!embedded) await checkServer(connection, log)
    const ran = await migrate(connection, options.migrationsDir ?? MIGRATIONS_DIR)
    if (ran.length > 0) log.info({ migrations: ran }, 'brought the database up to date')
  } catch (error) {
    await close()
    throw error
  }

  // Two pools: a transaction of an app that asks the system pool can never wait for itself.
  const apps = openPool({ connection, max: options.connectionsMax ?? CONNECTIONS_MAX, log })
  const everything = openPool({ connection, max: options.connectionsMax ?? SYSTEM_CONNECTIONS_MAX, log })
  pools = [apps, everything]
  const byApp = new Map<AppId, Kysely<unknown>>()

  return {
    of: (app) => {
      const known = byApp.get(app)
      if (known) return known
      if (byApp.size >= APPS_KEPT) byApp.clear()
      const made = kyselyOn(apps, app)
      byApp.set(app, made)
      return made
    },
    system: kyselyOn(everything, EVERY_APP),
    client: () => connectAs(everything, EVERY_APP),
    connect: () => openClient(connection),
    close,
  }
}
