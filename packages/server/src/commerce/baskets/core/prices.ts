// What a basket costs: goods − discount + delivery, and which part of it falls on each order. Whole minor units; sums are
// made where they cannot leave the range of exact numbers.
import { type AmountMinor, type BasketPrices, type Currency, MAX_AMOUNT_MINOR, type OrderId } from '@hawker/protocol'
import { spread } from '#kernel/spread'

export interface BasketLine {
  readonly id: OrderId
  readonly currency: Currency
  /** Unit price times quantity. */
  readonly goodsMinor: AmountMinor
  /** What a coupon takes off it. */
  readonly discountMinor: AmountMinor
  /** It is sent: it bears its part of the delivery. */
  readonly ships: boolean
}

/** The part of an order, so that each has a total of its own. */
export interface Share {
  readonly id: OrderId
  readonly discountMinor: AmountMinor
  readonly deliveryMinor: AmountMinor
  readonly totalMinor: AmountMinor
}

export interface PricedBasket {
  readonly prices: BasketPrices
  /** In the order of the ids. */
  readonly shares: readonly Share[]
}

const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n)

/** `delivery` answers its price for goods of a price, coupon taken off. A word: why it cannot be priced. */
export const priceBasket = (
  unsorted: readonly BasketLine[],
  delivery: ((goodsMinor: bigint) => bigint) | null,
): PricedBasket | 'mixed-currencies' | 'too-much' => {
  const lines = unsorted.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  if (lines.some(({ currency }) => currency !== lines[0]!.currency)) return 'mixed-currencies'
  const goods = sumOf(lines.map((line) => BigInt(line.goodsMinor)))
  const discount = sumOf(lines.map((line) => BigInt(line.discountMinor)))
  const sent = lines.map((line) => (line.ships ? BigInt(line.goodsMinor) : 0n))
  // In proportion to the goods that are sent: what a coupon took off them does not move the freight to others.
  const price = delivery === null || sumOf(sent) === 0n ? 0n : delivery(goods - discount)
  const total = goods - discount + price
  if (goods > BigInt(MAX_AMOUNT_MINOR) || total > BigInt(MAX_AMOUNT_MINOR)) return 'too-much'
  const parts = spread(price, sent)
  return {
    prices: {
      ...{ goodsMinor: Number(goods), discountMinor: Number(discount) },
      ...{ deliveryMinor: Number(price), totalMinor: Number(total) },
    },
    shares: lines.map(({ id, goodsMinor, discountMinor }, i) => ({
      ...{ id, discountMinor, deliveryMinor: Number(parts[i]!) },
      totalMinor: goodsMinor - discountMinor + Number(parts[i]!),
    })),
  }
}
