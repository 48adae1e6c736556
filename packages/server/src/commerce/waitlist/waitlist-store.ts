// The table of those who wait. Whoever changes a line has locked its SKU first, so that `skus.waiting` stays what it is.
import { type AppId, type OrderId, type SkuId, type UserId, WAIT_MAX_MS, type Wait } from '@hawker/protocol'
import { type Kysely, sql } from 'kysely'
import { readOrders } from '../orders/order-store.ts'
import { millisOf } from '../times.ts'
import { ASKED_MAX, type Candidate } from './core/line.ts'

type Db = Kysely<unknown>
type Row = Omit<Wait, 'turn'> & { readonly order: OrderId | null }

const OLDEST = sql`clock_timestamp() - ${sql.lit(WAIT_MAX_MS)} * interval '1 millisecond'`

export interface Goods {
  readonly product: string
  readonly currency: string
  readonly priceMinor: number
  readonly stock: number
  readonly waiting: number
  readonly onSale: boolean
}

/** What a line is for, locked. */
export const lockGoods = async (tx: Db, app: AppId, sku: string): Promise<Goods | null> => {
  const { rows } = await sql<Goods>`
    select s.product_id as product, p.currency, s.price_minor as "priceMinor", s.stock, s.waiting, p.on_sale as "onSale"
    from skus s join products p on p.app_id = s.app_id and p.id = s.product_id
    where s.app_id = ${app} and s.id = ${sku} for no key update of s`.execute(tx)
  return rows[0] ?? null
}

/** Waits of a person, in the order in which he came; or the one for a SKU. A turn that is over is none. */
export const readWaits = async (db: Db, app: AppId, user: UserId, sku: SkuId | null = null): Promise<Wait[]> => {
  const { rows } = await sql<Row>`
    select w.sku_id as "skuId", p.id as "productId", w.room_id as "roomId", p.title, s.label as "skuLabel",
      p.image_url as "imageUrl", ${millisOf('w.joined_at')} as "joinedAt", w.order_id as order,
      case when w.state = 'turn' then 0 else (select count(*)::int4 from waitlist b
        where b.app_id = w.app_id and b.sku_id = w.sku_id and b.n < w.n and b.state = 'waiting') end as ahead
    from waitlist w
      join skus s on s.app_id = w.app_id and s.id = w.sku_id
      join products p on p.app_id = s.app_id and p.id = s.product_id
      left join orders o on o.id = w.order_id and o.app_id = w.app_id
    where w.user_id = ${user} and w.app_id = ${app} and w.sku_id = coalesce(${sku}, w.sku_id)
      and case when w.state = 'turn' then o.state = 'held' else w.joined_at > ${OLDEST} end
    order by w.joined_at, w.n`.execute(db)
  const ids = rows.flatMap(({ order }) => order ?? [])
  const turns = new Map((ids.length > 0 ? await readOrders(db, app, ids) : []).map(({ order }) => [order.id, order]))
  return rows.map(({ order, ...wait }) => ({ ...wait, turn: (order && turns.get(order)) ?? null }))
}

/** Takes a place away. A turn is none any more: it is an order. */
export const removeWait = async (tx: Db, app: AppId, sku: SkuId, user: UserId): Promise<boolean> => {
  const { rows } = await sql<{ state: string }>`
    delete from waitlist where app_id = ${app} and sku_id = ${sku} and user_id = ${user}
      and state <> 'turn' returning state`.execute(tx)
  if (rows[0]?.state === 'waiting') await changeWaiting(tx, app, sku, -1)
  return rows.length > 0
}

export const changeWaiting = (tx: Db, app: AppId, sku: string, by: number) =>
  sql`update skus set waiting = waiting + ${by} where app_id = ${app} and id = ${sku}`.execute(tx)

/** Those who waited too long leave; answers how many were counted. */
export const removeOld = async (tx: Db, app: AppId, sku: string): Promise<number> => {
  const { rows } = await sql<{ counted: number }>`
    with gone as (delete from waitlist
      where app_id = ${app} and sku_id = ${sku} and state <> 'turn' and joined_at <= ${OLDEST} returning state)
    select count(*) filter (where state = 'waiting')::int4 as counted from gone`.execute(tx)
  return rows[0]!.counted
}

/**
 * Who is next after a place in the line, with the price he would be asked for. Launches at a flash price are locked, after
 * the SKU as everybody does: what is left at it is his as long as this transaction lasts. Where a countdown runs, nobody
 * of that room is asked yet.
 */
export const readLine = async (
  tx: Db,
  app: AppId,
  sku: string,
  { product, priceMinor }: Goods,
  after: number,
): Promise<Candidate[]> => {
  const { rows } = await sql<Candidate>`
    with flash as materialized (
      select id, room_id, flash_price_minor as price, flash_left as pieces, flash_per_buyer as per_buyer from launches
      where app_id = ${app} and product_id = ${product} and closed_at is null and flash_left > 0
        and flash_price_minor < ${priceMinor} and ends_at > clock_timestamp()
        and coalesce(opens_at <= clock_timestamp(), true)
      order by id for no key update)
    select w.user_id as user, w.user_name as name, w.room_id as room, w.n, w.state = 'waiting' as counted,
      f.price as "flashMinor", coalesce(f.pieces, 0) as "flashLeft"
    from waitlist w
      left join flash f on f.room_id = w.room_id and (f.per_buyer is null or 1 + (
        select coalesce(sum(quantity), 0) from orders o where o.flash_launch_id = f.id and o.buyer_id = w.user_id
          and o.app_id = ${app} and o.state in ('held', 'paid', 'shipped')) <= f.per_buyer)
    where w.app_id = ${app} and w.sku_id = ${sku} and w.state <> 'turn' and w.n > ${after}
      and not exists (select from launches c where c.app_id = ${app} and c.room_id = w.room_id and c.closed_at is null
        and c.product_id = ${product} and c.opens_at > clock_timestamp())
    order by w.n limit ${ASKED_MAX}`.execute(tx)
  return rows
}

export interface Asked {
  readonly user: string
  readonly state: 'turn' | 'passed'
  readonly order: string | null
}

export const writeAsked = (tx: Db, app: AppId, sku: string, asked: readonly Asked[]) =>
  sql`
    update waitlist w set state = a.state, order_id = a.order_id, asked_at = clock_timestamp()
    from unnest(${asked.map(({ user }) => user)}::text[], ${asked.map(({ state }) => state)}::text[],
      ${asked.map(({ order }) => order)}::uuid[]) as a(user_id, state, order_id)
    where w.app_id = ${app} and w.sku_id = ${sku} and w.user_id = a.user_id`.execute(tx)
