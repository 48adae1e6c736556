// Counted, not kept: what was sold, what is held and what is free must be what was ever put in.
import type { AppId, RoomId, SkuId } from '@hawker/protocol'
import { type Kysely, sql } from 'kysely'

export interface SkuTruth {
  readonly skuId: SkuId
  readonly stocked: number
  readonly free: number
  readonly held: number
  readonly sold: number
  readonly holds: boolean
}

/** One statement, so one moment. */
export const readStockTruth = async (
  db: Kysely<unknown>,
  app: AppId,
): Promise<{ holds: boolean; skus: SkuTruth[] }> => {
  const { rows } = await sql<Omit<SkuTruth, 'holds'>>`
    select s.id as "skuId", s.stocked, s.stock as free, coalesce(o.held, 0)::int8 as held,
      coalesce(o.sold, 0)::int8 as sold
    from skus s left join (
      select sku_id, sum(quantity) filter (where state = 'held') as held,
        sum(quantity) filter (where state = 'paid') as sold
      from orders where app_id = ${app} and state in ('held', 'paid') group by sku_id) o on o.sku_id = s.id
    where s.app_id = ${app} order by s.product_id, s.position, s.id`.execute(db)
  const skus = rows.map((row) => ({ ...row, holds: row.sold + row.held + row.free === row.stocked }))
  return { holds: skus.every((sku) => sku.holds), skus }
}

export interface RoomTotals {
  readonly placed: number
  readonly paid: number
  readonly paidLastMinute: number
  readonly revenueMinor: number
  readonly currency: string | null
}

/** What a room sold, in the currency most of it was paid in. */
export const readTotals = async (db: Kysely<unknown>, app: AppId, room: RoomId): Promise<RoomTotals> => {
  const { rows } = await sql<RoomTotals>`
    with paid as (
      select currency, count(*) as orders, sum(total_minor) as revenue,
        count(*) filter (where paid_at > clock_timestamp() - interval '1 minute') as recent
      from orders where room_id = ${room} and app_id = ${app} and quantity > 0 and state = 'paid' group by currency)
    select (select count(*) from orders where room_id = ${room} and app_id = ${app} and quantity > 0)::int8 as placed,
      (select coalesce(sum(orders), 0) from paid)::int8 as paid,
      (select coalesce(sum(recent), 0) from paid)::int8 as "paidLastMinute",
      coalesce((select revenue from paid order by orders desc, currency limit 1), 0)::int8 as "revenueMinor",
      (select currency from paid order by orders desc, currency limit 1) as currency`.execute(db)
  return rows[0]!
}
