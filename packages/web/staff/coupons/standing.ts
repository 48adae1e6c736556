// How a coupon stands: whether somebody can still take or use it. Pure.
import type { Coupon } from './known-coupons.ts'

export type CouponStanding = 'open' | 'later' | 'over' | 'taken'

export const standingOf = (
  { terms: { startsAt, endsAt }, claimed, quota }: Pick<Coupon, 'terms' | 'claimed' | 'quota'>,
  now: number,
): CouponStanding => {
  if (endsAt !== null && endsAt <= now) return 'over'
  if (claimed >= quota) return 'taken'
  return startsAt !== null && startsAt > now ? 'later' : 'open'
}
