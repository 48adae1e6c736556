// What a way of delivery promises to those who choose it.
import type { AmountMinor, DeliveryId } from '@hawker/protocol'

export interface DeliveryTerms {
  readonly id: DeliveryId
  readonly name: string
  readonly priceMinor: AmountMinor
  /** From this price of the goods on, coupon taken off, it costs nothing. */
  readonly freeFromMinor: AmountMinor | null
  /** Null: everywhere. */
  readonly countries: readonly string[] | null
}

/** Whether it goes to a country. */
export const goesTo = ({ countries }: Pick<DeliveryTerms, 'countries'>, country: string): boolean =>
  countries === null || countries.includes(country)

/** What it costs for goods of this price, coupon taken off. */
export const deliveryPriceOf = (
  { priceMinor, freeFromMinor }: Pick<DeliveryTerms, 'priceMinor' | 'freeFromMinor'>,
  goodsMinor: bigint,
): bigint => (freeFromMinor !== null && goodsMinor >= BigInt(freeFromMinor) ? 0n : BigInt(priceMinor))
