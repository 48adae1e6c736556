// Reads products, and writes them many at a time: what one is made with, a table of them is too.
import type { AppId, api, ProductId, SkuId } from '@hawker/protocol'
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import { millisOf } from '../times.ts'
import type { Known, ProductFacts, SkuFacts } from './core/resolve.ts'

type Product = api.commerce.Product

const FREE = sql`(select coalesce(sum(stock), 0) from skus where app_id = p.app_id and product_id = p.id)`

const selectProducts = (where: RawBuilder<unknown>, order: RawBuilder<unknown>, limit: number) => sql<Product>`
  select p.id, p.title, p.description, p.selling_points as "sellingPoints", p.images, p.currency,
    p.list_price_minor as "listPriceMinor", p.per_buyer_limit as "perBuyerLimit", p.on_sale as "onSale", p.position,
    ${millisOf('p.created_at')} as "createdAt",
    coalesce((select json_agg(json_build_object('id', id, 'label', label, 'options', options, 'priceMinor', price_minor,
      'stock', stock, 'stocked', stocked) order by position, id)
      from skus where app_id = p.app_id and product_id = p.id), '[]') as skus
  from products p where ${where} order by ${order} limit ${limit}`

export const readProduct = async (db: Kysely<unknown>, app: AppId, id: ProductId): Promise<Product | null> => {
  const { rows } = await selectProducts(sql`p.app_id = ${app} and p.id = ${id}`, sql`p.id`, 1).execute(db)
  return rows[0] ?? null
}

/** What products are sorted by, and how the next page goes on behind one of them. */
const SORTS = {
  position: { by: sql`(p.position, p.title, p.id)`, order: sql`p.position, p.title, p.id`, sign: sql`>` },
  newest: { by: sql`(p.created_at, p.id)`, order: sql`p.created_at desc, p.id desc`, sign: sql`<` },
  title: { by: sql`(p.title, p.id)`, order: sql`p.title, p.id`, sign: sql`>` },
  stock: { by: sql`(${FREE}, p.id)`, order: sql`${FREE}, p.id`, sign: sql`>` },
} as const

export interface ListAsk {
  readonly search?: string | undefined
  readonly onSale?: '0' | '1' | undefined
  readonly sort: keyof typeof SORTS
  readonly limit: number
  /** The last product of the page before. */
  readonly after?: string | undefined
}

const found = (search: string): RawBuilder<unknown> => sql`(
  position(lower(${search}) in lower(p.title)) > 0 or p.id = ${search} or exists (
    select from skus where app_id = p.app_id and product_id = p.id
      and (id = ${search} or position(lower(${search}) in lower(label)) > 0)))`

export const listProducts = async (db: Kysely<unknown>, app: AppId, ask: ListAsk) => {
  const search = ask.search?.trim()
  const { by, order, sign } = SORTS[ask.sort]
  const chosen = sql`p.app_id = ${app} and ${search ? found(search) : sql`true`}
    and ${ask.onSale === undefined ? sql`true` : sql`p.on_sale = ${ask.onSale === '1'}`}`
  const behind =
    ask.after === undefined
      ? sql`true`
      : sql`
    ${by} ${sign} (select ${by} from products p where p.app_id = ${app} and p.id = ${ask.after})`
  const { rows } = await selectProducts(sql`${chosen} and ${behind}`, order, ask.limit + 1).execute(db)
  const counted = await sql<{ n: number }>`select count(*) as n from products p where ${chosen}`.execute(db)
  const products = rows.slice(0, ask.limit)
  return { products, total: counted.rows[0]!.n, next: rows.length > ask.limit ? products.at(-1)!.id : null }
}

/** For the table that goes out: by id, so that what is added meanwhile moves nothing. */
export const pageById = async (db: Kysely<unknown>, app: AppId, after: string, limit: number): Promise<Product[]> => {
  const { rows } = await selectProducts(sql`p.app_id = ${app} and p.id > ${after}`, sql`p.id`, limit).execute(db)
  return rows
}

const factsOf = ({ skus, id: _, createdAt: __, ...facts }: Product): ProductFacts => ({
  ...{ title: facts.title, description: facts.description, sellingPoints: facts.sellingPoints, images: facts.images },
  ...{ currency: facts.currency, listPriceMinor: facts.listPriceMinor, perBuyerLimit: facts.perBuyerLimit },
  ...{ onSale: facts.onSale, position: facts.position },
})

/** What stands of these products, and whose the SKU ids are that stand already. */
export const readKnown = async (
  db: Kysely<unknown>,
  app: AppId,
  ids: readonly ProductId[],
  skuIds: readonly SkuId[],
): Promise<{ known: ReadonlyMap<ProductId, Known>; owners: ReadonlyMap<SkuId, ProductId> }> => {
  const where = sql`p.app_id = ${app} and p.id = any(${ids}::text[])`
  const { rows } = await selectProducts(where, sql`p.id`, ids.length).execute(db)
  const known = new Map(rows.map((row) => [row.id, { product: factsOf(row), skus: row.skus }]))
  const owned = await sql<{ id: SkuId; product: ProductId }>`
    select id, product_id as product from skus where app_id = ${app} and id = any(${skuIds}::text[])`.execute(db)
  return { known, owners: new Map(owned.rows.map(({ id, product }) => [id, product])) }
}

type Tx = Transaction<unknown>
export type ProductRow = ProductFacts & { readonly id: ProductId }
export type SkuRow = SkuFacts & { readonly productId: ProductId }

const PRODUCT_COLUMNS = sql`id text, title text, description text, "sellingPoints" jsonb, images jsonb, currency text,
  "listPriceMinor" int8, "perBuyerLimit" int4, "onSale" boolean, position int4`
const SKU_COLUMNS = sql`id text, "productId" text, label text, options jsonb, "priceMinor" int8, stock int4, stocked int4`

const rowsOf = (rows: readonly object[], columns: RawBuilder<unknown>) =>
  sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(${columns})`

export const insertProducts = (tx: Tx, app: AppId, rows: readonly ProductRow[]) =>
  sql`
    insert into products (app_id, id, title, description, selling_points, images, currency, list_price_minor,
      per_buyer_limit, on_sale, position)
    select ${app}, id, title, description, "sellingPoints", images, currency, "listPriceMinor", "perBuyerLimit",
      "onSale", position from ${rowsOf(rows, PRODUCT_COLUMNS)}`.execute(tx)

export const updateProducts = (tx: Tx, app: AppId, rows: readonly ProductRow[]) =>
  sql`
    update products p set title = r.title, description = r.description, selling_points = r."sellingPoints",
      images = r.images, list_price_minor = r."listPriceMinor", per_buyer_limit = r."perBuyerLimit",
      on_sale = r."onSale", position = r.position
    from ${rowsOf(rows, PRODUCT_COLUMNS)} where p.app_id = ${app} and p.id = r.id`.execute(tx)

/** In the order given, behind the SKUs their products have. */
export const insertSkus = (tx: Tx, app: AppId, rows: readonly SkuRow[]) =>
  sql`
    insert into skus (app_id, id, product_id, position, label, options, price_minor, stock, stocked)
    select ${app}, r.id, r."productId", r.n + coalesce((select max(position) from skus s
        where s.app_id = ${app} and s.product_id = r."productId"), 0),
      r.label, r.options, r."priceMinor", r.stock, r.stocked
    from (select r.*, row_number() over () as n from ${rowsOf(rows, SKU_COLUMNS)}) r`.execute(tx)

/** In the order in which orders lock them, before any is changed. */
export const lockSkus = (tx: Tx, app: AppId, skus: readonly Pick<SkuRow, 'id'>[]) =>
  sql`
    select from skus where app_id = ${app} and id = any(${skus.map(({ id }) => id)}::text[])
    order by id for no key update`.execute(tx)

/**
 * Stock is not written as it was read: pieces are put in beside what is sold meanwhile. Answers how many were changed;
 * those whose pieces are not free any more are not.
 */
export const updateSkus = async (tx: Tx, app: AppId, rows: readonly SkuRow[]): Promise<number> => {
  const { numAffectedRows } = await sql`
    update skus s set label = r.label, options = r.options, price_minor = r."priceMinor",
      stock = s.stock + r.stocked - s.stocked, stocked = r.stocked
    from ${rowsOf(rows, SKU_COLUMNS)}
    where s.app_id = ${app} and s.id = r.id and s.product_id = r."productId"
      and s.stock + r.stocked - s.stocked >= 0`.execute(tx)
  return Number(numAffectedRows)
}

/** What SKUs had put in, by a table. Read before they are changed. */
export const recordStocked = (tx: Tx, app: AppId, rows: readonly SkuRow[], by: string | null) =>
  sql`
    insert into restocks (app_id, id, sku_id, pieces, by)
    select ${app}, gen_random_uuid(), s.id, r.stocked - s.stocked, ${by}
    from ${rowsOf(rows, SKU_COLUMNS)} join skus s on s.app_id = ${app} and s.id = r.id
    where r.stocked <> s.stocked`.execute(tx)
