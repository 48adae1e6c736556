// Keeps the throw-away cluster of tests: starts it, and ends it once nobody has been connected for a while.
import fs from 'node:fs'
import pg from 'pg'
import { startEmbedded } from './embedded/index.ts'
import { isAlive } from './embedded/postmaster.ts'
import { TEST_CLUSTER_DIR, TEST_CLUSTER_FILE, type TestCluster } from './testing.ts'

/** Longer than the tests between two that use it. */
const IDLE_LIMIT_MS = 60_000
const LOOK_EVERY_MS = 1_000

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

const NAME = 'hawker test keeper'

/** The one that keeps it holds this; it falls with its process. */
const KEEPER_LOCK = 77_002

const server = await startEmbedded({
  dir: TEST_CLUSTER_DIR,
  settings: {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '300',
    shared_buffers: '64MB',
    autovacuum: 'off',
    // A test's database is new: each of its connections proves the password again.
    scram_iterations: '1',
  },
})
const cluster: TestCluster = {
  host: server.host,
  port: server.port,
  password: server.passwords.hawker,
  keeper: process.pid,
}
const client = new pg.Client({
  host: cluster.host,
  port: cluster.port,
  user: 'postgres',
  password: server.passwords.superuser,
  database: 'postgres',
  application_name: NAME,
})
let lost = false
client.on('error', () => {
  lost = true
})
await client.connect()
// Somebody else keeps it: two test processes began at once.
const { rows } = await client.query('select pg_try_advisory_lock($1) as mine', [KEEPER_LOCK])
if (!rows[0].mine) process.exit(0)

const announce = () => {
  const next = `${TEST_CLUSTER_FILE}.${process.pid}`
  fs.writeFileSync(next, JSON.stringify(cluster), { mode: 0o600 })
  fs.renameSync(next, TEST_CLUSTER_FILE)
}
/** Whoever wants a database of his own comes by this one first. */
const admit = (open: boolean) => client.query(`alter database hawker with allow_connections ${open}`)
const inUse = async (): Promise<boolean> => {
  const { rows } = await client.query(
    `select count(*)::int as n from pg_stat_activity where backend_type = 'client backend' and application_name <> $1`,
    [NAME],
  )
  return rows[0].n > 0
}

const dropLeftovers = async () => {
  const leftovers = await client.query(`select datname from pg_database where datname ~ '^(test|half|template)_'`)
  for (const { datname } of leftovers.rows) await client.query(`drop database if exists "${datname}"`).catch(() => {})
}

// A keeper that was killed left its guests here: what they made is no leftover.
await admit(false)
if (!(await inUse())) await dropLeftovers()
await admit(true)
announce()

const isIdle = async (): Promise<boolean> => {
  for (const since = Date.now(); Date.now() - since < IDLE_LIMIT_MS; await sleep(LOOK_EVERY_MS)) {
    if (!fs.existsSync(TEST_CLUSTER_FILE)) announce()
    if (await inUse()) return false
  }
  // Nobody comes in any more between this look and the end; who is refused starts it anew.
  await admit(false)
  if (!(await inUse())) return true
  await admit(true)
  return false
}
try {
  while (!(await isIdle())) await sleep(LOOK_EVERY_MS)
  // What stays may lie in memory.
  await dropLeftovers()
} catch (error) {
  if (!lost) throw error
}
fs.rmSync(TEST_CLUSTER_FILE, { force: true })
if (isAlive(server.pid)) process.kill(server.pid, 'SIGINT')
await client.end().catch(() => {})
