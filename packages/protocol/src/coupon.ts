// Coupons: money off, for the first who take them, for those who know a code.
import { z } from 'zod'
import { AmountMinor, CouponId, Currency, DropId, Millis, ProductId } from './ids.ts'

/** What a coupon takes off, never below zero. One coupon an order; it comes after the flash price, before delivery. */
export const CouponOff = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('amount'), minor: AmountMinor.min(1) }),
  /** Rounded down to the minor unit. */
  z.strictObject({
    type: z.literal('percent'),
    percent: z.int().min(1).max(100),
    maxMinor: AmountMinor.min(1).nullable(),
  }),
])
export type CouponOff = z.infer<typeof CouponOff>

/** What holds for a coupon wherever it is had from. */
export const CouponTerms = z.strictObject({
  title: z.string().trim().min(1).max(60),
  off: CouponOff,
  currency: Currency,
  /** Least price of the goods; 0: any. */
  minSpendMinor: AmountMinor,
  /** Null: every product. */
  productIds: z.array(ProductId).max(300).nullable(),
  startsAt: Millis.nullable(),
  endsAt: Millis.nullable(),
})
export type CouponTerms = z.infer<typeof CouponTerms>

/** A coupon shown in a room for the first who take it. */
export const CouponDrop = z.strictObject({
  id: DropId,
  couponId: CouponId,
  terms: CouponTerms,
  quantity: z.int().min(1),
  left: z.int().nonnegative(),
  openedAt: Millis,
  endsAt: Millis,
  version: z.int().nonnegative(),
})
export type CouponDrop = z.infer<typeof CouponDrop>

/** A coupon in somebody's hands. */
export const CouponClaim = z.strictObject({
  id: z.uuid(),
  couponId: CouponId,
  terms: CouponTerms,
  state: z.enum(['open', 'used', 'expired']),
  claimedAt: Millis,
})
export type CouponClaim = z.infer<typeof CouponClaim>
