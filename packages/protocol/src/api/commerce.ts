// Orders, and what they add up to; with the files below, all of `api.commerce`.
import { z } from 'zod'
import { AmountMinor, Currency, OrderId, RoomId, SkuId } from '../ids.ts'
import { Order, Quantity } from '../order.ts'
import { endpoint } from './endpoint.ts'
import { PAGE_MAX } from './rooms.ts'

export * from './catalogue.ts'
export * from './catalogue-tables.ts'
export * from './payments.ts'
export * from './prices.ts'
export * from './shelf.ts'

const inRoom = z.strictObject({ room: RoomId })
const ofOrder = z.strictObject({ order: OrderId })

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
