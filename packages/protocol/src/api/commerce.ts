// Shelves, launches, orders and payments. The catalogue has a file of its own.
import { z } from 'zod'
import { AmountMinor, AppId, Currency, LaunchId, Millis, OrderId, ProductId, RoomId, SkuId } from '../ids.ts'
import { Order, Quantity } from '../order.ts'
import { FLASH_QUANTITY_MAX, Launch, ShelfItem } from '../shelf.ts'
import { endpoint } from './endpoint.ts'
import { PAGE_MAX } from './rooms.ts'

export * from './catalogue.ts'

const inRoom = z.strictObject({ room: RoomId })
const ofOrder = z.strictObject({ order: OrderId })

export const readShelf = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}/shelf',
  summary: 'Products of a room in the order of their numbers, and what is being shown',
  tag: 'commerce',
  permission: 'public',
  params: inRoom,
  query: z.strictObject({ app: AppId.optional() }),
  answer: z.strictObject({
    items: z.array(ShelfItem),
    explaining: ProductId.nullable(),
    launch: Launch.nullable(),
    version: z.int(),
  }),
  refusals: ['not-found'],
})

export const putShelf = endpoint({
  method: 'PUT',
  path: '/api/rooms/{room}/shelf',
  summary: 'Set the products of a room: number, product, planned slot',
  tag: 'commerce',
  permission: 'room.operate',
  params: inRoom,
  body: z.strictObject({
    items: z
      .array(
        z.strictObject({
          productId: ProductId,
          number: z.int().min(1).max(999),
          plannedAt: Millis.nullable().default(null),
        }),
      )
      .max(300),
  }),
  answer: z.strictObject({ items: z.array(ShelfItem), version: z.int() }),
  refusals: ['not-found'],
})

export const LASTS_MAX_MS = 1_200_000
export const FLASH_LASTS_MIN_MS = 60_000

export const openLaunch = endpoint({
  method: 'POST',
  path: '/api/rooms/{room}/launches',
  summary: 'Show a product to everybody in the room, in place of the one shown before',
  tag: 'commerce',
  permission: 'room.operate',
  status: 201,
  params: inRoom,
  body: z
    .strictObject({
      productId: ProductId,
      /** How long the offer stands once it sells, 10 s to 20 min; null for open end. */
      lastsMs: z.int().min(10_000).max(LASTS_MAX_MS).nullable().default(null),
      /** Shown as a countdown first, 10 s to 300 s; then it sells. */
      countdownMs: z.int().min(10_000).max(300_000).nullable().default(null),
      /** Below the price of every SKU, for no more pieces than are free; it takes `lastsMs` of 1 min to 20 min. */
      flash: z
        .strictObject({
          priceMinor: AmountMinor.min(1),
          quantity: z.int().min(1).max(FLASH_QUANTITY_MAX),
          perBuyerLimit: Quantity.nullable().default(null),
        })
        .nullable()
        .default(null),
    })
    .refine(({ flash, lastsMs }) => flash === null || (lastsMs !== null && lastsMs >= FLASH_LASTS_MIN_MS), {
      path: ['lastsMs'],
      message: 'a flash price lasts 1 to 20 minutes',
    }),
  answer: z.strictObject({ launch: Launch }),
  refusals: ['not-found', 'wrong-state', 'sold-out', 'invalid'],
})

/** How long a launch or a retraction can be taken back. */
export const UNDO_MS = 5_000

export const undoLaunch = endpoint({
  method: 'POST',
  path: '/api/rooms/{room}/launches/undo',
  summary: 'Take back the last launch or retraction, within 5 seconds: what was shown before is shown again',
  tag: 'commerce',
  permission: 'room.operate',
  params: inRoom,
  body: z.strictObject({}),
  answer: z.strictObject({ launch: Launch.nullable() }),
  refusals: ['not-found', 'undo-over'],
})

export const explainProduct = endpoint({
  method: 'PUT',
  path: '/api/rooms/{room}/explaining',
  summary: 'Say which product of the shelf the host is explaining now; null: none',
  tag: 'commerce',
  permission: 'room.operate',
  params: inRoom,
  body: z.strictObject({ productId: ProductId.nullable() }),
  answer: z.strictObject({ explaining: ProductId.nullable(), version: z.int() }),
  refusals: ['not-found'],
})

export const closeLaunch = endpoint({
  method: 'DELETE',
  path: '/api/rooms/{room}/launches/{launch}',
  summary: 'Retract the product that is being shown',
  tag: 'commerce',
  permission: 'room.operate',
  params: z.strictObject({ room: RoomId, launch: LaunchId }),
  answer: z.strictObject({ launchId: LaunchId }),
  refusals: ['not-found', 'wrong-state'],
})

export const placeOrder = endpoint({
  method: 'POST',
  path: '/api/orders',
  summary:
    'Take pieces of a SKU and hold them until paid. The id is the idempotency key: the same again answers the same',
  tag: 'commerce',
  permission: 'person',
  status: 201,
  body: z.strictObject({
    id: OrderId,
    roomId: RoomId,
    skuId: SkuId,
    quantity: Quantity,
    /** What the buyer was shown. The server computes its own; a difference is refused with `price-changed`. */
    expectedTotalMinor: AmountMinor,
    currency: Currency,
  }),
  answer: Order,
  refusals: [
    'not-found',
    'sold-out',
    'not-on-sale',
    'price-changed',
    'hold-limit',
    'buyer-limit',
    'order-id-taken',
    'busy',
    'unavailable',
  ],
})

export const readOrder = endpoint({
  method: 'GET',
  path: '/api/orders/{order}',
  summary: "One of the caller's own orders",
  tag: 'commerce',
  permission: 'person',
  params: ofOrder,
  answer: Order,
  refusals: ['not-found'],
})

export const listOwnOrders = endpoint({
  method: 'GET',
  path: '/api/orders',
  summary: "The caller's own orders, newest first",
  tag: 'commerce',
  permission: 'person',
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50),
    after: z.string().max(128).optional(),
  }),
  answer: z.strictObject({ orders: z.array(Order), next: z.string().nullable() }),
})

export const cancelOrder = endpoint({
  method: 'POST',
  path: '/api/orders/{order}/cancel',
  summary: 'Give a held order back; its pieces go on sale again. Cancelled already, it answers the order',
  tag: 'commerce',
  permission: 'person',
  params: ofOrder,
  body: z.strictObject({}),
  answer: Order,
  refusals: ['not-found', 'wrong-state'],
})

/** What the page shows to take the money. `sandbox`: our own test sheet, in the room. `test`: no real money moves. */
export const PaymentSheet = z.strictObject({
  paymentId: z.string(),
  provider: z.enum(['sandbox', 'stripe']),
  /** Stripe: what its script confirms the payment with, and the key it is loaded with. */
  clientSecret: z.string().nullable(),
  publishableKey: z.string().nullable(),
  amountMinor: AmountMinor,
  currency: Currency,
  test: z.boolean(),
})
export type PaymentSheet = z.infer<typeof PaymentSheet>

export const beginPayment = endpoint({
  method: 'POST',
  path: '/api/orders/{order}/payment',
  summary:
    'Begin to pay a held order; called twice it answers the same payment. What is in a basket is paid with the basket',
  tag: 'commerce',
  permission: 'person',
  params: ofOrder,
  body: z.strictObject({}),
  answer: PaymentSheet,
  refusals: ['not-found', 'wrong-state', 'hold-ended', 'delivery-needed', 'unavailable'],
})

export const actInSandbox = endpoint({
  method: 'POST',
  path: '/api/payments/{payment}/sandbox',
  summary: 'The sandbox provider: approve or decline a test payment; or be told of the approval late, twice, or never',
  tag: 'commerce',
  permission: 'person',
  params: z.strictObject({ payment: z.string().min(8).max(64) }),
  body: z.strictObject({
    /** `late`: after the hold has ended. `never`: found out by asking, a minute later. */
    outcome: z.enum(['approve', 'decline', 'late', 'twice', 'never']),
  }),
  answer: z.strictObject({ order: Order }),
  refusals: ['not-found', 'wrong-state', 'hold-ended'],
})

export const refundOrder = endpoint({
  method: 'POST',
  path: '/api/orders/{order}/refund',
  summary: 'Pay back all of an order or a part; never more than was paid. The id makes it happen once',
  tag: 'commerce',
  permission: 'money.write',
  stepUp: true,
  params: ofOrder,
  body: z.strictObject({
    id: z.uuid(),
    /** 0: only of an order that cost nothing, as a whole. */
    amountMinor: AmountMinor,
    /** Its pieces go back on sale; only together with all that was not paid back before. */
    restock: z.boolean().default(false),
    reason: z.string().max(240).default(''),
  }),
  answer: Order,
  refusals: ['not-found', 'wrong-state', 'conflict'],
})

/** Money on its way back, or back. */
export const OrderRefund = z.strictObject({
  id: z.string(),
  /** `late`: the money came when the goods were gone. `double`: the order was paid already. */
  cause: z.enum(['staff', 'late', 'double']),
  amountMinor: AmountMinor,
  /** `due`: it is being sent. `sent`: the provider has taken it. `failed`: it has to be looked at. */
  state: z.enum(['due', 'sent', 'failed']),
  askedAt: Millis,
  sentAt: Millis.nullable(),
  /** Its pieces went back on sale. */
  restock: z.boolean(),
  /** For staff; null for the buyer. */
  reason: z.string().nullable(),
})
export type OrderRefund = z.infer<typeof OrderRefund>

export const listRefunds = endpoint({
  method: 'GET',
  path: '/api/orders/{order}/refunds',
  summary: 'What was paid back of an order, oldest first: for its buyer, and for those who send and refund',
  tag: 'commerce',
  permission: 'person-or-server',
  params: ofOrder,
  answer: z.strictObject({ refunds: z.array(OrderRefund), currency: Currency }),
  refusals: ['not-found'],
})

/** What was paid and not paid back, in the currency most of it was paid in. */
const Turnover = z.strictObject({
  paid: z.int(),
  paidLastMinute: z.int(),
  revenueMinor: AmountMinor,
  currency: Currency.nullable(),
})

/** An order as the shop's staff see it in the console. */
export const RoomOrder = Order.extend({ buyerName: z.string() }).strict()
export type RoomOrder = z.infer<typeof RoomOrder>

export const listRoomOrders = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}/orders',
  summary: 'Orders of a room, newest first, with the totals of the room',
  tag: 'commerce',
  permission: 'numbers.read',
  params: inRoom,
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50),
    after: z.string().max(128).optional(),
  }),
  answer: z.strictObject({
    orders: z.array(RoomOrder),
    next: z.string().nullable(),
    totals: Turnover.extend({
      placed: z.int(),
      /** The same for test payments: play money is no part of the turnover. */
      test: Turnover,
    }).strict(),
  }),
  refusals: ['not-found'],
})

export const readStockTruth = endpoint({
  method: 'GET',
  path: '/api/invariants/stock',
  summary: 'sold + held + free = stocked, for every SKU of the app, counted now',
  tag: 'commerce',
  permission: 'numbers.read',
  answer: z.strictObject({
    holds: z.boolean(),
    skus: z.array(
      z.strictObject({
        skuId: SkuId,
        stocked: z.int(),
        free: z.int(),
        held: z.int(),
        sold: z.int(),
        holds: z.boolean(),
      }),
    ),
  }),
})
