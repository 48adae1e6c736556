// The process that is measured over HTTP: the real app, its real edge and sessions, on a PostgreSQL with fsync on.
// Commands come as lines on stdin, answers go as JSON lines to stdout.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { isRefusal } from '@hawker/protocol'
import { sql } from 'kysely'
import { openApp } from '../../packages/server/src/app.ts'
import { readConfig } from '../../packages/server/src/config.ts'
import { sha256 } from '../../packages/server/src/system/keyed-hash.ts'
import { usageOf } from '../fanout/processes.ts'
import { tokenOf } from './buyers.ts'
import { quantile } from './sale.ts'
import { APP, addSku, ROOM, readTruth } from './shop.ts'

/** Ends by itself when nobody ends it. */
const LIFE_MAX_MS = 180_000
const PIECES = 10_000_000
/** Every buyer pays within this time, so that he may order again. */
const PAY_EVERY_MS = 50
/** Holds last ten minutes: without this every round would read all that was paid before. */
const PLACED_LATELY = '9 minutes 30 seconds'
const DAY_MS = 86_400_000
const LOOP_SAMPLE_MS = 5

const buyers = Number(process.argv[2])
const dir = mkdtempSync(join(tmpdir(), 'hawker-orders-http-'))
const free = { perSecond: 1e9, burst: 1e9 }
const app = await openApp(
  {
    ...readConfig({ HOST: '127.0.0.1', PORT: '0', RTMP_PORT: '0', DATA_DIR: join(dir, 'data'), LOG_LEVEL: 'warn' }),
    bootstrap: { appId: APP, appSecret: null, adminEmail: null, adminPassword: null },
  },
  { rates: { public: free, person: free, server: free } },
)
const { db, rooms, commerce } = app
const room = await rooms.create(APP, { id: ROOM, title: 'Bench', status: 'live' }, null)
if (isRefusal(room)) throw new Error(room.message)
const sku = await addSku(commerce, 'http', PIECES)

const numbers = Array.from({ length: buyers }, (_, k) => k)
const now = Date.now()
await sql`
  insert into users (app_id, id, kind, name, created_at)
  select ${APP}, 'buyer-' || k, 'viewer', 'Buyer ' || k, ${now}::int8 from unnest(${numbers}::int4[]) k`.execute(
  db.system,
)
await sql`
  insert into sessions (app_id, id, token_hash, user_id, created_at, seen_at, expires_at, idle_ms)
  select ${APP}, 's-' || k, hash, 'buyer-' || k, ${now}::int8, ${now}::int8, ${now + DAY_MS}::int8, ${DAY_MS}::int8
  from unnest(${numbers}::int4[], ${numbers.map((k) => sha256(tokenOf(k)))}::text[]) s(k, hash)`.execute(db.system)
await sql`analyze`.execute(db.system)

let ending = false
const pay = async () => {
  await sql`
    update orders set state = 'paid', hold_slot = null, paid_at = clock_timestamp()
    where state = 'held' and quantity > 0 and hold_ends_at > statement_timestamp() + ${PLACED_LATELY}::interval`.execute(
    db.system,
  )
  if (!ending) setTimeout(() => void pay(), PAY_EVERY_MS)
}
void pay()

let delays: number[] = []
let last = performance.now()
setInterval(() => {
  delays.push(Math.max(0, performance.now() - last - LOOP_SAMPLE_MS))
  last = performance.now()
}, LOOP_SAMPLE_MS)

const end = async () => {
  ending = true
  await Bun.sleep(2 * PAY_EVERY_MS)
  await app.stop()
  rmSync(dir, { recursive: true, force: true })
  process.exit(0)
}
setTimeout(() => process.exit(3), LIFE_MAX_MS)
const say = (line: object) => console.log(JSON.stringify(line))
createInterface({ input: process.stdin })
  .on('line', async (command) => {
    if (command === 'usage') {
      const { user, system } = process.cpuUsage()
      const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity`.execute(db.system)
      const postgresMicros = rows.reduce((sum, { pid }) => sum + usageOf(pid).cpuMicros, 0)
      const sorted = delays.sort((a, b) => a - b)
      delays = []
      say({
        ...{ cpuMicros: user + system, postgresMicros, batches: commerce.desk.batches },
        loopP99: quantile(sorted, 0.99),
      })
    }
    if (command === 'truth') say(await readTruth(db, sku))
    if (command === 'end') void end()
  })
  .on('close', () => void end())
say({ port: app.config.port, sku })
