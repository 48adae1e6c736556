// Reads products, and writes them many at a time: what one is made with, a table of them is too.
import type { AppId, api, ProductId, SkuId } from '@hawker/protocol'
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import { millisOf } from '../times.ts'
import type { Known, ProductFacts, SkuFacts } from './core/resolve.ts'

type Product = api.commerce.Product

const FREE = sql`(select coalesce(sum(stock), 0) from skus where app_id = p.app_id and product_id = p.id)`

type Sku = Product['skus'][number]

/** The app, where the index to be used is one that begins with something else. */
const OF = sql`app_id || ''`

/** Products, then their SKUs by a list of ids: on a table that grew a moment ago no join of both is planned well. */
const selectProducts = async (
  db: Kysely<unknown>,
  app: AppId,
  { where, order, limit }: { where: RawBuilder<unknown>; order: RawBuilder<unknown>; limit: number },
): Promise<Product[]> => {
  const { rows } = await sql<Omit<Product, 'skus'>>`
    select p.id, p.title, p.description, p.selling_points as "sellingPoints", p.images, p.currency,
      p.list_price_minor as "listPriceMinor", p.per_buyer_limit as "perBuyerLimit", p.on_sale as "onSale", p.ships, p.position,
      ${millisOf('p.created_at')} as "createdAt"
    from products p where p.app_id = ${app} and ${where} order by ${order} limit ${limit}`.execute(db)
  const skus = await sql<Sku & { product: ProductId }>`
    select product_id as product, id, label, options, price_minor as "priceMinor", stock, stocked
    from skus where ${OF} = ${app} and product_id = any(${idsOf(rows)}::text[])
    order by position, id`.execute(db)
  const of = Map.groupBy(skus.rows, ({ product }) => product)
  return rows.map((row) => ({ ...row, skus: (of.get(row.id) ?? []).map(({ product: _, ...sku }) => sku) }))
}

export const readProduct = async (db: Kysely<unknown>, app: AppId, id: ProductId): Promise<Product | null> => {
  const [product] = await selectProducts(db, app, { where: sql`p.id = ${id}`, order: sql`p.id`, limit: 1 })
  return product ?? null
}

/** What products are sorted by, and how the next page goes on behind one of them. */
const SORTS = {
  position: { by: sql`p.position, p.title, p.id`, order: sql`p.position, p.title, p.id`, sign: sql`>` },
  newest: { by: sql`p.created_at, p.id`, order: sql`p.created_at desc, p.id desc`, sign: sql`<` },
  title: { by: sql`p.title, p.id`, order: sql`p.title, p.id`, sign: sql`>` },
  stock: { by: sql`${FREE}, p.id`, order: sql`${FREE}, p.id`, sign: sql`>` },
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
  const chosen = sql`${search ? found(search) : sql`true`}
    and ${ask.onSale === undefined ? sql`true` : sql`p.on_sale = ${ask.onSale === '1'}`}`
  const behind =
    ask.after === undefined
      ? sql`true`
      : sql`
    (${by}) ${sign} (select ${by} from products p where p.app_id = ${app} and p.id = ${ask.after})`
  const rows = await selectProducts(db, app, { where: sql`${chosen} and ${behind}`, order, limit: ask.limit + 1 })
  const counted = await sql<{
    n: number
  }>`select count(*) as n from products p where p.app_id = ${app} and ${chosen}`.execute(db)
  const products = rows.slice(0, ask.limit)
  return { products, total: counted.rows[0]!.n, next: rows.length > ask.limit ? products.at(-1)!.id : null }
}

/** For the table that goes out: by id, so that what is added meanwhile moves nothing. */
export const pageById = (db: Kysely<unknown>, app: AppId, after: string, limit: number): Promise<Product[]> =>
  selectProducts(db, app, { where: sql`p.id > ${after}`, order: sql`p.id`, limit })

const factsOf = ({ skus, id: _, createdAt: __, ...facts }: Product): ProductFacts => ({
  ...{ title: facts.title, description: facts.description, sellingPoints: facts.sellingPoints, images: facts.images },
  ...{ currency: facts.currency, listPriceMinor: facts.listPriceMinor, perBuyerLimit: facts.perBuyerLimit },
  ...{ onSale: facts.onSale, ships: facts.ships, position: facts.position },
})

/**
 * For a transaction that looks up hundreds of rows at a time, each by an index. Of tables that grew a moment ago the
 * planner knows too little, and would read all of `skus`, which are few to a page, again and again.
 */
export const byIndex = (tx: Transaction<unknown>) => sql`set local enable_seqscan = off`.execute(tx)

/** What stands of these products, and whose the SKU ids are that stand already. */
export const readKnown = async (
  db: Kysely<unknown>,
  app: AppId,
  ids: readonly ProductId[],
  skuIds: readonly SkuId[],
): Promise<{ known: ReadonlyMap<ProductId, Known>; owners: ReadonlyMap<SkuId, ProductId> }> => {
  const where = sql`p.id = any(${ids}::text[])`
  const rows = await selectProducts(db, app, { where, order: sql`p.id`, limit: ids.length })
  const known = new Map(rows.map((row) => [row.id, { product: factsOf(row), skus: row.skus }]))
  const owned = await sql<{ id: SkuId; product: ProductId }>`
    select id, product_id as product from skus where app_id = ${app} and id = any(${skuIds}::text[])`.execute(db)
  return { known, owners: new Map(owned.rows.map(({ id, product }) => [id, product])) }
}

/** Thousands of ids in one value that is written down in a moment. */
export const idList = (ids: readonly string[]) =>
  sql`array(select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`

type Tx = Transaction<unknown>
export type ProductRow = ProductFacts & { readonly id: ProductId }
export type SkuRow = SkuFacts & { readonly productId: ProductId }

const PRODUCT_COLUMNS = sql`id text, title text, description text, "sellingPoints" jsonb, images jsonb, currency text,
  "listPriceMinor" int8, "perBuyerLimit" int4, "onSale" boolean, ships boolean, position int4`
const SKU_COLUMNS = sql`id text, "productId" text, label text, options jsonb, "priceMinor" int8, stock int4, stocked int4`

const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id)

// Beside each join stands the list of ids: by it the index is found, whatever the planner takes the table for.
const rowsOf = (rows: readonly object[], columns: RawBuilder<unknown>) =>
  sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(${columns})`

export const insertProducts = (tx: Tx, app: AppId, rows: readonly ProductRow[]) =>
  sql`
    insert into products (app_id, id, title, description, selling_points, images, currency, list_price_minor,
      per_buyer_limit, on_sale, ships, position)
    select ${app}, id, title, description, "sellingPoints", images, currency, "listPriceMinor", "perBuyerLimit",
      "onSale", ships, position from ${rowsOf(rows, PRODUCT_COLUMNS)}`.execute(tx)

export const updateProducts = (tx: Tx, app: AppId, rows: readonly ProductRow[]) =>
  sql`
    update products p set title = r.title, description = r.description, selling_points = r."sellingPoints",
      images = r.images, list_price_minor = r."listPriceMinor", per_buyer_limit = r."perBuyerLimit",
      on_sale = r."onSale", ships = r.ships, position = r.position
    from ${rowsOf(rows, PRODUCT_COLUMNS)} where p.app_id = ${app} and p.id = r.id and p.id = any(${idsOf(rows)}::text[])`.execute(
    tx,
  )

/** In the order given, behind the SKUs their products have. */
export const insertSkus = (tx: Tx, app: AppId, rows: readonly SkuRow[]) =>
  sql`
    with r as materialized (select r.*, row_number() over () as n from ${rowsOf(rows, SKU_COLUMNS)}),
    behind as materialized (
      select product_id, max(position) as last from skus
      where ${OF} = ${app} and product_id = any(${[...new Set(rows.map((row) => row.productId))]}::text[])
      group by product_id)
    insert into skus (app_id, id, product_id, position, label, options, price_minor, stock, stocked)
    select ${app}, r.id, r."productId", r.n + coalesce(behind.last, 0), r.label, r.options, r."priceMinor", r.stock,
      r.stocked
    from r left join behind on behind.product_id = r."productId"`.execute(tx)

/** In the order in which orders lock them, before any is changed. */
export const lockSkus = (tx: Tx, app: AppId, skus: readonly Pick<SkuRow, 'id'>[]) =>
  sql`
    select count(*) from (
      select from skus where app_id = ${app} and id = any(${idList(idsOf(skus))}) order by id for no key update) s`.execute(
    tx,
  )

/**
 * Stock is not written as it was read: pieces are put in beside what is sold meanwhile. Answers how many were changed;
 * those whose pieces are not free any more are not.
 */
export const updateSkus = async (tx: Tx, app: AppId, rows: readonly SkuRow[]): Promise<number> => {
  const { numAffectedRows } = await sql`
    update skus s set label = r.label, options = r.options, price_minor = r."priceMinor",
      stock = s.stock + r.stocked - s.stocked, stocked = r.stocked
    from ${rowsOf(rows, SKU_COLUMNS)}
    where s.app_id = ${app} and s.id = r.id and s.id = any(${idsOf(rows)}::text[]) and s.product_id = r."productId"
      and s.stock + r.stocked - s.stocked >= 0`.execute(tx)
  return Number(numAffectedRows)
}

/** What SKUs had put in, by a table. Read before they are changed. */
export const recordStocked = (tx: Tx, app: AppId, rows: readonly SkuRow[], by: string | null) =>
  sql`
    insert into restocks (app_id, id, sku_id, pieces, by)
    select ${app}, gen_random_uuid(), s.id, r.stocked - s.stocked, ${by}
    from ${rowsOf(rows, SKU_COLUMNS)} join skus s on s.id = r.id
    where s.app_id = ${app} and s.id = any(${idsOf(rows)}::text[]) and r.stocked <> s.stocked`.execute(tx)
