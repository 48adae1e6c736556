// What a board costs with a million gifts behind it: kept totals, and beside it the sum over the gifts themselves.
import { sql } from 'kysely'
import type { Database } from '../../packages/server/src/db/index.ts'
import { showBoard } from '../../packages/server/src/gifts/core/boards.ts'
import { analyze } from '../seed.ts'
import { APP, type BenchShop } from './shop.ts'

export const GIFTS = 1_000_000
const SENDERS = 100_000
const BIG = 'big-show'
const TIMES = 15

const medianOf = async (run: () => Promise<unknown>): Promise<number> => {
  const times: number[] = []
  for (let i = 0; i < TIMES; i++) {
    const from = performance.now()
    await run()
    times.push(performance.now() - from)
  }
  return times.sort((a, b) => a - b)[TIMES >> 1]!
}

const seedGifts = async (db: Database): Promise<void> => {
  // Some give much, most give little.
  await db.system.transaction().execute(async (tx) => {
    await sql`set local statement_timeout = 0`.execute(tx)
    await sql`
      insert into gifts_sent (app_id, id, room_id, user_id, gift_id, quantity, combo, coins, at, host_id)
      select ${APP}, gen_random_uuid(), ${BIG}, 'g' || floor(power(random(), 3) * ${SENDERS}::int4), 'rose', 1, 1,
        10 + (k % 90), ${Date.now()}::int8 + k, 'host'
      from generate_series(1, ${GIFTS}::int4) k`.execute(tx)
    await sql`
      insert into gift_totals (app_id, board, user_id, coins)
      select ${APP}, ${showBoard(BIG)}, user_id, sum(coins) from gifts_sent where room_id = ${BIG} group by user_id`.execute(
      tx,
    )
  })
  await analyze(db)
}

/** Seeded gifts were paid for by nobody: run this after the ledger was counted. */
export const measureBoards = async ({ db }: BenchShop): Promise<{ kept: number; counted: number }> => {
  await seedGifts(db)
  const kept = await medianOf(() =>
    sql`
      select user_id as user, coins from gift_totals where app_id = ${APP} and board = ${showBoard(BIG)} and coins > 0
      order by coins desc, user_id limit 100`.execute(db.of(APP)),
  )
  const counted = await medianOf(() =>
    sql`
      select user_id, sum(coins) as coins from gifts_sent where app_id = ${APP} and room_id = ${BIG}
      group by user_id order by coins desc, user_id limit 100`.execute(db.of(APP)),
  )
  return { kept, counted }
}
