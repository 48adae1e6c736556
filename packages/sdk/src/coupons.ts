// Coupons: take what is dropped in a room or what a code gives, use it with an order; make and drop them.
import type { CouponClaim, Refusal } from '@hawker/protocol'
import type { Ask, Call } from './http.ts'
import type { Machine } from './machine.ts'
import { retried } from './retry.ts'
import { newId } from './uuid.ts'

/**
 * The caller's coupons. Those in a room have its drops in `state.drops`.
 * @example
 * const claim = await hawker.coupons.claim('tea', state.drops[0].id)
 * if (!isRefusal(claim)) await hawker.orders.place({ ...order, claimId: claim.id })
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

  /** For staff: the app's coupons, newest first. */
  list: () => call('coupons.listCoupons', {}),
  create: (coupon: Ask<'coupons.createCoupon'>['body']) => call('coupons.createCoupon', { body: coupon }),
  /** Single codes of a coupon. They are shown this once. */
  makeCodes: (coupon: string, count: number) => call('coupons.makeCodes', { params: { coupon }, body: { count } }),
  /** Shows a coupon to a room, for the first who take it. */
  drop: (room: string, drop: Ask<'coupons.dropCoupon'>['body']) =>
    call('coupons.dropCoupon', { params: { room }, body: drop }),
  /** Takes a drop away; what was claimed stays claimed. */
  close: (room: string, drop: string) => call('coupons.closeDrop', { params: { room, drop } }),
})

export type Coupons = ReturnType<typeof createCoupons>
