// An order as its buyer and the shop see it.
import { z } from 'zod'
import { AmountMinor, Currency, Millis, OrderId, ProductId, RoomId, SkuId } from './ids.ts'

export const ORDER_STATES = ['held', 'paid', 'cancelled', 'expired', 'refunded'] as const
export const OrderState = z.enum(ORDER_STATES)
export type OrderState = z.infer<typeof OrderState>

export const QUANTITY_MAX = 999
export const Quantity = z.int().min(1).max(QUANTITY_MAX)

export const Order = z.strictObject({
  id: OrderId,
  roomId: RoomId,
  productId: ProductId,
  skuId: SkuId,
  title: z.string(),
  skuLabel: z.string(),
  imageUrl: z.string().nullable(),
  quantity: Quantity,
  unitPriceMinor: AmountMinor,
  totalMinor: AmountMinor,
  currency: Currency,
  state: OrderState,
  placedAt: Millis,
  /** When unpaid stock goes back on sale. */
  holdEndsAt: Millis.nullable(),
  paidAt: Millis.nullable(),
  /** What of it was paid back so far. */
  refundedMinor: AmountMinor,
})
export type Order = z.infer<typeof Order>
