// The prices of one SKU as a line of steps. Pure: the present is handed in.
import type { Answer } from '@hawker/sdk'

export type Price = Answer<'commerce.readPrices'>['prices'][number]

/** Prices of one SKU, oldest first. */
export const pricesOf = (prices: readonly Price[], sku: string): Price[] =>
  prices.filter(({ skuId }) => skuId === sku).sort((a, b) => a.from - b.from)

export interface Frame {
  readonly width: number
  readonly height: number
}

export interface PriceLine {
  /** The price of the shelf, as an SVG path. */
  readonly price: string
  /** Flash prices, each a piece of its own. */
  readonly flash: string
  readonly lowestMinor: number
  readonly highestMinor: number
  readonly from: number
}

/** Null where there is nothing to draw. Within the frame, the dearest at the top. */
export const priceLine = (prices: readonly Price[], now: number, { width, height }: Frame): PriceLine | null => {
  const [first] = prices
  if (!first) return null
  const minors = prices.map(({ priceMinor }) => priceMinor)
  const lowestMinor = Math.min(...minors)
  const highestMinor = Math.max(...minors)
  const span = Math.max(1, now - first.from)
  const x = (at: number) => Math.round((Math.min(Math.max(at - first.from, 0), span) / span) * width)
  const y = (minor: number) =>
    highestMinor === lowestMinor
      ? Math.round(height / 2)
      : Math.round(((highestMinor - minor) / (highestMinor - lowestMinor)) * height)
  const piece = ({ from, until, priceMinor }: Price) => `M${x(from)} ${y(priceMinor)}H${x(until ?? now)}`
  const price = prices
    .filter(({ kind }) => kind === 'price')
    .map((step, i) => (i === 0 ? piece(step) : `V${y(step.priceMinor)}H${x(step.until ?? now)}`))
    .join('')
  const flash = prices
    .filter(({ kind }) => kind === 'flash')
    .map(piece)
    .join('')
  return { price, flash, lowestMinor, highestMinor, from: first.from }
}
