// A shop with one hot SKU on a PostgreSQL of its own, with fsync on, in a folder that is thrown away.
import { AppId, isRefusal, ProductId, type RoomFacts, RoomId, SkuId } from '@hawker/protocol'
import { sql } from 'kysely'
import { type Commerce, createCommerce } from '../../packages/server/src/commerce/index.ts'
import { type Database, openDatabase } from '../../packages/server/src/db/index.ts'
import { createJournal } from '../../packages/server/src/journal/index.ts'
import { systemChance } from '../../packages/server/src/system/chance.ts'
import { systemClock, systemTimers } from '../../packages/server/src/system/clock.ts'
import { sha256 } from '../../packages/server/src/system/keyed-hash.ts'
import { openLog } from '../../packages/server/src/system/log.ts'
import { analyze, seed } from '../seed.ts'
import { tokenOf } from './buyers.ts'

export const APP = AppId.parse('bench')
export const ROOM = RoomId.parse('room')
export const PRICE = 9_900
export const CURRENCY = 'CNY'
const DAY_MS = 86_400_000

/** The truth after a sale: what is missing or sold twice would show here. */
export interface Truth {
  readonly stocked: number
  readonly free: number
  readonly ordered: number
  readonly oversold: number
}

export const readTruth = async (db: Database, sku: string): Promise<Truth> => {
  const { rows } = await sql<{ stocked: number; free: number; ordered: number }>`
    select s.stocked, s.stock as free, (select coalesce(sum(quantity), 0)::int8 from orders o where o.sku_id = s.id
      and o.state in ('held', 'paid')) as ordered
    from skus s where s.id = ${sku}`.execute(db.system)
  const row = rows[0]!
  return { ...row, oversold: row.ordered + row.free - row.stocked }
}

/** Puts a new product on the shelf, alone, with so many SKUs of so many pieces. */
export const addSkus = async (commerce: Commerce, name: string, pieces: number, count: number): Promise<SkuId[]> => {
  const productId = ProductId.parse(`p-${name}`)
  const ids = Array.from({ length: count }, (_, k) => SkuId.parse(`s-${name}-${k}`))
  const skus = ids.map((id, k) => ({ id, label: `${k}`, priceMinor: PRICE, stock: pieces }))
  const made = await commerce.createProduct(APP, { id: productId, title: 'Vase', currency: CURRENCY, skus }, null)
  if (isRefusal(made)) throw new Error(made.message)
  const put = await commerce.putShelf(APP, ROOM, [{ productId, number: 1 }], null)
  if (isRefusal(put)) throw new Error(put.message)
  return ids
}

export const addSku = async (commerce: Commerce, name: string, pieces: number): Promise<SkuId> =>
  (await addSkus(commerce, name, pieces, 1))[0]!

/** Viewers who are signed in, ready to be sent over HTTP. */
export const addBuyers = async (db: Database, count: number): Promise<void> => {
  const now = Date.now()
  await seed(count, async (from, to) => {
    const hashes = Array.from({ length: to - from }, (_, k) => sha256(tokenOf(from + k)))
    await sql`
      insert into users (app_id, id, kind, name, created_at)
      select ${APP}, 'buyer-' || k, 'viewer', 'Buyer ' || k, ${now}::int8
      from generate_series(${from}::int4, ${to}::int4 - 1) k`.execute(db.system)
    await sql`
      insert into sessions (app_id, id, token_hash, user_id, created_at, seen_at, expires_at, idle_ms)
      select ${APP}, 's-' || k, hash, 'buyer-' || k, ${now}::int8, ${now}::int8, ${now + DAY_MS}::int8, ${DAY_MS}::int8
      from (select ${from}::int4 - 1 + n as k, hash from unnest(${hashes}::text[]) with ordinality h(hash, n)) s`.execute(
      db.system,
    )
  })
  await analyze(db)
}

export interface BenchShop {
  readonly db: Database
  readonly commerce: Commerce
  close(): Promise<void>
}

export const openShop = async (url: string): Promise<BenchShop> => {
  const log = openLog('warn', process.stderr)
  const db = await openDatabase({ url, dataDir: '', log })
  const commerce = createCommerce({
    ...{ db, journal: createJournal({ db }), clock: systemClock, timers: systemTimers(log), chance: systemChance },
    // Nobody watches: what the room is told costs nothing here.
    rooms: {
      find: async (_app, id) => ({ id, status: 'live' }) as RoomFacts,
      nextVersion: async () => 1,
      tell: async () => {},
      latest: () => {},
      tellUser: () => {},
      toldPeople: () => {},
    },
    ...{ log, payments: 'sandbox' },
  })
  return {
    ...{ db, commerce },
    close: async () => {
      await commerce.stop()
      await db.close()
    },
  }
}
