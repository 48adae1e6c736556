// Waiting for a piece of what is sold out.
import { z } from 'zod'
import { Millis, ProductId, RoomId, SkuId } from './ids.ts'
import { Order } from './order.ts'

/** SKUs one person waits for. */
export const WAITS_MAX = 5
/** How long a turn lasts: a piece is held, at the price of that moment, for who is next. */
export const TURN_MS = 180_000
/** Nobody waits longer than this. */
export const WAIT_MAX_MS = 86_400_000

/** Somebody's place in the line of a SKU. */
export const Wait = z.strictObject({
  skuId: SkuId,
  productId: ProductId,
  roomId: RoomId,
  title: z.string(),
  skuLabel: z.string(),
  imageUrl: z.string().nullable(),
  joinedAt: Millis,
  /** How many are before; 0: next. */
  ahead: z.int().nonnegative(),
  /** It is his turn: this order holds the piece. Null: he waits. */
  turn: Order.nullable(),
})
export type Wait = z.infer<typeof Wait>
