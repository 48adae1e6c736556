// Adds a product with its SKUs, in one transaction.
import { type AppId, type api, ProductId, type Refusal, refuse, SkuId } from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import type { z } from 'zod'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import { randomId } from '#kernel/ids'

export type NewProduct = z.input<NonNullable<typeof api.commerce.createProduct.body>>

export interface Created {
  readonly productId: ProductId
  readonly skuIds: SkuId[]
}

const UNIQUE_VIOLATION = '23505'

export const createCatalogue =
  ({ db, journal, chance }: { db: Database; journal: Journal; chance: Chance }) =>
  async (app: AppId, product: NewProduct, by: string | null): Promise<Created | Refusal> => {
    const productId = ProductId.parse(product.id ?? randomId(chance))
    const skuIds = product.skus.map((sku) => SkuId.parse(sku.id ?? randomId(chance)))

    const insert = async (tx: Transaction<unknown>) => {
      await sql`
        insert into products (app_id, id, title, description, selling_points, image_url, currency, list_price_minor,
          per_buyer_limit)
        values (${app}, ${productId}, ${product.title}, ${product.description ?? ''},
          ${JSON.stringify(product.sellingPoints ?? [])}::jsonb, ${product.imageUrl ?? null}, ${product.currency},
          ${product.listPriceMinor ?? null}, ${product.perBuyerLimit ?? null})`.execute(tx)
      await sql`
        insert into skus (app_id, id, product_id, position, label, price_minor, stock, stocked)
        select ${app}, id, ${productId}, position, label, price, stock, stock
        from unnest(${skuIds}::text[], ${product.skus.map((sku) => sku.label)}::text[],
          ${product.skus.map((sku) => sku.priceMinor)}::int8[], ${product.skus.map((sku) => sku.stock)}::int4[])
          with ordinality as s(id, label, price, stock, position)`.execute(tx)
      await journal.append(tx, { app, room: null, kind: 'product.created', by, payload: { productId, skuIds } })
    }
    try {
      await db.of(app).transaction().execute(insert)
      return { productId, skuIds }
    } catch (error) {
      if ((error as { code?: string }).code === UNIQUE_VIOLATION) return refuse('conflict')
      throw error
    }
  }
