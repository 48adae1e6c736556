// Adds to the boards what batches of gifts left for them. Deleted and added in one transaction: exactly once.
import { sql } from 'kysely'
import type { Database } from '#db'
import type { Timers } from '#kernel/clock'
import type { Log } from '#system/log'

/** How far a board may be behind. */
export const TALLY_EVERY_MS = 2_000
/** Batches added in one transaction. */
const TALLIED_AT_ONCE = 100
/** Any number that no other program locks in this database. */
const LOCK_KEY = 4_862_735_020

export interface Tally {
  /** Adds all there is, or leaves it to another process that is at it. */
  run(): Promise<void>
  stop(): Promise<void>
}

export const startTally = ({ db, timers, log }: { db: Database; timers: Timers; log: Log }): Tally => {
  let running: Promise<void> | null = null
  let stopped = false

  const some = () =>
    db.system.transaction().execute(async (tx) => {
      // One at a time over all processes: two would wait for each other's rows.
      const { rows: lock } = await sql<{
        held: boolean
      }>`select pg_try_advisory_xact_lock(${LOCK_KEY}) as held`.execute(tx)
      if (!lock[0]!.held) return 0
      const { rows } = await sql<{ taken: number }>`
        with taken as (
          delete from gift_tallies where (app_id, id) in (
            select app_id, id from gift_tallies order by app_id, id limit ${TALLIED_AT_ONCE})
          returning app_id, boards, users, coins),
        added as (
          insert into gift_totals as g (app_id, board, user_id, coins)
          select app_id, t.board, t.user_id, sum(t.coins)
          from taken cross join lateral unnest(boards, users, taken.coins) t(board, user_id, coins)
          group by 1, 2, 3 order by 1, 2, 3
          on conflict (app_id, board, user_id) do update set coins = g.coins + excluded.coins)
        select count(*)::int as taken from taken`.execute(tx)
      return rows[0]!.taken
    })
  const all = async () => {
    while (!stopped && (await some()) === TALLIED_AT_ONCE);
  }
  const run = (): Promise<void> => {
    running ??= all().finally(() => {
      running = null
    })
    return running
  }

  const every = timers.every(TALLY_EVERY_MS, () => {
    run().catch((error) => log.warn({ err: error }, 'boards of gifts could not be brought up to date'))
  })
  return {
    run,
    stop: async () => {
      every.stop()
      stopped = true
      await running?.catch(() => {})
    },
  }
}
