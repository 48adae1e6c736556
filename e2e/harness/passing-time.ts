// Time that passes quickly for a sale, by the database's clock.
import { connectToDatabase } from './database.ts'
import type { Acknowledged } from './sale.ts'
import type { RunningServer } from './server.ts'

const TIME_PASSES_EVERY_MS = 250

/** Hours within seconds: holds end, late answers come, the provider is asked, pauses are over. Answers how to stop it. */
export const letTimePass = (server: RunningServer, said: Acknowledged) => {
  let passing = true
  const pass = async () => {
    const db = await connectToDatabase(server.dataDir)
    try {
      await db.query(
        `update orders set hold_ends_at = clock_timestamp() where state = 'held' and id = any($1::uuid[])
           and hold_ends_at > clock_timestamp()`,
        [[...said.ending]],
      )
      await db.query(`update sandbox_payments set answers_at = least(answers_at, clock_timestamp() + interval '2 s')`)
      await db.query(`update payments set ask_at = least(ask_at, clock_timestamp()) where state = 'begun'`)
      await db.query('delete from buyer_pauses')
    } finally {
      await db.end().catch(() => {})
    }
  }
  const passed = (async () => {
    // While there is no database no time passes in it.
    for (; passing; await Bun.sleep(TIME_PASSES_EVERY_MS)) await pass().catch(() => {})
  })()
  return async () => {
    passing = false
    await passed
  }
}
