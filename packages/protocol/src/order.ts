// An order as its buyer and the shop see it.
import { z } from 'zod'
import { AmountMinor, AuctionId, BasketId, Currency, Millis, OrderId, ProductId, RoomId, SkuId } from './ids.ts'

export const ORDER_STATES = ['held', 'paid', 'shipped', 'cancelled', 'expired', 'refunded'] as const
export const OrderState = z.enum(ORDER_STATES)
export type OrderState = z.infer<typeof OrderState>

export const QUANTITY_MAX = 999
export const Quantity = z.int().min(1).max(QUANTITY_MAX)

/** How an order is on its way. */
export const Shipment = z.strictObject({
  carrier: z.string(),
  trackingCode: z.string(),
  /** Where the carrier says how far it is; null: nowhere. */
  trackingUrl: z.string().nullable(),
  shippedAt: Millis,
})
export type Shipment = z.infer<typeof Shipment>

/** `totalMinor` = unit price × quantity − discount + delivery. */
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
  /** What a coupon takes off it, and its part of the delivery; left out: nothing. */
  discountMinor: AmountMinor.optional(),
  deliveryMinor: AmountMinor.optional(),
  /** The basket it is paid with; left out: none. */
  basketId: BasketId.optional(),
  /** It was offered: to who waited longest, or with `auctionId` to the next bidder. Not paying it counts for nothing. */
  turn: z.literal(true).optional(),
  /** It was won at an auction, at this price; left out: it was not. */
  auctionId: AuctionId.optional(),
  /** Left out until it is sent. */
  shipment: Shipment.optional(),
})
export type Order = z.infer<typeof Order>
