// What is paid together: held orders, a coupon, a way of delivery.
import { z } from 'zod'
import { Address } from './address.ts'
import { AmountMinor, BasketId, Currency, DeliveryId, Millis } from './ids.ts'
import { Order } from './order.ts'

/** A way of delivery as buyers see it. */
export const DeliveryMethod = z.strictObject({
  id: DeliveryId,
  name: z.string().trim().min(1).max(60),
  currency: Currency,
  priceMinor: AmountMinor,
  /** From this price of the goods on, coupon taken off, it costs nothing; null: it always costs. */
  freeFromMinor: AmountMinor.nullable(),
  /** Countries it goes to, ISO 3166-1 alpha-2; null: everywhere. */
  countries: z
    .array(z.string().regex(/^[A-Z]{2}$/))
    .min(1)
    .max(250)
    .nullable(),
  /** How many days it takes, from and to. */
  daysMin: z.int().min(0).max(365),
  daysMax: z.int().min(0).max(365),
})
export type DeliveryMethod = z.infer<typeof DeliveryMethod>

/** goods − discount + delivery = total, to the last unit; each is the sum of the same of the basket's orders. */
export const BasketPrices = z.strictObject({
  goodsMinor: AmountMinor,
  discountMinor: AmountMinor,
  deliveryMinor: AmountMinor,
  totalMinor: AmountMinor,
})
export type BasketPrices = z.infer<typeof BasketPrices>

export const Basket = z.strictObject({
  id: BasketId,
  /** In the order of their ids. */
  orders: z.array(Order).min(1),
  currency: Currency,
  prices: BasketPrices,
  /** The claim whose coupon it uses, and the coupon's title. */
  coupon: z.strictObject({ claimId: z.uuid(), title: z.string() }).nullable(),
  delivery: z.strictObject({ id: DeliveryId, name: z.string() }).nullable(),
  /** As it was when it was chosen: a later change of the address book does not reach it. */
  address: Address.nullable(),
  /** Whether something in it must be sent, so that it cannot be paid without address and delivery. */
  needsDelivery: z.boolean(),
  /** The earliest end of its holds; null once nothing is held. */
  holdEndsAt: Millis.nullable(),
})
export type Basket = z.infer<typeof Basket>
