// Orders as those see them who pack and send.
import { z } from 'zod'
import { Address } from '../address.ts'
import { BasketId, Millis, OrderId, RoomId, UserId } from '../ids.ts'
import { Order, OrderState } from '../order.ts'
import { endpoint } from './endpoint.ts'
import { PAGE_MAX } from './rooms.ts'

export const CARRIER_MAX = 60
export const TRACKING_CODE_MAX = 80

/** An order with its buyer and where it goes. */
export const ShopOrder = Order.extend({
  buyerId: UserId,
  buyerName: z.string(),
  /** Null: nothing is sent. */
  address: Address.nullable(),
  deliveryName: z.string().nullable(),
  /** Paid with play money. */
  test: z.boolean(),
}).strict()
export type ShopOrder = z.infer<typeof ShopOrder>

export const listShopOrders = endpoint({
  method: 'GET',
  path: '/api/shop/orders',
  summary:
    'Orders of the app: what is held, the last end of a hold first, then the rest, newest first; in a room all newest first. `search`: the beginning of a buyer’s name, or of an order’s id, six signs of it at least. By name only orders that are held no more are found. A page looks at so many orders at the most: where `searchedTo` is said, it looked that far back, and `next` looks on',
  tag: 'fulfilment',
  permission: 'orders.write',
  query: z.strictObject({
    state: OrderState.optional(),
    room: RoomId.optional(),
    basket: BasketId.optional(),
    search: z.string().trim().min(1).max(80).optional(),
    limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50),
    after: z.string().max(128).optional(),
  }),
  answer: z.strictObject({ orders: z.array(ShopOrder), next: z.string().nullable(), searchedTo: Millis.nullable() }),
})

export const readShopOrder = endpoint({
  method: 'GET',
  path: '/api/shop/orders/{order}',
  summary: 'One order of the app',
  tag: 'fulfilment',
  permission: 'orders.write',
  params: z.strictObject({ order: OrderId }),
  answer: ShopOrder,
  refusals: ['not-found'],
})

export const exportShopOrders = endpoint({
  method: 'GET',
  path: '/api/shop/orders.csv',
  summary: 'The newest orders of a state as CSV, to pack them by; who takes it stands in the journal',
  tag: 'fulfilment',
  permission: 'orders.write',
  query: z.strictObject({ state: OrderState.default('paid') }),
  gives: 'text/csv; charset=utf-8',
  perMinute: 20,
  answer: z.file(),
  refusals: ['busy'],
})

export const shipOrder = endpoint({
  method: 'POST',
  path: '/api/orders/{order}/shipment',
  summary: 'Say that a paid order is on its way; again, it corrects carrier and tracking. Its buyer is told',
  tag: 'fulfilment',
  permission: 'orders.write',
  params: z.strictObject({ order: OrderId }),
  body: z.strictObject({
    carrier: z.string().trim().min(1).max(CARRIER_MAX),
    trackingCode: z.string().trim().max(TRACKING_CODE_MAX).default(''),
    trackingUrl: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .nullable()
      .default(null),
  }),
  answer: ShopOrder,
  refusals: ['not-found', 'wrong-state'],
})
