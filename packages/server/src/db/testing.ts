// A fresh, migrated database for each test that asks, in one throw-away cluster shared by every test process of this
// user in this checkout: a cluster whose programs went with theirs helps nobody. The first starts it; it ends by itself
// when nobody has been connected for a while.
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { openLog } from '#system/log'
import type { Database } from './door.ts'
import { migrate, readMigrations } from './migrate.ts'
import { openDatabase } from './open.ts'
import { testHome } from './testing-home.ts'

export interface TestDatabase {
  readonly database: Database
  /** For `psql`, a second process, or `openDatabase({ url })`. */
  readonly url: string
  close(): Promise<void>
}

/** Where a running cluster says how to reach it. */
export interface TestCluster {
  readonly host: string
  readonly port: number
  readonly password: string
  /** The process that will end it. */
  readonly keeper: number
}

const CHECKOUT = createHash('sha256')
  .update(import.meta.dirname)
  .digest('hex')
  .slice(0, 8)
const DIR = path.join(testHome(), `hawker-test-${os.userInfo().uid}-${CHECKOUT}`)
export const TEST_CLUSTER_DIR = DIR
export const TEST_CLUSTER_FILE = path.join(DIR, 'cluster.json')
const START_LIMIT_MS = 30_000
const TEST_CONNECTIONS_MAX = 4

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

const connectionTo = (cluster: TestCluster, database: string) => ({
  host: cluster.host,
  port: cluster.port,
  user: 'hawker',
  password: cluster.password,
  database,
})

const connect = async (cluster: TestCluster): Promise<pg.Client> => {
  const client = new pg.Client(connectionTo(cluster, 'hawker'))
  client.on('error', () => {})
  await client.connect()
  return client
}

const tryRunning = async (): Promise<{ cluster: TestCluster; client: pg.Client } | null> => {
  try {
    const cluster = JSON.parse(fs.readFileSync(TEST_CLUSTER_FILE, 'utf8')) as TestCluster
    if (!fs.existsSync(`/proc/${cluster.keeper}`) && process.platform === 'linux') return null
    return { cluster, client: await connect(cluster) }
  } catch {
    return null
  }
}

/** Its keeper is a process of its own, since test processes come and go. */
const findOrStart = async () => {
  const found = await tryRunning()
  if (found) return found
  fs.mkdirSync(DIR, { recursive: true, mode: 0o755 })
  let asked = 0
  for (const deadline = Date.now() + START_LIMIT_MS; Date.now() < deadline; await sleep(50)) {
    if (Date.now() - asked > 5_000) {
      asked = Date.now()
      const keeper = path.join(import.meta.dirname, 'testing-cluster.ts')
      const log = fs.openSync(path.join(DIR, 'keeper.log'), 'a')
      // By way of a shell that ends at once: what a test file has started itself the runner ends with the file.
      const words = ['-c', '"$0" "$1" &', process.execPath, keeper]
      spawn('sh', words, { detached: true, stdio: ['ignore', log, log] }).unref()
      fs.closeSync(log)
    }
    const started = await tryRunning()
    if (started) return started
  }
  throw new Error(`the test database did not start; see ${path.join(DIR, 'keeper.log')}`)
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`

/** A migrated database to copy, made once for each content of the migrations. */
const ensureTemplate = async (cluster: TestCluster, client: pg.Client, dir?: string): Promise<string> => {
  const content = JSON.stringify(readMigrations(dir))
  const name = `template_${createHash('sha256').update(content).digest('hex').slice(0, 16)}`
  const exists = async () => (await client.query('select from pg_database where datname = $1', [name])).rowCount === 1
  if (await exists()) return name
  await client.query('select pg_advisory_lock(77001)')
  try {
    if (await exists()) return name
    const half = `half_${randomBytes(6).toString('hex')}`
    await client.query(`create database ${quote(half)}`)
    await migrate(connectionTo(cluster, half), dir)
    await client.query(`alter database ${quote(half)} rename to ${quote(name)}`)
  } finally {
    await client.query('select pg_advisory_unlock(77001)')
  }
  return name
}

export const testDatabase = async (options: { migrationsDir?: string } = {}): Promise<TestDatabase> => {
  // Held until the end: the cluster is in use also while no pool has a connection.
  const { cluster, client } = await findOrStart()
  const name = `test_${randomBytes(6).toString('hex')}`
  const template = await ensureTemplate(cluster, client, options.migrationsDir)
  await client.query(`create database ${quote(name)} template ${quote(template)} strategy file_copy`)
  const url = `postgres://hawker:${cluster.password}@${encodeURIComponent(cluster.host)}:${cluster.port}/${name}`
  const database = await openDatabase({
    url,
    dataDir: DIR,
    log: openLog('silent'),
    connectionsMax: TEST_CONNECTIONS_MAX,
    ...(options.migrationsDir ? { migrationsDir: options.migrationsDir } : {}),
  })
  return {
    database,
    url,
    close: async () => {
      await database.close()
      await client.query(`drop database if exists ${quote(name)} with (force)`)
      await client.end()
    },
  }
}
