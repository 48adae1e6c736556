// What a list tells of a product with several SKUs. Pure.
import type { Answer } from '@hawker/sdk'
import { stockView } from '../../ui/stock.ts'

export type Product = Answer<'commerce.readProduct'>
export type Sku = Product['skus'][number]

export interface Figures {
  readonly lowestMinor: number
  readonly highestMinor: number
  readonly free: number
  readonly stocked: number
  /** SKUs of which nothing is left. */
  readonly soldOut: number
  readonly stock: 'plenty' | 'last' | 'sold-out'
}

type Counted = Pick<Sku, 'priceMinor' | 'stock' | 'stocked'>

export const figuresOf = ({ skus }: { readonly skus: readonly Counted[] }): Figures => {
  const prices = skus.map(({ priceMinor }) => priceMinor)
  const free = skus.reduce((sum, { stock }) => sum + stock, 0)
  const stocked = skus.reduce((sum, sku) => sum + sku.stocked, 0)
  return {
    lowestMinor: Math.min(...prices),
    highestMinor: Math.max(...prices),
    free,
    stocked,
    soldOut: skus.filter(({ stock }) => stock === 0).length,
    stock: stockView(free, stocked).kind,
  }
}
