// How an order is paid, and how money goes back. Part of `api.commerce`.
import { z } from 'zod'
import { AmountMinor, Currency, Millis, OrderId } from '../ids.ts'
import { Order } from '../order.ts'
import { endpoint } from './endpoint.ts'

const ofOrder = z.strictObject({ order: OrderId })

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
