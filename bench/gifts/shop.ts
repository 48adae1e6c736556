// A room that takes gifts, and senders with coins, on a PostgreSQL of its own with fsync on, in a folder thrown away.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppId, GiftId, type PublicPerson, type RoomFacts, RoomId, UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import { type Database, openDatabase } from '../../packages/server/src/db/index.ts'
import { createGifts, type Gifts } from '../../packages/server/src/gifts/index.ts'
import { createJournal } from '../../packages/server/src/journal/index.ts'
import { systemClock, systemTimers } from '../../packages/server/src/system/clock.ts'
import { openLog } from '../../packages/server/src/system/log.ts'
import { analyze, seed } from '../seed.ts'

export const APP = AppId.parse('bench')
export const ROOM = RoomId.parse('room')
export const ROSE = {
  id: GiftId.parse('rose'),
  name: 'Rose',
  imageUrl: '/g/rose.webp',
  coins: 10,
  size: 'small' as const,
}
const HOST = UserId.parse('host')
const COINS_EACH = 1_000_000_000

export const senderId = (k: number): string => `sender-${k}`
export const person = (id: string): PublicPerson => ({
  ...{ id: UserId.parse(id), name: 'Lin Chen', avatarUrl: null, role: 'viewer', level: 0 },
})

/** Coins for everybody, with the entries that explain them. */
export const fillWallets = async (db: Database, senders: number): Promise<void> => {
  await seed(senders, (from, to) =>
    sql`
      with made as (
        insert into coin_transfers (app_id, id, kind, user_id, asked, answer, at)
        select ${APP}, gen_random_uuid(), 'top-up', 'sender-' || k, 'seed', '{}', 0
        from generate_series(${from}::int4, ${to}::int4 - 1) k returning id, user_id),
      wallets as (
        insert into coin_wallets (app_id, id, balance)
        select ${APP}, 'user:' || user_id, ${COINS_EACH}::int8 from made)
      insert into coin_entries (app_id, transfer_id, account_id, amount)
      select ${APP}, id, e.account, e.amount from made cross join lateral (
        values ('user:' || user_id, ${COINS_EACH}::int8), ('sandbox:issue', -${COINS_EACH}::int8)) e(account, amount)`.execute(
      db.system,
    ),
  )
  await analyze(db)
}

export interface BenchShop {
  readonly db: Database
  readonly gifts: Gifts
  /** What rooms were handed to tell. */
  readonly told: { events: number }
  close(): Promise<void>
}

export const openShop = async (senders: number): Promise<BenchShop> => {
  const dir = mkdtempSync(join(tmpdir(), 'hawker-gifts-'))
  const log = openLog('warn')
  const db = await openDatabase({ url: null, dataDir: join(dir, 'data'), log })
  const told = { events: 0 }
  const gifts = createGifts({
    ...{ db, journal: createJournal({ db }), clock: systemClock, timers: systemTimers(log), log },
    // Nobody watches: what the room is told is counted, and marked by nobody.
    rooms: {
      find: async (_app, id) => ({ id, status: 'live', host: person(HOST) }) as unknown as RoomFacts,
      tell: async (_app, _room, _id, events) => {
        told.events += events.length
      },
    },
    ...{ payments: 'sandbox', openRoomsOf: async () => [], findEffect: async () => null },
    markEffects: async (_tx, _app, urls) => urls,
  })
  await gifts.putGift(APP, ROSE)
  await fillWallets(db, senders)
  return {
    ...{ db, gifts, told },
    close: async () => {
      await gifts.stop()
      await db.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
