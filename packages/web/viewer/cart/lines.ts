// What is in a cart and can be ordered together. Pure.
import type { Answer } from '@hawker/sdk'
import type { Wanted } from '../checkout/purchase.ts'

export type Cart = Answer<'baskets.readCart'>
export type CartLine = Cart['lines'][number]

/** Lines ordered at once: the protocol's limit of orders in a basket. */
export const CHECKOUT_LINES_MAX = 5
/** Most pieces of one line: the protocol's limit of an order. */
const PIECES_MAX = 999

export type Obstacle = 'off-sale' | 'sold-out'

/** Why a line cannot be ordered now; null: it can. */
export const obstacleOf = ({ onSale, stock }: Pick<CartLine, 'onSale' | 'stock'>): Obstacle | null => {
  if (!onSale) return 'off-sale'
  return stock === 0 ? 'sold-out' : null
}

/** Most pieces of it that one buyer can order now. */
export const mostOf = ({ stock, perBuyerLimit }: Pick<CartLine, 'stock' | 'perBuyerLimit'>): number =>
  Math.max(1, Math.min(stock, perBuyerLimit ?? PIECES_MAX, PIECES_MAX))

/** Some were wanted that are not there any more: what is ordered is what there is. */
export const quantityOf = (line: Pick<CartLine, 'quantity' | 'stock' | 'perBuyerLimit'>): number =>
  Math.min(line.quantity, mostOf(line))

/** Which of them are ordered: of those the buyer did not leave out as many as can be paid together, in one currency. */
export const chosenLines = (lines: readonly CartLine[], leftOut: ReadonlySet<string>): readonly CartLine[] => {
  const can = lines.filter((line) => obstacleOf(line) === null && !leftOut.has(line.skuId))
  const currency = can[0]?.currency
  return can.filter((line) => line.currency === currency).slice(0, CHECKOUT_LINES_MAX)
}

export const totalMinorOf = (lines: readonly CartLine[]): number =>
  lines.reduce((sum, line) => sum + line.unitPriceMinor * quantityOf(line), 0)

/** Lines as they are ordered: at the prices that were shown. */
export const wantedOf = (lines: readonly CartLine[], idOf: () => string): readonly Wanted[] =>
  lines.map((line) => ({
    id: idOf(),
    roomId: line.roomId,
    productId: line.productId,
    skuId: line.skuId,
    title: line.title,
    skuLabel: line.skuLabel,
    imageUrl: line.imageUrl,
    quantity: quantityOf(line),
    unitMinor: line.unitPriceMinor,
    listMinor: line.listPriceCharged ? line.listPriceMinor : null,
    flash: false,
    currency: line.currency,
  }))
