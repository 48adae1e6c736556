// Adds a product with its SKUs, in one transaction.
import { type AppId, type api, ProductId, type Refusal, refuse, SkuId } from '@hawker/protocol'
import type { z } from 'zod'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import { randomId } from '#kernel/ids'
import { type FaultOf, refuseUnchargeable } from '../chargeable.ts'
import { doubleOptions, TWICE } from './core/resolve.ts'
import { beginPrices } from './price-history.ts'
import { insertProducts, insertSkus } from './store.ts'

export type NewProduct = z.input<NonNullable<typeof api.commerce.createProduct.body>>

export interface Created {
  readonly productId: ProductId
  readonly skuIds: SkuId[]
}

export const UNIQUE_VIOLATION = '23505'

/** One point a line, in tables too. */
export const onOneLine = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, ' ').trim()

export const invalidOptions = (path: string): Refusal => refuse('invalid', { fields: [{ path, message: TWICE }] })

export const createProductMaker =
  ({ db, journal, chance, faultOf }: { db: Database; journal: Journal; chance: Chance; faultOf: FaultOf }) =>
  async (app: AppId, product: NewProduct, by: string | null): Promise<Created | Refusal> => {
    const productId = ProductId.parse(product.id ?? randomId(chance))
    const skus = product.skus.map(({ id, label, options = {}, priceMinor, stock }) => ({
      ...{ id: SkuId.parse(id ?? randomId(chance)), productId, label, options, priceMinor, stock, stocked: stock },
    }))
    if (doubleOptions(skus)) return invalidOptions('skus')
    const prices = skus.map(({ priceMinor }, i) => [`skus.${i}.priceMinor`, priceMinor] as const)
    const unchargeable = refuseUnchargeable(faultOf, product.currency, prices)
    if (unchargeable) return unchargeable
    const skuIds = skus.map(({ id }) => id)
    const { images = [], imageUrl = null } = product
    const row = {
      ...{ id: productId, title: product.title.trim(), description: product.description ?? '' },
      sellingPoints: (product.sellingPoints ?? []).map(onOneLine).filter(Boolean),
      images: images.length > 0 || imageUrl === null ? images : [imageUrl],
      ...{ currency: product.currency, listPriceMinor: product.listPriceMinor ?? null },
      ...{ perBuyerLimit: product.perBuyerLimit ?? null, onSale: product.onSale ?? true },
      ...{ ships: product.ships ?? true, position: product.position ?? 0 },
    }
    try {
      await db
        .of(app)
        .transaction()
        .execute(async (tx) => {
          await insertProducts(tx, app, [row])
          await insertSkus(tx, app, skus)
          await beginPrices(tx, app, skus)
          await journal.append(tx, { app, room: null, kind: 'product.created', by, payload: { productId, skuIds } })
        })
      return { productId, skuIds }
    } catch (error) {
      if ((error as { code?: string }).code === UNIQUE_VIOLATION) return refuse('conflict')
      throw error
    }
  }
