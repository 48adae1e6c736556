// Identifiers as they stand on the wire. Brands keep a SKU id from being passed where a room id belongs.
import { z } from 'zod'
import { MAX_AMOUNT_MINOR } from './amount.ts'

export { MAX_AMOUNT_MINOR }

/** Room, product, SKU, user and app ids: 1–64 of `[A-Za-z0-9_-]`; safe in a path, a topic and a file name. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/

const id = <B extends string>(brand: B) =>
  z.string().regex(ID_PATTERN, `${brand} takes 1 to 64 of A-Z a-z 0-9 _ -`).brand<B>()

export const AppId = id('AppId')
export type AppId = z.infer<typeof AppId>
export const UserId = id('UserId')
export type UserId = z.infer<typeof UserId>
export const RoomId = id('RoomId')
export type RoomId = z.infer<typeof RoomId>
export const ProductId = id('ProductId')
export type ProductId = z.infer<typeof ProductId>
export const SkuId = id('SkuId')
export type SkuId = z.infer<typeof SkuId>
export const LaunchId = id('LaunchId')
export type LaunchId = z.infer<typeof LaunchId>
export const GiftId = id('GiftId')
export type GiftId = z.infer<typeof GiftId>

export const CouponId = id('CouponId')
export type CouponId = z.infer<typeof CouponId>
export const DropId = id('DropId')
export type DropId = z.infer<typeof DropId>

export const AuctionId = id('AuctionId')
export type AuctionId = z.infer<typeof AuctionId>

/** An order's id is chosen by the client and is its idempotency key: a UUID, version 7 advised (RFC 9562 §5.7). */
export const OrderId = z.uuid().brand<'OrderId'>()
export type OrderId = z.infer<typeof OrderId>

/** A basket's id is chosen by the client too, and makes it happen once. */
export const BasketId = z.uuid().brand<'BasketId'>()
export type BasketId = z.infer<typeof BasketId>
export const DeliveryId = id('DeliveryId')
export type DeliveryId = z.infer<typeof DeliveryId>

/** Milliseconds since 1970-01-01T00:00:00Z, whole. */
export const Millis = z.int().nonnegative()
export type Millis = number

/** An amount in the currency's smallest unit (cents, fen): a whole number, never a fraction. */
export const AmountMinor = z.int().nonnegative().max(MAX_AMOUNT_MINOR)
export type AmountMinor = number

/** ISO 4217 code, upper case. */
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'currency is three capital letters, as in ISO 4217')
export type Currency = string
