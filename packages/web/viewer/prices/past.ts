// The prices of a product as they are told to buyers: by SKU, newest first. Pure.
import type { Answer, ShelfItem } from '@hawker/sdk'

export type Prices = Answer<'commerce.readPrices'>
export type TimedOffer = Answer<'commerce.listTimedOffers'>['offers'][number]
type Span = Prices['prices'][number]

export interface SkuPast {
  readonly skuId: string
  /** Empty where there is only one. */
  readonly label: string
  readonly spans: readonly Span[]
  /** Of the 30 days before the present price; null: not known. */
  readonly lowestMinor: number | null
}

/** SKUs in the order of the shelf. */
export const pastOf = ({ skus }: Pick<ShelfItem, 'skus'>, { prices, lowestOf30Days }: Prices): readonly SkuPast[] =>
  skus.map(({ id, label }) => ({
    skuId: id,
    label: skus.length === 1 ? '' : label,
    spans: prices.filter(({ skuId }) => skuId === id).sort((a, b) => b.from - a.from),
    lowestMinor: lowestOf30Days[id] ?? null,
  }))

/** What stands, with the page behind it. */
export const withOlder = (known: Prices, older: Prices): Prices => ({
  ...known,
  prices: [...known.prices, ...older.prices],
  next: older.next,
})

/** How a page is asked to open with the prices of a product: `#prices=teapot`. */
const HASH = /^#prices=([A-Za-z0-9_-]{1,64})$/
export const productOfHash = (hash: string): string | null => HASH.exec(hash)?.[1] ?? null
export const hashOf = (productId: string): string => `#prices=${productId}`
