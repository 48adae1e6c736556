// The table of cart lines, read beside the goods as they stand now.
import type { AppId, api, RoomId, SkuId, UserId } from '@hawker/protocol'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { LIST_PRICE_CHARGED } from '../catalogue/price-history.ts'

type Db = Kysely<unknown>
type Line = api.baskets.Cart['lines'][number]

/** Nobody comes back to a cart that is older. */
export const CART_KEPT_MS = 30 * 86_400_000
/** Lines swept away in one statement. */
const SWEPT_MAX = 1_000

/** One change of a cart at a time, so that its length holds under parallel calls. */
export const lockCart = (tx: Db, app: AppId, user: UserId) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`cart ${app} ${user}`}, 0))`.execute(tx)

/**
 * In the order in which they were put in. `onSale` says nothing of the room itself yet. A price is what the statement
 * that places orders would ask for now: the flash price while so many are left at it, also of what this buyer may have.
 */
export const readLines = async (db: Db, app: AppId, user: UserId): Promise<Line[]> => {
  const { rows } = await sql<Omit<Line, 'listPriceCharged'> & { charged: boolean }>`
    select c.sku_id as "skuId", p.id as "productId", c.room_id as "roomId", p.title, s.label as "skuLabel",
      p.image_url as "imageUrl", c.quantity, coalesce(l.flash_price_minor, s.price_minor) as "unitPriceMinor",
      p.list_price_minor as "listPriceMinor", ${LIST_PRICE_CHARGED} as charged, p.currency, greatest(s.stock - s.waiting, 0) as stock,
      p.per_buyer_limit as "perBuyerLimit",
      p.on_sale and exists (
        select from shelf where app_id = c.app_id and room_id = c.room_id and product_id = p.id)
        and not coalesce(o.opens_at > clock_timestamp(), false) as "onSale"
    from cart_lines c
      join skus s on s.app_id = c.app_id and s.id = c.sku_id
      join products p on p.app_id = s.app_id and p.id = s.product_id
      left join launches o on o.app_id = c.app_id and o.room_id = c.room_id and o.closed_at is null
        and o.product_id = p.id
      left join launches l on l.app_id = o.app_id and l.id = o.id and l.flash_left >= c.quantity
        and l.flash_price_minor < s.price_minor and l.ends_at > clock_timestamp()
        and coalesce(l.opens_at <= clock_timestamp(), true)
        and (l.flash_per_buyer is null or c.quantity + (
          select coalesce(sum(quantity), 0) from orders
          where flash_launch_id = l.id and buyer_id = c.user_id and app_id = c.app_id
            and state in ('held', 'paid', 'shipped')) <= l.flash_per_buyer)
    where c.app_id = ${app} and c.user_id = ${user}
    order by c.added_at, c.sku_id`.execute(db)
  return rows.map(({ charged, ...line }) => (charged ? { ...line, listPriceCharged: true } : line))
}

/** Whether a room offers a SKU: whatever else is asked for is as unknown as what never was. */
export const offers = async (db: Db, app: AppId, room: RoomId, sku: SkuId): Promise<boolean> => {
  const { rows } = await sql`
    select from skus s join shelf f on f.app_id = s.app_id and f.product_id = s.product_id
    where s.app_id = ${app} and s.id = ${sku} and f.room_id = ${room}`.execute(db)
  return rows.length > 0
}

/** How many lines there are beside that of one SKU. */
export const countOthers = async (db: Db, app: AppId, user: UserId, sku: SkuId): Promise<number> => {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int4 as n from cart_lines
    where app_id = ${app} and user_id = ${user} and sku_id <> ${sku}`.execute(db)
  return rows[0]!.n
}

export const writeLine = (
  tx: Db,
  app: AppId,
  user: UserId,
  { sku, room, quantity }: { sku: SkuId; room: RoomId; quantity: number },
) =>
  sql`
    insert into cart_lines (app_id, user_id, sku_id, room_id, quantity, added_at, put_at)
    values (${app}, ${user}, ${sku}, ${room}, ${quantity}, clock_timestamp(), clock_timestamp())
    on conflict (app_id, user_id, sku_id) do update
      set room_id = excluded.room_id, quantity = excluded.quantity, put_at = excluded.put_at`.execute(tx)

export const deleteLine = (db: Db, app: AppId, user: UserId, sku: SkuId) =>
  sql`delete from cart_lines where app_id = ${app} and user_id = ${user} and sku_id = ${sku}`.execute(db)

/** What was bought is wished for no more: part of the statement that makes an order paid. */
export const boughtFromCart = (app: AppId, user: UserId, sku: string, paid: boolean): RawBuilder<unknown> => sql`
  delete from cart_lines where app_id = ${app} and user_id = ${user} and sku_id = ${sku} and ${paid}::boolean`

/** Of all apps; true when there may be more. */
export const sweepCarts = async (db: Db): Promise<boolean> => {
  const swept = await sql`
    delete from cart_lines where (app_id, user_id, sku_id) in (
      select app_id, user_id, sku_id from cart_lines
      where put_at < (select clock_timestamp()) - ${CART_KEPT_MS}::int8 * interval '1 millisecond'
      order by put_at limit ${SWEPT_MAX} for update skip locked)`.execute(db)
  return swept.numAffectedRows === BigInt(SWEPT_MAX)
}
