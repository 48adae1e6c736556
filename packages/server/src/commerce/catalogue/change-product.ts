// Changes a product, adds SKUs to it and changes them. Prices leave a history, pieces are put in once.
import { type AppId, api, type ProductId, type Refusal, refuse, SkuId } from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import type { z } from 'zod'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import { randomId } from '#kernel/ids'
import { type FaultOf, refuseUnchargeable } from '../chargeable.ts'
import { doubleOptions } from './core/resolve.ts'
import { invalidOptions, onOneLine, UNIQUE_VIOLATION } from './create-product.ts'
import { type OnShelves, Undone } from './on-shelves.ts'
import { beginPrices, recordPrices } from './price-history.ts'
import { insertSkus, readProduct, updateProducts } from './store.ts'

const { PIECES_MAX, SKUS_MAX } = api.commerce
type Product = api.commerce.Product
export type ProductPatch = z.output<NonNullable<typeof api.commerce.changeProduct.body>>
export type NewSku = z.output<NonNullable<typeof api.commerce.addSku.body>>
export type SkuPatch = z.output<NonNullable<typeof api.commerce.changeSku.body>>

interface Deps {
  readonly onShelves: OnShelves
  readonly journal: Journal
  readonly chance: Chance
  readonly faultOf: FaultOf
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

const given = <T extends object>(patch: T): Given<T> =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Given<T>

const found = async (tx: Transaction<unknown>, app: AppId, id: ProductId): Promise<Product> => {
  const product = await readProduct(tx, app, id)
  if (!product) throw new Undone(refuse('not-found'))
  return product
}

/** Whether the pieces are to be put in still. An id that stands for something else is refused. */
const restocks = async (
  tx: Transaction<unknown>,
  app: AppId,
  sku: SkuId,
  { id, pieces }: NonNullable<SkuPatch['restock']>,
  by: string | null,
): Promise<boolean> => {
  const { numAffectedRows } = await sql`
    insert into restocks (app_id, id, sku_id, pieces, by) values (${app}, ${id}, ${sku}, ${pieces}, ${by})
    on conflict (app_id, id) do nothing`.execute(tx)
  if (numAffectedRows === 1n) return true
  const { rows } = await sql<{ same: boolean }>`
    select sku_id = ${sku} and pieces = ${pieces} as same from restocks where app_id = ${app} and id = ${id}`.execute(
    tx,
  )
  if (!rows[0]?.same) throw new Undone(refuse('conflict', { message: 'This restock id was used for something else.' }))
  return false
}

export const createProductChanges = ({ onShelves, journal, chance, faultOf }: Deps) => {
  const mustBeChargeable = ({ currency }: Product, priceMinor: number) => {
    const unchargeable = refuseUnchargeable(faultOf, currency, [['priceMinor', priceMinor]])
    if (unchargeable) throw new Undone(unchargeable)
  }

  const changeProduct = (app: AppId, id: ProductId, patch: ProductPatch, by: string | null) =>
    onShelves<Product>({
      ...{ app, by, products: [id] },
      work: async (tx) => {
        const before = await found(tx, app, id)
        const change = given(patch)
        if (change.sellingPoints) change.sellingPoints = change.sellingPoints.map(onOneLine).filter(Boolean)
        const wanted = { ...before, ...change }
        if (JSON.stringify(wanted) === JSON.stringify(before)) return { answer: before, changed: [] }
        await updateProducts(tx, app, [wanted])
        const was = Object.fromEntries(Object.keys(change).map((name) => [name, before[name as keyof Product]]))
        const payload = { productId: id, change, was }
        await journal.append(tx, { app, room: null, kind: 'product.changed', by, payload })
        const onSale = wanted.onSale === before.onSale ? {} : { onSale: wanted.onSale }
        return { answer: wanted, changed: [id], how: { title: wanted.title, ...onSale } }
      },
    })

  const addSku = async (app: AppId, id: ProductId, sku: NewSku, by: string | null): Promise<Product | Refusal> => {
    const skuId = SkuId.parse(sku.id ?? randomId(chance))
    const row = { ...sku, id: skuId, productId: id, stocked: sku.stock }
    try {
      return await onShelves<Product>({
        ...{ app, by, products: [id] },
        work: async (tx) => {
          const before = await found(tx, app, id)
          if (before.skus.length >= SKUS_MAX) throw new Undone(refuse('limit-reached'))
          if (doubleOptions([...before.skus, row])) throw new Undone(invalidOptions('options'))
          mustBeChargeable(before, sku.priceMinor)
          await insertSkus(tx, app, [row])
          await beginPrices(tx, app, [row])
          const payload = { productId: id, skuId, priceMinor: sku.priceMinor, stock: sku.stock }
          await journal.append(tx, { app, room: null, kind: 'sku.added', by, payload })
          const { title, currency } = before
          const how = { added: true, title, sku: row.label, currency, priceMinor: sku.priceMinor, pieces: sku.stock }
          return { answer: await found(tx, app, id), changed: [id], how }
        },
      })
    } catch (error) {
      if ((error as { code?: string }).code === UNIQUE_VIOLATION) return refuse('conflict')
      throw error
    }
  }

  const changeSku = (app: AppId, id: ProductId, skuId: SkuId, patch: SkuPatch, by: string | null) =>
    onShelves<Product>({
      ...{ app, by, products: [id] },
      work: async (tx) => {
        // Locked as orders lock it: what is read below stays so until the end.
        await sql`select from skus where app_id = ${app} and id = ${skuId} for no key update`.execute(tx)
        const product = await found(tx, app, id)
        const before = product.skus.find((sku) => sku.id === skuId)
        if (!before) throw new Undone(refuse('not-found'))
        const { restock, ...rest } = patch
        const wanted = { ...before, ...given(rest) }
        if (doubleOptions(product.skus.map((sku) => (sku.id === skuId ? wanted : sku))))
          throw new Undone(invalidOptions('options'))
        // A price that stood before there was such a provider may stay.
        if (wanted.priceMinor !== before.priceMinor) mustBeChargeable(product, wanted.priceMinor)
        const pieces = restock && (await restocks(tx, app, skuId, restock, by)) ? restock.pieces : 0
        if (before.stock + pieces < 0)
          throw new Undone(refuse('wrong-state', { message: `Only ${before.stock} pieces are free to be taken out.` }))
        if (before.stocked + pieces > PIECES_MAX) throw new Undone(refuse('limit-reached'))
        if (pieces === 0 && JSON.stringify(wanted) === JSON.stringify(before)) return { answer: product, changed: [] }
        await sql`
          update skus set label = ${wanted.label}, options = ${JSON.stringify(wanted.options)}::jsonb,
            price_minor = ${wanted.priceMinor}, stock = stock + ${pieces}, stocked = stocked + ${pieces}
          where app_id = ${app} and id = ${skuId}`.execute(tx)
        await recordPrices(tx, app, [skuId])
        const payload = { productId: id, skuId, change: patch, was: before }
        await journal.append(tx, { app, room: null, kind: 'sku.changed', by, payload })
        const { title, currency } = product
        const { priceMinor } = wanted
        const price = priceMinor === before.priceMinor ? {} : { currency, priceMinor, wasMinor: before.priceMinor }
        const how = { title, sku: wanted.label, pieces, ...price }
        return { answer: await found(tx, app, id), changed: [id], how }
      },
    })

  return { changeProduct, addSku, changeSku }
}
