// The way it is usually done, for comparison: one transaction for each gift, the sender's wallet locked while it runs.
import type { Database } from '../../packages/server/src/db/index.ts'
import { APP, ROOM, ROSE } from './shop.ts'

const text = {
  pay: `update coin_wallets set balance = balance - $3 where app_id = $1 and id = 'user:' || $2 and balance >= $3 returning balance`,
  transfer: `insert into coin_transfers (app_id, id, kind, user_id, asked, answer, at)
    values ($1, $2, 'gift', $3, 'naive', '{}', 0)`,
  entries: `insert into coin_entries (app_id, transfer_id, account_id, amount)
    values ($1, $2, 'user:' || $3, -$4::int8), ($1, $2, 'shop:' || $1, $4::int8)`,
  record: `insert into gifts_sent (app_id, id, room_id, user_id, gift_id, quantity, combo, coins, at)
    values ($1, $2, $3, $4, 'rose', 1, 1, $5, 0)`,
  journal: `insert into journal (app_id, room_id, kind, by, payload)
    values ($1, $2, 'gift.sent', $3, jsonb_build_object('gift', $4::text))`,
}

export const createNaive =
  (db: Database) =>
  async (id: string, user: string): Promise<'ok'> => {
    const client = await db.client()
    try {
      await client.query('begin')
      const { rows } = await client.query(text.pay, [APP, user, ROSE.coins])
      if (rows.length === 0) throw new Error('too few coins')
      await client.query(text.transfer, [APP, id, user])
      await client.query(text.entries, [APP, id, user, ROSE.coins])
      await client.query(text.record, [APP, id, ROOM, user, ROSE.coins])
      await client.query(text.journal, [APP, ROOM, user, id])
      await client.query('commit')
      client.release()
      return 'ok'
    } catch (error) {
      client.release(true)
      throw error
    }
  }
