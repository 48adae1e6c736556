// Every price there ever was, written with the change itself (N13). `order-statement.ts` never looks here.
import type { AppId, LaunchId, ProductId } from '@hawker/protocol'
import { type Kysely, sql, type Transaction } from 'kysely'
import { NOW } from '../times.ts'
import { lowestBefore, type PriceSpan } from './core/lowest.ts'

type Tx = Transaction<unknown>

interface NewPrice {
  readonly id: string
  readonly productId: string
  readonly priceMinor: number
}

/** SKUs that are new. */
export const beginPrices = async (tx: Tx, app: AppId, skus: readonly NewPrice[]): Promise<void> => {
  await sql`
    insert into price_history (app_id, product_id, sku_id, kind, price_minor, valid_from)
    select ${app}, product, sku, 'price', price, at.now
    from unnest(${skus.map(({ productId }) => productId)}::text[], ${skus.map(({ id }) => id)}::text[],
        ${skus.map(({ priceMinor }) => priceMinor)}::int8[]) as s(product, sku, price),
      (select ${NOW} as now offset 0) at`.execute(tx)
}

/** After the prices of these SKUs were changed: what is over ends, what is new begins, at one moment. */
export const recordPrices = async (tx: Tx, app: AppId, skus: readonly string[]): Promise<void> => {
  await sql`
    with s as materialized (
      select id, product_id, price_minor from skus where app_id = ${app} and id = any(${skus}::text[])),
    ended as (
      update price_history h set valid_until = greatest(${NOW}, h.valid_from) from s
      where h.app_id = ${app} and h.sku_id = any(${skus}::text[]) and h.kind = 'price' and h.valid_until is null
        and s.id = h.sku_id and s.price_minor <> h.price_minor
      returning s.product_id, s.id as sku, s.price_minor, h.valid_until as ends)
    insert into price_history (app_id, product_id, sku_id, kind, price_minor, valid_from)
    select ${app}, product_id, sku, 'price', price_minor, ends from ended`.execute(tx)
}

/** A launch sells its product for less: part of its transaction. Every SKU is sold for the same. */
export const recordFlash = async (
  tx: Tx,
  app: AppId,
  { launch, product, priceMinor }: { launch: LaunchId; product: ProductId; priceMinor: number },
): Promise<void> => {
  await sql`
    insert into price_history (app_id, product_id, sku_id, kind, price_minor, launch_id, valid_from)
    select app_id, product_id, id, 'flash', ${priceMinor}, ${launch}, ${NOW}
    from skus where app_id = ${app} and product_id = ${product}`.execute(tx)
}

/** The launch closed, or its flash price is used up. Harmless when it had none. */
export const endFlash = async (tx: Tx, app: AppId, launch: LaunchId): Promise<void> => {
  await sql`
    update price_history set valid_until = greatest(${NOW}, valid_from)
    where app_id = ${app} and launch_id = ${launch} and valid_until is null`.execute(tx)
}

const MOST = 1_000

export const readPrices = async (db: Kysely<unknown>, app: AppId, product: ProductId) => {
  const { rows: prices } = await sql<PriceSpan>`
    select sku_id as "skuId", kind, price_minor as "priceMinor",
      (extract(epoch from valid_from) * 1000)::int8 as "from", (extract(epoch from valid_until) * 1000)::int8 as until
    from price_history where app_id = ${app} and product_id = ${product}
    order by valid_from desc, id desc limit ${MOST}`.execute(db)
  const { rows } = await sql<{ listed: number | null; ever: boolean }>`
    select p.list_price_minor as listed, exists (select from price_history h
      where h.app_id = p.app_id and h.product_id = p.id and h.price_minor = p.list_price_minor) as ever
    from products p where p.app_id = ${app} and p.id = ${product}`.execute(db)
  const { listed, ever } = rows[0] ?? { listed: null, ever: false }
  return {
    prices,
    lowestOf30Days: lowestBefore(prices),
    listPrice: listed === null ? null : { priceMinor: listed, everCharged: ever },
  }
}
