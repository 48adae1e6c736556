// What a gathered product of a table means beside what stands in the catalogue: new, changed, the same, or wrong.
import { api, type ProductId, type SkuId } from '@hawker/protocol'
import type { Gathered, Wrong } from './gather.ts'
import { parseMoney } from './money.ts'
import type { ProductCells, SkuCells } from './read-line.ts'

const { SKUS_MAX } = api.commerce

export interface ProductFacts {
  readonly title: string
  readonly description: string
  readonly sellingPoints: readonly string[]
  readonly images: readonly string[]
  readonly currency: string
  readonly listPriceMinor: number | null
  readonly perBuyerLimit: number | null
  readonly onSale: boolean
  readonly ships: boolean
  readonly position: number
}

export interface SkuFacts {
  readonly id: SkuId
  readonly label: string
  readonly options: Readonly<Record<string, string>>
  readonly priceMinor: number
  readonly stock: number
  readonly stocked: number
}

export interface Known {
  readonly product: ProductFacts | null
  readonly skus: readonly SkuFacts[]
}

export interface Resolved {
  readonly id: ProductId
  readonly isNew: boolean
  /** Null: nothing of the product itself is another. */
  readonly product: ProductFacts | null
  readonly newSkus: readonly SkuFacts[]
  readonly changedSkus: readonly SkuFacts[]
}

/** The order of names means nothing: the database keeps its own. */
const keyOfOptions = (options: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(options).sort())

const isSame = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b)

const productOf = (cells: ProductCells, known: ProductFacts | null, currency: string): ProductFacts | string => {
  const title = cells.title ?? known?.title
  if (!title) return 'title'
  // An empty cell empties; a column that is not there leaves what is.
  const or = <T>(cell: T | null | undefined, before: T | undefined, empty: T): T =>
    cell === undefined ? (before ?? empty) : (cell ?? empty)
  const listed = cells.listPrice ? parseMoney(cells.listPrice, currency) : null
  return {
    title,
    description: or(cells.description, known?.description, ''),
    sellingPoints: or(cells.sellingPoints, known?.sellingPoints, []),
    images: or(cells.images, known?.images, []),
    currency,
    listPriceMinor: cells.listPrice === undefined ? (known?.listPriceMinor ?? null) : (listed as number | null),
    perBuyerLimit: cells.perBuyerLimit === undefined ? (known?.perBuyerLimit ?? null) : cells.perBuyerLimit,
    onSale: cells.onSale ?? known?.onSale ?? true,
    ships: cells.ships ?? known?.ships ?? true,
    position: cells.position ?? known?.position ?? 0,
  }
}

const skuOf = (cells: SkuCells, known: SkuFacts | undefined, priceMinor: number): SkuFacts => {
  const stocked = cells.stocked ?? known?.stocked ?? cells.stock ?? 0
  return {
    id: cells.id,
    label: cells.label ?? known?.label ?? '',
    options: cells.options ?? known?.options ?? {},
    priceMinor,
    // What was sold or is held stays so: pieces put in now are free now.
    stock: known ? known.stock + stocked - known.stocked : stocked,
    stocked,
  }
}

/**
 * `ownerOf`: the product that a SKU id belongs to already. `faultOf`: why a price cannot be charged. Null when something is
 * wrong with it.
 */
export const resolve = (
  { id, line, cells, skus }: Gathered,
  { product: known, skus: had }: Known,
  ownerOf: (sku: SkuId) => ProductId | undefined,
  wrong: Wrong,
  faultOf: (priceMinor: number, currency: string) => string | null,
): Resolved | null => {
  let fine = true
  const no: Wrong = (...why) => {
    fine = false
    wrong(...why)
  }
  const currency = known?.currency ?? cells.currency
  if (!currency) no(line, 'currency', 'a new product needs one')
  else if (cells.currency && cells.currency !== currency)
    no(line, 'currency', `this product is sold in ${currency}; make a new one to sell in another currency`)
  if (!cells.title && (!known || cells.title === null)) no(line, 'title', 'a product needs one')
  if (!currency || !fine) return null
  if (cells.listPrice) {
    const listed = parseMoney(cells.listPrice, currency)
    if (typeof listed === 'string') no(line, 'list_price', listed)
  }

  const byId = new Map(had.map((sku) => [sku.id, sku]))
  const newSkus: SkuFacts[] = []
  const changedSkus: SkuFacts[] = []
  for (const { line: at, cells: asked } of skus) {
    const before = byId.get(asked.id)
    const owner = ownerOf(asked.id)
    if (owner !== undefined && owner !== id) {
      no(at, 'sku_id', `belongs to the product ${owner}`)
      continue
    }
    const price = asked.price === undefined ? before?.priceMinor : parseMoney(asked.price, currency)
    if (price === undefined) no(at, 'price', 'a new SKU needs one')
    else if (typeof price === 'string') no(at, 'price', price)
    else if (price === 0) no(at, 'price', 'nothing is sold for nothing')
    else {
      const fault = price === before?.priceMinor ? null : faultOf(price, currency)
      if (fault !== null) no(at, 'price', fault)
      const sku = skuOf(asked, before, price)
      if (sku.stock < 0) no(at, 'stocked', `only ${before?.stock} pieces are free to be taken out`)
      else if (!before) newSkus.push(sku)
      else if (
        !isSame({ ...before, options: keyOfOptions(before.options) }, { ...sku, options: keyOfOptions(sku.options) })
      )
        changedSkus.push(sku)
      byId.set(sku.id, sku)
    }
  }
  if (byId.size > SKUS_MAX) no(line, 'sku_id', `a product has at most ${SKUS_MAX} SKUs`)
  const double = doubleOptions([...byId.values()])
  if (double) no(skus.find(({ cells: sku }) => sku.id === double)?.line ?? line, 'option1_value', TWICE)

  const product = fine ? productOf(cells, known, currency) : null
  if (product === null || typeof product === 'string') return null
  return { id, isNew: !known, product: known && isSame(known, product) ? null : product, newSkus, changedSkus }
}

export const TWICE = 'another SKU of the product has the same options'

/** A SKU whose options are those of another one: nobody could choose between them. Options may be left out. */
export const doubleOptions = <S extends Pick<SkuFacts, 'id' | 'options'>>(skus: readonly S[]): SkuId | null => {
  const seen = new Set<string>()
  for (const { id, options } of skus) {
    const key = keyOfOptions(options)
    if (key !== '[]' && seen.has(key)) return id
    seen.add(key)
  }
  return null
}
