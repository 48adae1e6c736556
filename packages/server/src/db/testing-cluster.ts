// Keeps the throw-away cluster of tests: starts it, and ends it once nobody has been connected for a while.
import fs from 'node:fs'
import pg from 'pg'
import { startEmbedded } from './embedded/index.ts'
import { isAlive } from './embedded/postmaster.ts'
import { TEST_CLUSTER_DIR, TEST_CLUSTER_FILE, type TestCluster } from './testing.ts'

const IDLE_LIMIT_MS = 15_000
const LOOK_EVERY_MS = 1_000

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

const NAME = 'hawker test keeper'

const keptByAnother = (): boolean => {
  try {
    const { keeper } = JSON.parse(fs.readFileSync(TEST_CLUSTER_FILE, 'utf8')) as TestCluster
    if (keeper === process.pid) return false
    process.kill(keeper, 0)
    return true
  } catch {
    return false
  }
}
/** Whoever started the server needs a moment to say so. */
const willBeKept = async (): Promise<boolean> => {
  for (let tries = 0; tries < 40; tries++, await sleep(50)) if (keptByAnother()) return true
  return false
}

const server = await startEmbedded({
  dir: TEST_CLUSTER_DIR,
  settings: {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '300',
    shared_buffers: '64MB',
    autovacuum: 'off',
  },
})
// Somebody else keeps it: two test processes began at once.
if (server.adopted && (await willBeKept())) process.exit(0)

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
const leftovers = await client.query(
  `select datname from pg_database where datname ~ '^(test|half|template)_' and datname not in
    (select datname from pg_stat_activity where datname is not null)`,
)
for (const { datname } of leftovers.rows) await client.query(`drop database if exists "${datname}"`).catch(() => {})

const announce = () => {
  fs.writeFileSync(`${TEST_CLUSTER_FILE}.new`, JSON.stringify(cluster), { mode: 0o600 })
  fs.renameSync(`${TEST_CLUSTER_FILE}.new`, TEST_CLUSTER_FILE)
}
const inUse = async (): Promise<boolean> => {
  const { rows } = await client.query(
    `select count(*)::int as n from pg_stat_activity where backend_type = 'client backend' and application_name <> $1`,
    [NAME],
  )
  return rows[0].n > 0
}

// Only now may others come: what they make is no leftover.
announce()
for (let idleSince = Date.now(); !lost && Date.now() - idleSince < IDLE_LIMIT_MS; await sleep(LOOK_EVERY_MS)) {
  if (keptByAnother()) process.exit(0)
  if (!fs.existsSync(TEST_CLUSTER_FILE)) announce()
  if (await inUse()) idleSince = Date.now()
}
fs.rmSync(TEST_CLUSTER_FILE, { force: true })
// Smart: who came in this very moment is served to his end, and the next finds it gone and starts anew.
if (isAlive(server.pid)) process.kill(server.pid, 'SIGTERM')
await client.end().catch(() => {})
