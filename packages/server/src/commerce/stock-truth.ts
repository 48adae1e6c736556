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

/** One statement, so one moment. A piece that is set aside for an auction is held. */
export const readStockTruth = async (
  db: Kysely<unknown>,
  app: AppId,
): Promise<{ holds: boolean; skus: SkuTruth[] }> => {
  const { rows } = await sql<Omit<SkuTruth, 'holds'>>`
    select s.id as "skuId", s.stocked, s.stock as free, coalesce(o.held, 0)::int8 + coalesce(a.n, 0) as held,
      coalesce(o.sold, 0)::int8 as sold
    from skus s left join (
      select sku_id, sum(quantity) filter (where state = 'held') as held,
        sum(quantity) filter (where state <> 'held') as sold
      from orders where app_id = ${app} and (state in ('held', 'paid', 'shipped') or pieces_kept)
      group by sku_id) o on o.sku_id = s.id
      left join (select sku_id, count(*) as n from auctions where app_id = ${app} and state = 'open' group by sku_id) a
        on a.sku_id = s.id
    where s.app_id = ${app} order by s.product_id, s.position, s.id`.execute(db)
  const skus = rows.map((row) => ({ ...row, holds: row.sold + row.held + row.free === row.stocked }))
  return { holds: skus.every((sku) => sku.holds), skus }
}

export interface Turnover {
  readonly paid: number
  readonly paidLastMinute: number
  readonly revenueMinor: number
  readonly currency: string | null
}

export interface RoomTotals extends Turnover {
  readonly placed: number
  readonly test: Turnover
}

const turnoverOf = (rows: readonly (Turnover & { currency: string })[]): Turnover => {
  const [most] = rows.toSorted((a, b) => b.paid - a.paid || (a.currency < b.currency ? -1 : 1))
  return {
    paid: rows.reduce((sum, row) => sum + row.paid, 0),
    paidLastMinute: rows.reduce((sum, row) => sum + row.paidLastMinute, 0),
    ...{ revenueMinor: most?.revenueMinor ?? 0, currency: most?.currency ?? null },
  }
}

/** What a room sold and did not pay back, in the currency most of it was paid in. Play money apart (C11). */
export const readTotals = async (db: Kysely<unknown>, app: AppId, room: RoomId): Promise<RoomTotals> => {
  const { rows } = await sql<Turnover & { currency: string; test: boolean }>`
    select currency, paid_test as test, count(*)::int8 as paid, sum(total_minor - refunded_minor)::int8 as "revenueMinor",
      count(*) filter (where paid_at > clock_timestamp() - interval '1 minute')::int8 as "paidLastMinute"
    from orders where room_id = ${room} and app_id = ${app} and quantity > 0 and state in ('paid', 'shipped')
    group by currency, paid_test`.execute(db)
  const count = await sql<{ placed: number }>`
    select count(*)::int8 as placed from orders
    where room_id = ${room} and app_id = ${app} and quantity > 0`.execute(db)
  return {
    placed: count.rows[0]!.placed,
    ...turnoverOf(rows.filter(({ test }) => !test)),
    test: turnoverOf(rows.filter(({ test }) => test)),
  }
}
