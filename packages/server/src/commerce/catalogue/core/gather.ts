// Lines of a table, gathered by product: what belongs to the product may stand on any of its lines, but not twice
// with two meanings.
import type { ProductId, SkuId } from '@hawker/protocol'
import type { Column } from './columns.ts'
import type { Line, ProductCells, SkuCells } from './read-line.ts'

export interface Gathered {
  readonly id: ProductId
  readonly line: number
  readonly cells: ProductCells
  readonly skus: { readonly line: number; readonly cells: SkuCells }[]
}

export type Wrong = (line: number, column: Column | null, message: string) => void

const COLUMN_OF: Readonly<Record<keyof ProductCells, Column>> = {
  ...{ title: 'title', description: 'description', sellingPoints: 'selling_points', images: 'images' },
  ...{ currency: 'currency', listPrice: 'list_price', perBuyerLimit: 'per_buyer_limit', onSale: 'on_sale' },
  ...{ ships: 'ships', position: 'position' },
}

const same = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b) ? a.length === b.length && a.every((one, i) => one === b[i]) : a === b

export const createGathering = (wrong: Wrong) => {
  const products = new Map<ProductId, Gathered>()
  const lineOfSku = new Map<SkuId, number>()

  const merge = (into: ProductCells, from: ProductCells, line: number) => {
    for (const name of Object.keys(from) as (keyof ProductCells)[]) {
      const value = from[name]
      const before = into[name]
      if (before === undefined || before === null) Object.assign(into, { [name]: value })
      else if (value !== null && !same(before, value))
        wrong(line, COLUMN_OF[name], 'differs from another line of the same product')
    }
  }

  return {
    add: ({ line, productId, product, sku }: Line): void => {
      const before = lineOfSku.get(sku.id)
      if (before !== undefined) {
        wrong(line, 'sku_id', `stands on line ${before} too`)
        return
      }
      lineOfSku.set(sku.id, line)
      const known = products.get(productId)
      if (known) merge(known.cells, product, line)
      else products.set(productId, { id: productId, line, cells: { ...product }, skus: [] })
      products.get(productId)!.skus.push({ line, cells: sku })
    },
    products: products as ReadonlyMap<ProductId, Gathered>,
  }
}
