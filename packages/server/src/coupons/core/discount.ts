// What a coupon takes off: one coupon an order, after the flash price, before delivery, never below zero.
import type { AmountMinor, CouponTerms, Currency, ProductId } from '@hawker/protocol'
import { spread } from '#kernel/spread'

export interface GoodsLine {
  readonly productId: ProductId
  /** Price of the line as it is sold now, all its pieces. */
  readonly minor: AmountMinor
}

export interface Goods {
  readonly currency: Currency
  readonly lines: readonly GoodsLine[]
}

export interface Discount {
  readonly discountMinor: AmountMinor
  /** What of it falls on each line, in their order; nothing on lines that the coupon is not for. */
  readonly perLineMinor: readonly AmountMinor[]
}

const offOf = ({ off }: Pick<CouponTerms, 'off'>, goods: bigint): bigint => {
  if (off.type === 'amount') return BigInt(off.minor)
  const part = (goods * BigInt(off.percent)) / 100n
  return off.maxMinor !== null && part > BigInt(off.maxMinor) ? BigInt(off.maxMinor) : part
}

/** Null: the coupon is not for these goods, or would take nothing off. Its time is not looked at here. */
export const discountOf = (
  terms: Pick<CouponTerms, 'off' | 'currency' | 'minSpendMinor' | 'productIds'>,
  goods: Goods,
): Discount | null => {
  if (terms.currency !== goods.currency) return null
  const of = terms.productIds && new Set(terms.productIds)
  // Sums of many lines leave what a double holds exactly.
  const lines = goods.lines.map(({ productId, minor }) => (of === null || of.has(productId) ? BigInt(minor) : 0n))
  const sum = lines.reduce((total, line) => total + line, 0n)
  if (sum === 0n || sum < BigInt(terms.minSpendMinor)) return null
  const off = offOf(terms, sum)
  const discount = off < sum ? off : sum
  if (discount === 0n) return null
  return { discountMinor: Number(discount), perLineMinor: spread(discount, lines).map(Number) }
}
