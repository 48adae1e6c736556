// Whether a coupon in somebody's hands can be used for some goods now. For choosing only: the server decides, and takes off.
import type { CouponClaim } from '@hawker/sdk'

export interface Goods {
  readonly currency: string
  /** Price of each line, all its pieces. */
  readonly lines: readonly { readonly productId: string; readonly minor: number }[]
}

export type Fit =
  | { readonly fits: true }
  | { readonly fits: false; readonly why: 'used' | 'over' | 'not-yet' | 'currency' | 'products' }
  /** What is missing to the least spend. */
  | { readonly fits: false; readonly why: 'spend'; readonly missingMinor: number }

export const fitOf = ({ state, terms }: CouponClaim, goods: Goods, now: number): Fit => {
  const { startsAt, endsAt, productIds, minSpendMinor, currency } = terms
  if (state === 'used') return { fits: false, why: 'used' }
  if (state === 'expired' || (endsAt !== null && endsAt <= now)) return { fits: false, why: 'over' }
  if (startsAt !== null && startsAt > now) return { fits: false, why: 'not-yet' }
  if (currency !== goods.currency) return { fits: false, why: 'currency' }
  const meant = goods.lines.filter(
    ({ productId }) => (productIds as readonly string[] | null)?.includes(productId) ?? true,
  )
  if (meant.length === 0) return { fits: false, why: 'products' }
  const missingMinor = minSpendMinor - meant.reduce((sum, { minor }) => sum + minor, 0)
  return missingMinor > 0 ? { fits: false, why: 'spend', missingMinor } : { fits: true }
}
