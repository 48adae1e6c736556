// What is paid together, what stands before it, and where it goes. An entry of its own (`@hawker/sdk/checkout`): a page
// loads it when somebody is about to buy.
import type { Hawker } from './hawker.ts'
import type { Answer, Ask, Call } from './http.ts'
import type { Machine } from './machine.ts'
import { retried } from './retry.ts'
import { newId } from './uuid.ts'

type NewBasket = Ask<'baskets.putBasket'>['body'] & { readonly id?: string }
type Basket = Answer<'baskets.readBasket'>

/**
 * Held orders that are paid together.
 * @example
 * const held = await hawker.orders.place(order)
 * const basket = await baskets.put({ orders: [held.id], addressId, deliveryId, claimId })
 * if (!isRefusal(basket)) await baskets.beginPayment(basket)
 */
const createBaskets = (call: Call, machine: Machine, app?: string) => ({
  /** Makes it, or changes what was said, until it is paid. Hand in its `id` to change it. */
  put: ({ id = newId(machine.now()), ...basket }: NewBasket) =>
    retried(machine, () => call('baskets.putBasket', { params: { basket: id }, body: basket })),
  read: (basket: string) => call('baskets.readBasket', { params: { basket } }),
  /** Opens the payment sheet for what was shown; asked twice it is the same payment. */
  beginPayment: ({ id, prices, currency }: Pick<Basket, 'id' | 'prices' | 'currency'>) =>
    retried(machine, () =>
      call('baskets.beginBasketPayment', {
        params: { basket: id },
        body: { expectedTotalMinor: prices.totalMinor, currency },
      }),
    ),
  /** Ways of delivery of the app. */
  deliveryMethods: () => call('baskets.listDeliveryMethods', { query: app === undefined ? {} : { app } }),
})

/**
 * The caller's cart: kept by the server, promises nothing.
 * @example
 * await cart.put('cup-red', { roomId: 'tea', quantity: 2 })
 */
const createCart = (call: Call) => ({
  read: () => call('baskets.readCart', {}),
  put: (sku: string, line: Ask<'baskets.putCartLine'>['body']) =>
    call('baskets.putCartLine', { params: { sku }, body: line }),
  remove: (sku: string) => call('baskets.removeCartLine', { params: { sku } }),
})

/**
 * The caller's address book.
 * @example
 * await addresses.put({ name: 'Ann', phone: '+86 138 0013 8000', country: 'CN', region: '', city: 'Jingdezhen',
 *   line1: 'Kiln Lane 7', line2: '', postcode: '333000' })
 */
const createAddresses = (call: Call, machine: Machine) => ({
  list: () => call('addresses.listAddresses', {}),
  /** Adds one; hand in its `id` to change it. */
  put: (address: Ask<'addresses.putAddress'>['body'], id = newId(machine.now())) =>
    call('addresses.putAddress', { params: { address: id }, body: address }),
  remove: (id: string) => call('addresses.removeAddress', { params: { address: id } }),
})

/**
 * Waiting for what is sold out. A turn is an order that is held: `own.order` with `turn: true` tells of it.
 * @example
 * await waitlist.join('cup-red', 'tea')
 */
const createWaitlist = (call: Call, machine: Machine) => ({
  mine: () => call('waitlist.listOwnWaits', {}),
  /** Joining again is harmless: it is retried when the server is busy. */
  join: (sku: string, roomId: string) =>
    retried(machine, () => call('waitlist.joinWaitlist', { params: { sku }, body: { roomId } })),
  leave: (sku: string) => call('waitlist.leaveWaitlist', { params: { sku } }),
})

/**
 * Money that goes back.
 * @example
 * const { refunds } = await refunds.of(order.id)
 */
const createRefunds = (call: Call) => ({
  /** What was paid back of one of the caller's orders, oldest first. */
  of: (order: string) => call('commerce.listRefunds', { params: { order } }),
})

/**
 * All of it, for the caller of `hawker`.
 * @example
 * const { baskets, cart } = createCheckout(hawker)
 */
export const createCheckout = ({ call, machine, app }: Pick<Hawker, 'call' | 'machine' | 'app'>) => ({
  baskets: createBaskets(call, machine, app),
  cart: createCart(call),
  addresses: createAddresses(call, machine),
  waitlist: createWaitlist(call, machine),
  refunds: createRefunds(call),
})

export type Checkout = ReturnType<typeof createCheckout>
