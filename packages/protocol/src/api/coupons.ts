// Coupons: made, dropped in rooms, claimed, used with an order.
import { z } from 'zod'
import { CouponClaim, CouponDrop, CouponTerms } from '../coupon.ts'
import { CouponId, DropId, RoomId } from '../ids.ts'
import { endpoint } from './endpoint.ts'

/** Single codes made at once. */
export const CODES_MADE_MAX = 1_000
export const DROP_MIN_MS = 10_000
export const DROP_MAX_MS = 3_600_000

const inRoom = z.strictObject({ room: RoomId })
const inRoomOfDrop = z.strictObject({ room: RoomId, drop: DropId })

export const Coupon = z.strictObject({
  id: CouponId,
  terms: CouponTerms,
  /** How many may be claimed in all. */
  quota: z.int().min(1).max(10_000_000),
  perUser: z.int().min(1).max(100),
  /** One code for everybody; null: by drops and single codes only. */
  code: z
    .string()
    .regex(/^[A-Z0-9-]{4,32}$/, '4 to 32 of A-Z 0-9 -')
    .nullable(),
  claimed: z.int().nonnegative(),
  used: z.int().nonnegative(),
})
export type Coupon = z.infer<typeof Coupon>

export const listCoupons = endpoint({
  method: 'GET',
  path: '/api/coupons',
  summary: 'Coupons of the app, newest first',
  tag: 'coupons',
  permission: 'room.operate',
  answer: z.strictObject({ coupons: z.array(Coupon) }),
})

export const createCoupon = endpoint({
  method: 'POST',
  path: '/api/coupons',
  summary: 'Make a coupon',
  tag: 'coupons',
  permission: 'money.write',
  stepUp: true,
  status: 201,
  body: Coupon.omit({ id: true, claimed: true, used: true }),
  answer: Coupon,
  refusals: ['name-taken', 'invalid'],
})

export const makeCodes = endpoint({
  method: 'POST',
  path: '/api/coupons/{coupon}/codes',
  summary: 'Make single codes of a coupon; they are shown this once',
  tag: 'coupons',
  permission: 'money.write',
  stepUp: true,
  status: 201,
  params: z.strictObject({ coupon: CouponId }),
  body: z.strictObject({ count: z.int().min(1).max(CODES_MADE_MAX) }),
  answer: z.strictObject({ codes: z.array(z.string()) }),
  refusals: ['not-found', 'limit-reached'],
})

export const dropCoupon = endpoint({
  method: 'POST',
  path: '/api/rooms/{room}/drops',
  summary: 'Show a coupon to a room, for the first who take it',
  tag: 'coupons',
  permission: 'room.operate',
  status: 201,
  params: inRoom,
  body: z.strictObject({
    couponId: CouponId,
    quantity: z.int().min(1).max(1_000_000),
    lastsMs: z.int().min(DROP_MIN_MS).max(DROP_MAX_MS),
  }),
  answer: CouponDrop,
  refusals: ['not-found', 'wrong-state', 'limit-reached'],
})

export const closeDrop = endpoint({
  method: 'DELETE',
  path: '/api/rooms/{room}/drops/{drop}',
  summary: 'Take a drop away; what was claimed stays claimed',
  tag: 'coupons',
  permission: 'room.operate',
  params: inRoomOfDrop,
  answer: z.strictObject({ closed: z.boolean() }),
  refusals: ['not-found'],
})

export const claimDrop = endpoint({
  method: 'POST',
  path: '/api/rooms/{room}/drops/{drop}/claims',
  summary: 'Take a coupon that is shown in a room. The id makes it happen once',
  tag: 'coupons',
  permission: 'person',
  status: 201,
  params: inRoomOfDrop,
  body: z.strictObject({ id: z.uuid() }),
  answer: CouponClaim,
  refusals: ['not-found', 'coupon-gone', 'limit-reached', 'conflict', 'busy', 'unavailable'],
})

export const claimCode = endpoint({
  method: 'POST',
  path: '/api/coupons/claims',
  summary: 'Take a coupon by its code; ten tries in ten minutes, and one answer to whatever is wrong',
  tag: 'coupons',
  permission: 'person',
  status: 201,
  body: z.strictObject({ id: z.uuid(), code: z.string().trim().min(1).max(64) }),
  answer: CouponClaim,
  refusals: ['coupon-invalid', 'limit-reached', 'conflict', 'too-many', 'busy', 'unavailable'],
})

export const listOwnCoupons = endpoint({
  method: 'GET',
  path: '/api/my/coupons',
  summary: "The caller's coupons, those that can be used first",
  tag: 'coupons',
  permission: 'person',
  answer: z.strictObject({ claims: z.array(CouponClaim) }),
})
