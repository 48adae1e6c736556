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
import { tokenOf } from '../orders/buyers.ts'
import { seed } from '../seed.ts'
import { APP, fillWallets, ROOM, ROSE } from './shop.ts'

/** Ends by itself when nobody ends it. */
const LIFE_MAX_MS = 180_000
const DAY_MS = 86_400_000

const senders = Number(process.argv[2])
const dir = mkdtempSync(join(tmpdir(), 'hawker-gifts-http-'))
const free = { perSecond: 1e9, burst: 1e9 }
const app = await openApp(
  {
    ...readConfig({ HOST: '127.0.0.1', PORT: '0', RTMP_PORT: '0', DATA_DIR: join(dir, 'data'), LOG_LEVEL: 'warn' }),
    bootstrap: { appId: APP, appSecret: null, adminEmail: null, adminPassword: null },
  },
  { rates: { public: free, person: free, server: free } },
)
const { db, rooms, gifts } = app
const room = await rooms.create(APP, { id: ROOM, title: 'Bench', status: 'live' }, null)
if (isRefusal(room)) throw new Error(room.message)
await gifts.putGift(APP, ROSE)
const now = Date.now()
await seed(senders, async (from, to) => {
  const hashes = Array.from({ length: to - from }, (_, k) => sha256(tokenOf(from + k)))
  await sql`
    insert into users (app_id, id, kind, name, created_at)
    select ${APP}, 'sender-' || k, 'viewer', 'Sender ' || k, ${now}::int8
    from generate_series(${from}::int4, ${to}::int4 - 1) k`.execute(db.system)
  await sql`
    insert into sessions (app_id, id, token_hash, user_id, created_at, seen_at, expires_at, idle_ms)
    select ${APP}, 's-' || k, hash, 'sender-' || k, ${now}::int8, ${now}::int8, ${now + DAY_MS}::int8, ${DAY_MS}::int8
    from (select ${from}::int4 - 1 + n as k, hash from unnest(${hashes}::text[]) with ordinality h(hash, n)) s`.execute(
    db.system,
  )
})
await fillWallets(db, senders)

let ending = false
/** Once: the end of the input follows the word, and must not cut the database off while it stops. */
const end = async () => {
  if (ending) return
  ending = true
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
      say({ cpuMicros: user + system, batches: gifts.desk.batches })
    }
    if (command === 'truth') say(await gifts.ledgerTruth(APP))
    if (command === 'end') void end()
  })
  .on('close', () => void end())
say({ port: app.config.port })
