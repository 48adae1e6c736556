// A shop with one hot SKU on a PostgreSQL of its own, with fsync on, in a folder that is thrown away.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppId, isRefusal, ProductId, type RoomFacts, RoomId, SkuId } from '@hawker/protocol'
import { sql } from 'kysely'
import { type Commerce, createCommerce } from '../../packages/server/src/commerce/index.ts'
import { type Database, openDatabase } from '../../packages/server/src/db/index.ts'
import { createJournal } from '../../packages/server/src/journal/index.ts'
import { systemChance } from '../../packages/server/src/system/chance.ts'
import { systemClock, systemTimers } from '../../packages/server/src/system/clock.ts'
import { openLog } from '../../packages/server/src/system/log.ts'

export const APP = AppId.parse('bench')
export const ROOM = RoomId.parse('room')
export const PRICE = 9_900
export const CURRENCY = 'CNY'

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

/** Puts a new SKU on the shelf, alone. */
export const addSku = async (commerce: Commerce, name: string, pieces: number, app = APP): Promise<SkuId> => {
  const productId = ProductId.parse(`p-${name}`)
  const skuId = SkuId.parse(`s-${name}`)
  const skus = [{ id: skuId, label: '', priceMinor: PRICE, stock: pieces }]
  const made = await commerce.createProduct(app, { id: productId, title: 'Vase', currency: CURRENCY, skus }, null)
  if (isRefusal(made)) throw new Error(made.message)
  const put = await commerce.putShelf(app, ROOM, [{ productId, number: 1 }], null)
  if (isRefusal(put)) throw new Error(put.message)
  return skuId
}

export interface BenchShop {
  readonly db: Database
  readonly commerce: Commerce
  close(): Promise<void>
}

export const openShop = async (): Promise<BenchShop> => {
  const dir = mkdtempSync(join(tmpdir(), 'hawker-orders-'))
  const log = openLog('warn')
  const db = await openDatabase({ url: null, dataDir: join(dir, 'data'), log })
  const commerce = createCommerce({
    ...{ db, journal: createJournal({ db }), clock: systemClock, timers: systemTimers(log), chance: systemChance },
    // Nobody watches: what the room is told costs nothing here.
    rooms: {
      find: async (_app, id) => ({ id, status: 'live' }) as RoomFacts,
      nextVersion: async () => 1,
      tell: async () => {},
      latest: () => {},
      tellUser: () => {},
    },
    ...{ log, payments: 'sandbox' },
  })
  return {
    ...{ db, commerce },
    close: async () => {
      await commerce.stop()
      await db.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
