// Payments by Stripe through the whole house: its listener, its edge, its log.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Order, ProductId } from '@hawker/protocol'
import { openLog } from '#system/log'
import type { App } from './app.ts'
import { openStripeStandIn, type StripeStandIn } from './commerce/payments/testing-stripe.ts'
import { done, type House, openHouse, ROOM, SHOP } from './testing/house.ts'

const written: string[] = []
let stripe: StripeStandIn
let house: House
let app: App
let token = ''

const ask = async <T>(method: string, where: string, body?: unknown) => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  return (await (await fetch(`${app.config.publicUrl}${where}`, { method, headers, ...sent })).json()) as T
}

beforeAll(async () => {
  stripe = openStripeStandIn()
  const { keys } = stripe
  const log = openLog('trace', { write: (line: string) => void written.push(line) })
  const payments = {
    ...{ PAYMENTS: 'stripe', STRIPE_API_URL: keys.apiUrl ?? '', STRIPE_SECRET_KEY: keys.secretKey },
    ...{ STRIPE_PUBLISHABLE_KEY: keys.publishableKey, STRIPE_WEBHOOK_SECRET: keys.webhookSecret },
  }
  house = await openHouse(payments, { log })
  app = house.app
  const productId = 'teapot' as ProductId
  const skus = [{ id: 'teapot-1', label: '', priceMinor: 4800, stock: 10 }]
  done(await app.commerce.createProduct(SHOP, { id: productId, title: 'Teapot', currency: 'USD', skus } as never, null))
  done(await app.commerce.putShelf(SHOP, ROOM, [{ productId, number: 1, plannedAt: null }], null))
  token = (await house.guest('Ann')).token!
}, 60_000)
afterAll(async () => {
  await house?.close()
  stripe?.stop()
}, 60_000)

test('C6 a signed notice pays the order, byte for byte and without anybody signed in', async () => {
  const id = '0192f0c1-2345-7abc-8def-0123456789ab'
  const goods = { roomId: ROOM, skuId: 'teapot-1', quantity: 1, expectedTotalMinor: 4800, currency: 'USD' }
  expect(await ask<Order>('POST', '/api/orders', { id, ...goods })).toMatchObject({ state: 'held', refundedMinor: 0 })
  const sheet = await ask<{ clientSecret: string }>('POST', `/api/orders/${id}/payment`, {})
  const intent = sheet.clientSecret.replace('_secret_x', '')
  // Stripe's own spacing, and a name that is not ASCII: what is read and written anew would not match its signature.
  const text = JSON.stringify(
    JSON.parse(stripe.event('payment_intent.succeeded', stripe.pay(intent))),
    null,
    3,
  ).replace('{', '{ "shop": "Käth\\u00e9",\n')
  const tell = (body: string, signature: string) =>
    fetch(`${app.config.publicUrl}/api/payments/stripe/webhook`, {
      ...{ method: 'POST', body },
      headers: { 'stripe-signature': signature, 'content-type': 'application/json' },
    })
  const forged = await tell(text, stripe.sign(text, { secret: 'whsec_another' }))
  expect([forged.status, await forged.text()]).toEqual([400, ''])
  expect((await tell(text, stripe.sign(text))).status).toBe(200)
  expect(await ask<Order>('GET', `/api/orders/${id}`)).toMatchObject({ state: 'paid' })
  const refund = { id: crypto.randomUUID(), amountMinor: 1 }
  expect(await ask('POST', `/api/orders/${id}/refund`, refund)).toMatchObject({ code: 'not-allowed' })
}, 60_000)

test('X2 the viewer’s page may load Stripe’s script', async () => {
  const cspOf = async (page: string) =>
    (await fetch(`${app.config.publicUrl}${page}`)).headers.get('content-security-policy')
  expect(await cspOf('/')).toContain('https://js.stripe.com')
})

test('O1 neither key nor signature was logged, nor the secret that opens a payment', () => {
  const all = written.join('')
  expect(all.length).toBeGreaterThan(100)
  for (const secret of [stripe.keys.secretKey, stripe.keys.webhookSecret, '_secret_x', 'v1='])
    expect(all).not.toContain(secret)
})
