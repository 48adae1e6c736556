// Ends holds whose time is over: pieces go back in the same transaction. Any process may sweep; locked orders are skipped,
// so a payment that is being settled wins or loses as a whole.
import type { AppId, BasketId, OrderId, UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { ReleaseClaims } from '../baskets/release-claims.ts'
import type { OrderNews } from './order-news.ts'
import { readOrders } from './order-store.ts'
import { pauseThoseWhoNeverPay } from './pauses.ts'

/** Holds ended in one transaction. */
export const EXPIRE_MAX = 500

interface Ended {
  readonly app: AppId
  readonly id: OrderId
  readonly buyer: UserId
  readonly basket: BasketId | null
  readonly turn: boolean
}

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly news: OrderNews
  readonly releaseClaims: ReleaseClaims
}

/** The clock is read once, in a query of its own: compared anew with every row, it could not lead into the index. */
export const END_DUE = sql<Ended>`
  with due as materialized (
    select id, app_id, sku_id, quantity, flash_launch_id from orders
    where state = 'held' and quantity > 0 and hold_ends_at <= (select clock_timestamp())
    order by hold_ends_at limit ${sql.lit(EXPIRE_MAX)} for update skip locked),
  locked as materialized (
    select app_id, id from skus where (app_id, id) in (select app_id, sku_id from due)
    order by app_id, id for no key update),
  back as (
    update skus s set stock = s.stock + d.pieces
    from locked l join (select app_id, sku_id, sum(quantity)::int4 as pieces from due group by 1, 2) d
      on d.app_id = l.app_id and d.sku_id = l.id
    where s.app_id = l.app_id and s.id = l.id),
  flash as materialized (
    select app_id, id from launches
    where (app_id, id) in (select app_id, flash_launch_id from due) and (select count(*) from locked) > 0
    order by app_id, id for no key update),
  flash_back as (
    update launches s set flash_left = s.flash_left + d.pieces
    from flash l join (select app_id, flash_launch_id, sum(quantity)::int4 as pieces from due
      where flash_launch_id is not null group by 1, 2) d on d.app_id = l.app_id and d.flash_launch_id = l.id
    where s.app_id = l.app_id and s.id = l.id)
  update orders o set state = 'expired', hold_slot = null,
    unpaid_at = case when o.turn then null else clock_timestamp() end
  from due where o.id = due.id and o.app_id = due.app_id
  returning o.app_id as app, o.id, o.buyer_id as buyer, o.basket_id as basket,
    o.turn is true as turn`

export const createExpireOrders =
  ({ db, journal, news, releaseClaims }: Deps) =>
  /** Ends up to EXPIRE_MAX holds, and answers how many. */
  async (): Promise<number> => {
    const { ended, entries } = await db.system.transaction().execute(async (tx) => {
      const { rows } = await END_DUE.execute(tx)
      const entries: string[] = []
      if (rows.length === 0) return { ended: rows, entries }
      // Who lets a turn pass leaves the line, and that is all.
      const counted = rows.filter(({ turn }) => !turn)
      await pauseThoseWhoNeverPay(
        tx,
        counted.map((row) => row.app),
        counted.map((row) => row.buyer),
      )
      const byApp = [...Map.groupBy(rows, (row) => row.app)].sort(([a], [b]) => (a < b ? -1 : 1))
      for (const [app, orders] of byApp) {
        await releaseClaims(tx, app, [...new Set(orders.flatMap(({ basket }) => basket ?? []))])
        const payload = { orders: orders.map((order) => order.id) }
        const entry = { app, room: null, kind: 'orders.expired', by: null, payload, tellsPeople: true } as const
        entries.push(await journal.append(tx, entry))
      }
      return { ended: rows, entries }
    })
    for (const [app, orders] of Map.groupBy(ended, (row) => row.app)) {
      const ids = orders.map((order) => order.id)
      for (const { order, buyer } of await readOrders(db.of(app), app, ids)) news.changed(app, buyer, order)
    }
    for (const id of entries) news.allTold(id)
    return ended.length
  }
