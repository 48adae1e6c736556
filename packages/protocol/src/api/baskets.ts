// Baskets: held orders that are paid together, with a coupon and a way of delivery. And what stands before them: a cart.
import { z } from 'zod'
import { AddressId } from '../address.ts'
import { Basket, DeliveryMethod } from '../basket.ts'
import { AmountMinor, AppId, BasketId, Currency, DeliveryId, OrderId, ProductId, RoomId, SkuId } from '../ids.ts'
import { Quantity } from '../order.ts'
import { PaymentSheet } from './commerce.ts'
import { endpoint } from './endpoint.ts'

const ofBasket = z.strictObject({ basket: BasketId })
const ofDelivery = z.strictObject({ method: DeliveryId })
const ofLine = z.strictObject({ sku: SkuId })

/** Orders paid together; a buyer holds no more. */
export const BASKET_ORDERS_MAX = 5

export const putBasket = endpoint({
  method: 'PUT',
  path: '/api/baskets/{basket}',
  summary:
    'Put held orders together and say with which coupon, to where and how: prices are worked out from one snapshot. Again, it changes what was said, until it is paid',
  tag: 'baskets',
  permission: 'person',
  params: ofBasket,
  body: z.strictObject({
    orders: z.array(OrderId).min(1).max(BASKET_ORDERS_MAX),
    /** A claim of the caller. One coupon a basket. */
    claimId: z.uuid().nullable().default(null),
    addressId: AddressId.nullable().default(null),
    deliveryId: DeliveryId.nullable().default(null),
  }),
  answer: Basket,
  refusals: [
    'not-found',
    'wrong-state',
    'hold-ended',
    'coupon-invalid',
    'delivery-needed',
    'conflict',
    'invalid',
    'unavailable',
  ],
})

export const readBasket = endpoint({
  method: 'GET',
  path: '/api/baskets/{basket}',
  summary: "One of the caller's own baskets",
  tag: 'baskets',
  permission: 'person',
  params: ofBasket,
  answer: Basket,
  refusals: ['not-found'],
})

export const beginBasketPayment = endpoint({
  method: 'POST',
  path: '/api/baskets/{basket}/payment',
  summary:
    'Begin to pay a basket; called twice it answers the same payment. What comes to nothing (a coupon takes it all off) is paid with this',
  tag: 'baskets',
  permission: 'person',
  params: ofBasket,
  body: z.strictObject({
    /** What the buyer was shown. A difference is refused with `price-changed`. */
    expectedTotalMinor: AmountMinor,
    currency: Currency,
  }),
  answer: z.strictObject({
    /** Null: nothing is to be paid, and it is paid. */
    payment: PaymentSheet.nullable(),
    basket: Basket,
  }),
  refusals: ['not-found', 'wrong-state', 'hold-ended', 'price-changed', 'delivery-needed', 'unavailable'],
})

/** Lines of one cart. */
export const CART_LINES_MAX = 50

/** A cart promises nothing: prices and stock are as they stand now. */
export const Cart = z.strictObject({
  lines: z
    .array(
      z.strictObject({
        skuId: SkuId,
        productId: ProductId,
        /** Where it was put in, and where it is ordered. */
        roomId: RoomId,
        title: z.string(),
        skuLabel: z.string(),
        imageUrl: z.string().nullable(),
        quantity: Quantity,
        /** As it costs now, the flash price where there is one for so many. */
        unitPriceMinor: AmountMinor,
        listPriceMinor: AmountMinor.nullable(),
        /** As on the shelf: it may be struck out. */
        listPriceCharged: z.literal(true).optional(),
        currency: Currency,
        /** Pieces anybody can order now. */
        stock: z.int().nonnegative(),
        perBuyerLimit: Quantity.nullable(),
        /** `false`: it cannot be ordered for now. */
        onSale: z.boolean(),
      }),
    )
    .max(CART_LINES_MAX),
})
export type Cart = z.infer<typeof Cart>

export const readCart = endpoint({
  method: 'GET',
  path: '/api/my/cart',
  summary: "The caller's cart, as its goods stand now",
  tag: 'baskets',
  permission: 'person',
  answer: Cart,
})

export const putCartLine = endpoint({
  method: 'PUT',
  path: '/api/my/cart/{sku}',
  summary: 'Put a SKU into the cart, or change how many; nothing is held',
  tag: 'baskets',
  permission: 'person',
  params: ofLine,
  body: z.strictObject({ roomId: RoomId, quantity: Quantity }),
  answer: Cart,
  refusals: ['not-found', 'limit-reached'],
})

export const removeCartLine = endpoint({
  method: 'DELETE',
  path: '/api/my/cart/{sku}',
  summary: 'Take a SKU out of the cart',
  tag: 'baskets',
  permission: 'person',
  params: ofLine,
  answer: Cart,
})

/** Ways of delivery of one app. */
export const DELIVERY_METHODS_MAX = 20
export const DELIVERY_POSITION_MAX = 1_000

const Methods = z.strictObject({ methods: z.array(DeliveryMethod).max(DELIVERY_METHODS_MAX) })

export const listDeliveryMethods = endpoint({
  method: 'GET',
  path: '/api/delivery-methods',
  summary: 'Ways of delivery, in their order. An app that has none sends nothing: no basket needs an address',
  tag: 'baskets',
  permission: 'public',
  query: z.strictObject({ app: AppId.optional() }),
  answer: Methods,
})

export const putDeliveryMethod = endpoint({
  method: 'PUT',
  path: '/api/delivery-methods/{method}',
  summary: 'Add a way of delivery or change it; baskets keep what they were promised',
  tag: 'baskets',
  permission: 'catalogue.write',
  params: ofDelivery,
  body: DeliveryMethod.omit({ id: true })
    .extend({
      /** Left out: where it stands, a new one behind the others. */
      position: z.int().min(0).max(DELIVERY_POSITION_MAX).optional(),
    })
    .strict()
    .refine(({ daysMin, daysMax }) => daysMin <= daysMax, { path: ['daysMax'], message: 'not before daysMin' }),
  answer: Methods,
  refusals: ['limit-reached'],
})

export const removeDeliveryMethod = endpoint({
  method: 'DELETE',
  path: '/api/delivery-methods/{method}',
  summary: 'Offer a way of delivery no more',
  tag: 'baskets',
  permission: 'catalogue.write',
  params: ofDelivery,
  answer: Methods,
  refusals: ['not-found'],
})
