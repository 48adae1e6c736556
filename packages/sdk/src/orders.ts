// Buying: place, pay, cancel, look. An order's id is chosen here, so that a retry never buys twice.
import type { Order, Refusal } from '@hawker/protocol'
import { isRefusal } from '@hawker/protocol/refusal'
import type { Ask, Call } from './http.ts'
import type { Machine } from './machine.ts'
import { retried } from './retry.ts'
import { newId } from './uuid.ts'

/** What the buyer was shown. `id` may be handed in to go on with an order whose answer was lost. */
export type NewOrder = Omit<Ask<'commerce.placeOrder'>['body'], 'id'> & { readonly id?: string }

/**
 * The caller's orders.
 * @example
 * const order = await hawker.orders.place({ roomId, skuId, quantity: 1, expectedTotalMinor: 12900, currency: 'CNY' })
 */
export const createOrders = (call: Call, machine: Machine) => ({
  /** Takes the pieces and holds them. Retried under the same id when the server is busy or out of reach. */
  place: ({ id = newId(machine.now()), ...order }: NewOrder): Promise<Order | Refusal> =>
    retried(machine, () => call('commerce.placeOrder', { body: { id, ...order } })),
  read: (order: string) => call('commerce.readOrder', { params: { order } }),
  /** Newest first; `next` of the answer goes in as `after`. */
  list: (query: Ask<'commerce.listOwnOrders'>['query'] = {}) => call('commerce.listOwnOrders', { query }),
  cancel: (order: string) => retried(machine, () => call('commerce.cancelOrder', { params: { order }, body: {} })),
  /** Opens the payment sheet; asked twice it is the same payment. */
  beginPayment: (order: string) =>
    retried(machine, () => call('commerce.beginPayment', { params: { order }, body: {} })),
  /** Test payments only: plays the provider's part. */
  payInSandbox: async (
    payment: string,
    outcome: Ask<'commerce.actInSandbox'>['body']['outcome'] = 'approve',
  ): Promise<Order | Refusal> => {
    const answer = await retried(machine, () =>
      call('commerce.actInSandbox', { params: { payment }, body: { outcome } }),
    )
    return isRefusal(answer) ? answer : answer.order
  },
})

export type Orders = ReturnType<typeof createOrders>
