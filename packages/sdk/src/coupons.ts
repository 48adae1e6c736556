// Coupons: take what is dropped in a room or what a code gives, use it with a basket. What staff do with coupons is in `shop.ts`.
import type { CouponClaim, Refusal } from '@hawker/protocol'
import type { Call } from './http.ts'
import type { Machine } from './machine.ts'
import { retried } from './retry.ts'
import { newId } from './uuid.ts'

/**
 * The caller's coupons. Those in a room have its drops in `state.drops`.
 * @example
 * const claim = await hawker.coupons.claim('tea', state.drops[0].id)
 * if (!isRefusal(claim)) await baskets.put({ orders: [order.id], claimId: claim.id })
 */
export const createCoupons = (call: Call, machine: Machine) => ({
  /** Those that can be used come first. */
  mine: () => call('coupons.listOwnCoupons', {}),
  /** Takes one of a drop. Retried under the same id when the server is busy or out of reach. */
  claim: (room: string, drop: string, id = newId(machine.now())): Promise<CouponClaim | Refusal> =>
    retried(machine, () => call('coupons.claimDrop', { params: { room, drop }, body: { id } })),
  /** Takes one by its code, as it was typed. */
  redeem: (code: string, id = newId(machine.now())): Promise<CouponClaim | Refusal> =>
    retried(machine, () => call('coupons.claimCode', { body: { id, code } })),
})

export type Coupons = ReturnType<typeof createCoupons>
