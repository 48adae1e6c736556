// The way it is usually done, for comparison: one transaction for each order, the SKU's row locked while it runs.
import type { OrderId, SkuId, UserId } from '@hawker/protocol'
import type { Database } from '../../packages/server/src/db/index.ts'
import { APP, CURRENCY, PRICE, ROOM } from './shop.ts'

const text = {
  sku: `select s.stock, s.price_minor, p.currency, p.on_sale from skus s join products p
    on p.app_id = s.app_id and p.id = s.product_id where s.app_id = $1 and s.id = $2 for update of s`,
  held: `select count(*) from orders where buyer_id = $1 and app_id = $2 and state = 'held'`,
  take: 'update skus set stock = stock - 1 where app_id = $1 and id = $2',
  insert: `insert into orders (app_id, id, buyer_id, buyer_name, room_id, product_id, sku_id, quantity, unit_price_minor,
      total_minor, currency, state, hold_slot, placed_at, hold_ends_at)
    values ($1, $2, $3, $3, $4, 'p', $5, 1, $6, $6, $7, 'held', 1, now(), now() + interval '10 minutes')`,
  journal: `insert into journal (app_id, room_id, kind, by, payload)
    values ($1, $2, 'order.placed', $3, jsonb_build_object('order', $4::text))`,
}

export const createNaive =
  (db: Database, sku: SkuId) =>
  async (id: OrderId, buyer: UserId): Promise<'ok'> => {
    const client = await db.client()
    try {
      await client.query('begin')
      const { rows } = await client.query(text.sku, [APP, sku])
      if (rows[0].stock < 1) throw new Error('sold out')
      await client.query(text.held, [buyer, APP])
      await client.query(text.take, [APP, sku])
      await client.query(text.insert, [APP, id, buyer, ROOM, sku, PRICE, CURRENCY])
      await client.query(text.journal, [APP, ROOM, buyer, id])
      await client.query('commit')
      client.release()
      return 'ok'
    } catch (error) {
      client.release(true)
      throw error
    }
  }
