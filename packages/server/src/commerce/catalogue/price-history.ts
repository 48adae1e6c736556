// Every price there ever was, written with the change itself (N13). `order-statement.ts` never looks here.
import type { AppId, api, LaunchId, ProductId, SkuId } from '@hawker/protocol'
import { type Kysely, sql, type Transaction } from 'kysely'
import { NOW } from '../times.ts'

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

/**
 * Whether the list price of a product `p` was charged: at least one SKU was once sold for it, and so was each that costs less
 * now. Then it may be struck out beside any of them (N13). A flash price counts for nothing here: it is no price to come from.
 */
export const LIST_PRICE_CHARGED = sql<boolean>`(p.list_price_minor is not null
  and exists (select from skus s join price_history h on h.app_id = s.app_id and h.sku_id = s.id
    where s.app_id = p.app_id and s.product_id = p.id and h.kind = 'price' and h.price_minor = p.list_price_minor)
  and not exists (select from skus s
    where s.app_id = p.app_id and s.product_id = p.id and s.price_minor < p.list_price_minor and not exists (
      select from price_history h where h.app_id = s.app_id and h.sku_id = s.id
        and h.kind = 'price' and h.price_minor = p.list_price_minor)))`

/** What a reduction may be measured by goes back so far from the moment it began. */
const LOOKED_BACK = sql`interval '30 days'`

/** By SKU the lowest price of the 30 days before the present one; a SKU that never had another gives its own. */
const readLowest = async (db: Kysely<unknown>, app: AppId, product: ProductId): Promise<Record<SkuId, number>> => {
  const { rows } = await sql<{ sku: SkuId; lowest: number }>`
    with present as materialized (
      select distinct on (sku_id) sku_id, price_minor, valid_from from price_history
      where app_id = ${app} and product_id = ${product} and valid_until is null order by sku_id, valid_from desc, id desc)
    select n.sku_id as sku, coalesce(min(h.price_minor), min(n.price_minor)) as lowest
    from present n left join price_history h on h.app_id = ${app} and h.product_id = ${product} and h.sku_id = n.sku_id
      and h.valid_from < n.valid_from and (h.valid_until is null or h.valid_until > n.valid_from - ${LOOKED_BACK})
    group by n.sku_id`.execute(db)
  return Object.fromEntries(rows.map(({ sku, lowest }) => [sku, lowest])) as Record<SkuId, number>
}

/** When a price began never changes: a page goes on behind the last of the page before. */
const readSpans = async (db: Kysely<unknown>, app: AppId, product: ProductId, { limit, after }: PricesAsk) => {
  const behind =
    after === undefined
      ? sql`true`
      : sql`(valid_from, id) < (
          select valid_from, id from price_history
          where app_id = ${app} and product_id = ${product} and id = ${after}::int8)`
  const { rows } = await sql<api.commerce.PriceSpan & { id: string }>`
    select id::text as id, sku_id as "skuId", kind, price_minor as "priceMinor",
      (extract(epoch from valid_from) * 1000)::int8 as "from", (extract(epoch from valid_until) * 1000)::int8 as until
    from price_history where app_id = ${app} and product_id = ${product} and ${behind}
    order by valid_from desc, id desc limit ${limit + 1}`.execute(db)
  const page = rows.slice(0, limit)
  return { prices: page.map(({ id: _, ...span }) => span), next: rows.length > limit ? page.at(-1)!.id : null }
}

export interface PricesAsk {
  readonly limit: number
  /** `next` of the page before. */
  readonly after?: string | undefined
}

/** A page of prices, the newest first; beside it what holds of all of them. */
export const readPrices = async (db: Kysely<unknown>, app: AppId, product: ProductId, ask: PricesAsk) => {
  const { rows } = await sql<{ listed: number | null; ever: boolean }>`
    select p.list_price_minor as listed, ${LIST_PRICE_CHARGED} as ever
    from products p where p.app_id = ${app} and p.id = ${product}`.execute(db)
  const { listed, ever } = rows[0] ?? { listed: null, ever: false }
  return {
    ...(await readSpans(db, app, product, ask)),
    lowestOf30Days: await readLowest(db, app, product),
    listPrice: listed === null ? null : { priceMinor: listed, everCharged: ever },
  }
}
