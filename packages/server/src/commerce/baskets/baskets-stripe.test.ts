// Baskets with a provider that is elsewhere: the real library against a stand-in of Stripe's interface.
import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test'
import type { Basket } from '@hawker/protocol'
import { sql } from 'kysely'
import { systemChance } from '#system/chance'
import { openLog } from '#system/log'
import { createOpenPayments } from '../payments/open-payments.ts'
import type { PaymentProvider } from '../payments/payments.ts'
import { readPayment } from '../payments/payments-store.ts'
import { WEBHOOK_PATH } from '../payments/payments-webhook.ts'
import { openStripeStandIn, type StripeStandIn } from '../payments/testing-stripe.ts'
import { APP, codeOf, PRICE } from '../testing.ts'
import { type BasketShop, must, openBasketShop } from './testing.ts'

let shop: BasketShop
let stripe: StripeStandIn
beforeAll(async () => {
  stripe = openStripeStandIn()
  shop = await openBasketShop(undefined, { payments: 'stripe', stripe: stripe.keys })
})
afterAll(async () => {
  await shop?.end()
  stripe.stop()
})
beforeEach(() => {
  stripe.mood = 'well'
})

const filled = async (buyer: string) => {
  const orders = [await shop.hold(buyer, await shop.stock(3)), await shop.hold(buyer, await shop.stock(3))]
  const basket = must(await shop.put(buyer, orders))
  return { orders, basket }
}
const begin = async (buyer: string, basket: Basket) => {
  const { payment } = must(await shop.begin(buyer, basket))
  return { payment: payment!, intent: stripe.intents.get(payment!.clientSecret!.replace('_secret_x', ''))! }
}
const tell = async (text: string) => {
  const url = new URL(`http://shop.example${WEBHOOK_PATH}`)
  const headers = { 'content-type': 'application/json', 'stripe-signature': stripe.sign(text) }
  const request = new Request(url, { method: 'POST', headers, body: text })
  const context = { url, address: '127.0.0.1', setIdleTimeout: () => {} }
  return (await shop.commerce.rawRoutes[0]!.handle(request, context))!.status
}
const paymentOf = async (id: string) => {
  const { rows } = await sql<{ state: string; captured: number; refunded: number }>`
    select state, captured_minor as captured, refunded_minor as refunded from payments where id = ${id}`.execute(
    shop.db.system,
  )
  return rows[0]!
}

test('C7 one intent over the whole basket, however often it is begun and told', async () => {
  const { orders, basket } = await filled('ann')
  const { payment, intent } = await begin('ann', basket)
  expect(intent).toMatchObject({ amount: 2 * PRICE, metadata: { app: APP, payment: payment.paymentId } })
  expect((await begin('ann', basket)).intent).toBe(intent)
  const event = stripe.event('payment_intent.succeeded', stripe.pay(intent.id))
  for (const text of [event, event, stripe.event('payment_intent.succeeded', intent)])
    expect(await tell(text)).toBe(200)
  for (const order of orders) expect((await shop.read(order.id)).state).toBe('paid')
  expect(await paymentOf(payment.paymentId)).toEqual({ state: 'settled', captured: 2 * PRICE, refunded: 0 })
  expect(await shop.broken()).toEqual([])
})

test('put over another amount, the intent is cancelled; while Stripe is away or cannot say, the basket stays', async () => {
  const { orders, basket } = await filled('bob')
  const { intent } = await begin('bob', basket)
  const claimId = await shop.claim('bob')
  const again = () => shop.put('bob', orders, { id: basket.id, claimId })
  stripe.mood = 'away'
  expect(codeOf(await again())).toBe('unavailable')
  stripe.mood = 'well'
  intent.status = 'processing'
  expect(codeOf(await again())).toBe('unavailable')
  expect((await shop.claimState(claimId)).state).toBe('open')
  expect(must((await shop.commerce.baskets.read(APP, basket.id, 'bob' as never))!)).toEqual(basket)
  intent.status = 'requires_payment_method'
  const cheaper = must(await again())
  expect(intent.status).toBe('canceled')
  expect((await begin('bob', cheaper)).intent).toMatchObject({
    amount: 2 * PRICE - 500,
    status: 'requires_payment_method',
  })
})

test('C8 money that came meanwhile is settled when the payment is to be given up, and the basket stays as it was', async () => {
  const { orders, basket } = await filled('cid')
  const { intent } = await begin('cid', basket)
  stripe.pay(intent.id)
  const claimId = await shop.claim('cid')
  expect(codeOf(await shop.put('cid', orders, { id: basket.id, claimId }))).toBe('wrong-state')
  for (const order of orders) expect((await shop.read(order.id)).state).toBe('paid')
  expect((await shop.claimState(claimId)).state).toBe('open')
  expect(await shop.broken()).toEqual([])
})

test('C8 money of a payment that was given up goes back: it is not what the basket costs', async () => {
  const { orders, basket } = await filled('dan')
  const { payment, intent } = await begin('dan', basket)
  const cheaper = must(await shop.put('dan', orders, { id: basket.id, claimId: await shop.claim('dan') }))
  expect(await tell(stripe.event('payment_intent.succeeded', stripe.pay(intent.id)))).toBe(200)
  for (const order of orders) expect((await shop.read(order.id)).state).toBe('held')
  expect(await paymentOf(payment.paymentId)).toEqual({ state: 'settled', captured: 2 * PRICE, refunded: 2 * PRICE })
  await shop.commerce.sweep()
  expect(stripe.refunds.filter((one) => one.payment_intent === intent.id).length).toBe(2)
  const second = await begin('dan', cheaper)
  expect(await tell(stripe.event('payment_intent.succeeded', stripe.pay(second.intent.id)))).toBe(200)
  for (const order of orders) expect((await shop.read(order.id)).state).toBe('paid')
  expect(await shop.broken()).toEqual([])
})

test('a payment that is given up while the provider is asked for it is shown to nobody, and ended there', async () => {
  const { basket } = await filled('eve')
  const { payment } = await begin('eve', basket)
  const known = (await readPayment(shop.db.of(APP), APP, payment.paymentId, 'stripe'))!
  const ended: (string | null)[] = []
  const provider: PaymentProvider = {
    ...{ name: 'stripe', test: true, ask: async () => null, faultOf: () => null },
    begin: async () => {
      await sql`update payments set state = 'given-up' where id = ${known.id}`.execute(shop.db.system)
      return { sheet: payment, reference: known.reference }
    },
    giveUp: async ({ reference }) => {
      ended.push(reference)
      return null
    },
    refund: async () => ({ state: 'sent', reference: null }),
  }
  const settle = async () => []
  const log = openLog('silent')
  const payments = createOpenPayments({ db: shop.db, chance: systemChance, log, provider, settle })
  expect(codeOf(await payments.show({ ...known, reference: null }))).toBe('wrong-state')
  expect(ended).toEqual([known.reference])
})

test('nothing to pay asks Stripe for nothing', async () => {
  const order = await shop.hold('fay', await shop.stock(3))
  const claimId = await shop.claim('fay', { type: 'percent', percent: 100, maxMinor: null })
  const basket = must(await shop.put('fay', [order], { claimId }))
  const before = stripe.calls.length
  expect(must(await shop.begin('fay', basket))).toMatchObject({
    payment: null,
    basket: { orders: [{ state: 'paid' }] },
  })
  expect(stripe.calls.length).toBe(before)
  expect(await shop.broken()).toEqual([])
})
