// How viewers will see a list price (N13). Pure; the server decides by the same rule.
import { parseMoney } from '../../staff/money.ts'
import type { Product } from './figures.ts'
import type { Price } from './price-line.ts'

export type ListPriceLook =
  | { readonly look: 'struck' | 'not-above' }
  /** `never`: SKUs that cost less and were never sold for it. */
  | { readonly look: 'recommended'; readonly minor: number; readonly never: readonly string[] }

/** Null where there is no such price, or what is typed is none. */
export const listPriceLook = (
  typed: string,
  { currency, skus }: Pick<Product, 'currency' | 'skus'>,
  prices: readonly Pick<Price, 'skuId' | 'kind' | 'priceMinor'>[],
): ListPriceLook | null => {
  const minor = typed.trim() === '' ? null : parseMoney(typed, currency)
  if (!minor) return null
  const less = skus.filter(({ priceMinor }) => priceMinor < minor)
  if (less.length === 0) return { look: 'not-above' }
  const never = less.filter(
    ({ id }) => !prices.some((one) => one.skuId === id && one.kind === 'price' && one.priceMinor === minor),
  )
  if (never.length === 0) return { look: 'struck' }
  return { look: 'recommended', minor, never: never.map(({ id, label }) => label || id) }
}
