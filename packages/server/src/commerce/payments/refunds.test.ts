// Money back, and what the sandbox may do to us.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { api, isRefusal, type Order, type SkuId, type UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import { ID_USED } from '#kernel/used-id'
import {
  APP,
  askFor,
  codeOf,
  guestless,
  letHoldEnd,
  OTHER_APP,
  openTestShop,
  PRICE,
  type TestShop,
  tally,
} from '../testing.ts'
import type { SandboxOutcome } from './payments-sandbox.ts'
import { listRefunds } from './refunds-store.ts'

let shop: TestShop
beforeAll(async () => {
  shop = await openTestShop()
})
afterAll(() => shop.close())

const user = (id: string) => id as UserId
const must = <T>(answer: T): Exclude<T, { refused: string }> => {
  if (isRefusal(answer)) throw new Error(answer.refused)
  return answer as Exclude<T, { refused: string }>
}
const buy = async (buyer: string, sku: SkuId, outcome: SandboxOutcome = 'approve', quantity = 1) => {
  const order = must(await shop.commerce.placeOrder(APP, guestless(buyer), askFor(sku, { quantity })))
  const { paymentId } = must(await shop.commerce.beginPayment(APP, order.id, user(buyer)))
  return { paymentId, order: must(await shop.commerce.actInSandbox(APP, paymentId, user(buyer), outcome)) }
}
const back = (order: Order, amountMinor: number, more: { id?: string; restock?: boolean } = {}) =>
  shop.commerce.refundOrder(
    APP,
    order.id,
    { id: more.id ?? crypto.randomUUID(), amountMinor, restock: more.restock ?? false, reason: 'cracked' },
    'owner',
  )
const truthOf = async (sku: SkuId) => {
  const { rows } = await sql<{ free: number; stocked: number; out: number }>`
    select s.stock as free, s.stocked, (select coalesce(sum(quantity), 0)::int4 from orders o
      where o.sku_id = s.id and (o.state in ('held', 'paid') or o.pieces_kept)) as out
    from skus s where s.id = ${sku}`.execute(shop.t.database.system)
  return rows[0]!
}
const stateOf = async (order: Order) => {
  const { rows } = await sql<{ state: string; payment: string; back: number }>`
    select o.state, p.state as payment, p.refunded_minor as back from orders o
    join payments p on p.order_id = o.id and p.app_id = o.app_id where o.id = ${order.id}`.execute(
    shop.t.database.system,
  )
  return rows[0]!
}
const now = (table: string, column: string) =>
  sql`update ${sql.table(table)} set ${sql.ref(column)} = now() - interval '1 s'`.execute(shop.t.database.system)

describe('money back', () => {
  test('in parts, then the rest: the order is refunded with the last of it, and its buyer is told', async () => {
    const sku = await shop.stock(5)
    const { order } = await buy('ann', sku, 'approve', 2)
    expect(await back(order, 5_000)).toMatchObject({ state: 'paid', refundedMinor: 5_000 })
    expect(codeOf(await back(order, 2 * PRICE - 4_999))).toBe('conflict')
    expect(codeOf(await back(order, 100, { restock: true }))).toBe('conflict')
    expect(await back(order, 2 * PRICE - 5_000)).toMatchObject({ state: 'refunded', refundedMinor: 2 * PRICE })
    expect(shop.own.at(-1)).toMatchObject({ user: 'ann', order: { state: 'refunded', refundedMinor: 2 * PRICE } })
    expect(codeOf(await back(order, 1))).toBe('wrong-state')
    const { rows } = await sql<{ by: string; reason: string }>`
      select by, payload->>'reason' as reason from journal
      where kind = 'order.refunded' and payload->>'orderId' = ${order.id}`.execute(shop.t.database.system)
    expect(rows).toEqual([
      { by: 'owner', reason: 'cracked' },
      { by: 'owner', reason: 'cracked' },
    ])
  })

  test('N5: pieces come back when they are put back on sale, and count as sold when they are not', async () => {
    const sku = await shop.stock(5)
    const kept = await buy('bo', sku)
    await back(kept.order, PRICE)
    expect(await truthOf(sku)).toEqual({ free: 4, stocked: 5, out: 1 })
    const returned = await buy('cy', sku)
    await back(returned.order, PRICE, { restock: true })
    expect(await truthOf(sku)).toEqual({ free: 4, stocked: 5, out: 1 })
    const truth = (await shop.commerce.readStockTruth(APP)).skus.find(({ skuId }) => skuId === sku)
    expect(truth).toMatchObject({ sold: 1, holds: true })
  })

  test('C9: twenty at once: one of the whole, or as many parts as there is money', async () => {
    const sku = await shop.stock(5)
    const whole = await buy('dee', sku)
    const answers = await Promise.all(Array.from({ length: 20 }, () => back(whole.order, PRICE)))
    expect(tally(answers)).toEqual({ ok: 1, 'wrong-state': 19 })
    expect(await stateOf(whole.order)).toEqual({ state: 'refunded', payment: 'settled', back: PRICE })
    const parts = await buy('eve', sku)
    const third = Math.floor(PRICE / 3)
    const some = await Promise.all(Array.from({ length: 20 }, () => back(parts.order, third - 1)))
    expect(tally(some)).toEqual({ ok: 3, conflict: 17 })
    expect((await stateOf(parts.order)).back).toBe(3 * (third - 1))
    const more = sql`update payments set refunded_minor = captured_minor + 1 where id = ${parts.paymentId}`
    expect(more.execute(shop.t.database.system)).rejects.toThrow('payments_refunded')
  })

  test('C9: A12: an id happens once; under another order or amount it is refused, also side by side', async () => {
    const sku = await shop.stock(5)
    const { order } = await buy('fay', sku)
    const other = await buy('gus', sku)
    const id = crypto.randomUUID()
    const answers = await Promise.all([1, 2, 3, 4].map(() => back(order, 100, { id })))
    for (const answer of answers) expect(answer).toMatchObject({ refundedMinor: 100 })
    expect(await back(order, 100, { id: id.toUpperCase() })).toMatchObject({ refundedMinor: 100 })
    expect(await back(order, 101, { id })).toEqual(ID_USED)
    expect(await back(other.order, 100, { id })).toEqual(ID_USED)
    const both = crypto.randomUUID()
    const sides = await Promise.all([1, 2, 3, 4].map((n) => back(n % 2 ? order : other.order, 50, { id: both })))
    expect(tally(sides)).toEqual({ ok: 2, invalid: 2 })
    expect((await stateOf(order)).back + (await stateOf(other.order)).back).toBe(150)
  })

  test('A3, C10: another tenant’s order is not found; what was never paid is not paid back', async () => {
    const sku = await shop.stock(5)
    const { order } = await buy('hal', sku)
    const ask = { id: crypto.randomUUID(), amountMinor: 1, restock: false, reason: '' }
    expect(codeOf(await shop.commerce.refundOrder(OTHER_APP, order.id, ask, 'x'))).toBe('not-found')
    const held = must(await shop.commerce.placeOrder(APP, guestless('ida'), askFor(sku)))
    expect(codeOf(await back(held, 1))).toBe('wrong-state')
    await letHoldEnd(shop, held.id)
    await shop.commerce.sweep()
    expect(codeOf(await back(held, 1))).toBe('wrong-state')
  })

  test('C3: an order placed again under its id says what went back', async () => {
    const ask = askFor(await shop.stock(5))
    const order = must(await shop.commerce.placeOrder(APP, guestless('jo'), ask))
    expect(order.refundedMinor).toBe(0)
    const { paymentId } = must(await shop.commerce.beginPayment(APP, order.id, user('jo')))
    await shop.commerce.actInSandbox(APP, paymentId, user('jo'), 'approve')
    await back(order, 70)
    expect(await shop.commerce.placeOrder(APP, guestless('jo'), ask)).toMatchObject({
      state: 'paid',
      refundedMinor: 70,
    })
  })
})

describe('what was paid back, one by one', () => {
  const list = async (
    order: { id: string },
    actor: object = { kind: 'person', app: APP, person: guestless('ann'), sessionId: 's' },
  ) => {
    const route = shop.commerce.routes.find(({ endpoint }) => endpoint === api.commerce.listRefunds)!
    return (await route.handle({ actor, params: { order: order.id }, query: {} } as never)) as object
  }
  const seen = async (...args: Parameters<typeof list>) =>
    api.commerce.listRefunds.answer.parse(await list(...args)).refunds
  const staff = (role: 'assistant' | 'host' | 'owner', app = APP) => ({
    ...{ kind: 'person', app, person: guestless(`the-${role}`, role), sessionId: 's' },
  })

  test('the buyer sees amount, date and state of each, oldest first, and not why', async () => {
    const { order } = await buy('ann', await shop.stock(5), 'approve', 2)
    expect(await seen(order)).toEqual([])
    await back(order, 300)
    await back(order, 2 * PRICE - 300, { restock: true })
    const refunds = await seen(order)
    expect(refunds.map(({ amountMinor, restock, reason }) => [amountMinor, restock, reason])).toEqual([
      [300, false, null],
      [2 * PRICE - 300, true, null],
    ])
    for (const { state, cause, askedAt, sentAt } of refunds) {
      expect([state, cause]).toEqual(['sent', 'staff'])
      expect(sentAt!).toBeGreaterThanOrEqual(askedAt)
    }
    for (const role of ['assistant', 'owner'] as const)
      expect((await seen(order, staff(role))).map(({ reason }) => reason)).toEqual(['cracked', 'cracked'])
    expect((await seen(order, { kind: 'server', app: APP })).length).toBe(2)
  })

  test('what is on its way, and what the bank sent back, says so', async () => {
    const { order } = await buy('ann', await shop.stock(5))
    await back(order, 10)
    await back(order, 20)
    const db = shop.t.database.system
    await sql`update refunds set state = 'due', sent_at = null where order_id = ${order.id} and amount_minor = 10`.execute(
      db,
    )
    await sql`update refunds set state = 'failed' where order_id = ${order.id} and amount_minor = 20`.execute(db)
    expect((await seen(order)).map(({ state, sentAt }) => [state, sentAt === null])).toEqual([
      ['due', true],
      ['failed', false],
    ])
    await sql`update refunds set state = 'sent' where order_id = ${order.id}`.execute(db)
  })

  test('A3: to another buyer, a host and another app the order is as unknown as one that never was', async () => {
    const { order } = await buy('ann', await shop.stock(5))
    await back(order, 10)
    const nobodys = await list({ id: crypto.randomUUID() })
    expect(codeOf(nobodys)).toBe('not-found')
    const others = [
      { kind: 'person', app: APP, person: guestless('bo'), sessionId: 's' },
      { kind: 'person', app: OTHER_APP, person: guestless('ann'), sessionId: 's' },
      ...[staff('host'), staff('owner', OTHER_APP), { kind: 'server', app: OTHER_APP }],
    ]
    for (const actor of others) expect(await list(order, actor)).toEqual(nobodys)
    expect(codeOf(await list(order, { kind: 'public', app: APP }))).toBe('not-signed-in')
  })
})

describe('the sandbox’s bad days', () => {
  test('told twice is paid once', async () => {
    shop.told.length = 0
    const { order } = await buy('kim', await shop.stock(5), 'twice')
    expect(order.state).toBe('paid')
    expect(shop.told.filter((event) => event.type === 'purchase.made').length).toBe(1)
    expect(await stateOf(order)).toEqual({ state: 'paid', payment: 'settled', back: 0 })
  })

  test('never told is found out by asking', async () => {
    const { order } = await buy('lou', await shop.stock(5), 'never')
    expect(order.state).toBe('held')
    await shop.commerce.sweep()
    expect((await stateOf(order)).state).toBe('held')
    await now('payments', 'ask_at')
    await shop.commerce.sweep()
    expect(await stateOf(order)).toEqual({ state: 'paid', payment: 'settled', back: 0 })
  })

  test('C8: told late it takes the pieces again, or the money goes back', async () => {
    const sku = await shop.stock(2)
    const lucky = await buy('mia', sku, 'late')
    const unlucky = await buy('ned', sku, 'late')
    expect(lucky.order.state).toBe('held')
    await now('payments', 'ask_at')
    await shop.commerce.sweep()
    for (const { order } of [lucky, unlucky]) await letHoldEnd(shop, order.id)
    await shop.commerce.sweep()
    expect((await stateOf(lucky.order)).state).toBe('expired')
    must(await shop.commerce.placeOrder(APP, guestless('ole'), askFor(sku)))
    const due = (id: string) =>
      sql`update sandbox_payments set answers_at = now() where payment_id = ${id}`.execute(shop.t.database.system)
    await due(lucky.paymentId)
    await shop.commerce.sweep()
    await due(unlucky.paymentId)
    await shop.commerce.sweep()
    expect(await stateOf(lucky.order)).toEqual({ state: 'paid', payment: 'settled', back: 0 })
    expect(await stateOf(unlucky.order)).toEqual({ state: 'refunded', payment: 'settled', back: PRICE })
    const listed = await listRefunds(shop.t.database.of(APP), APP, unlucky.order.id, user('ned'))
    expect(listed!.refunds).toMatchObject([{ cause: 'late', amountMinor: PRICE, state: 'sent' }])
  })

  test('given up, it cannot be approved any more', async () => {
    const order = must(await shop.commerce.placeOrder(APP, guestless('pia'), askFor(await shop.stock(2))))
    const { paymentId } = must(await shop.commerce.beginPayment(APP, order.id, user('pia')))
    await shop.commerce.cancelOrder(APP, order.id, user('pia'))
    await now('payments', 'ask_at')
    await shop.commerce.sweep()
    expect((await stateOf(order)).payment).toBe('given-up')
    await shop.commerce.actInSandbox(APP, paymentId, user('pia'), 'approve')
    expect(await stateOf(order)).toEqual({ state: 'cancelled', payment: 'given-up', back: 0 })
  })

  test('what is open is counted for the meters', () => {
    expect(Object.keys(shop.commerce.gauges()).sort()).toEqual([
      'hawker_payments_in_review',
      'hawker_payments_unanswered',
      'hawker_refunds_due',
      'hawker_refunds_failed',
    ])
  })
})

test('C8: two payments of one order (the provider was changed between them): the second goes back', async () => {
  const { order, paymentId } = await buy('quin', await shop.stock(5))
  const second = `${paymentId.slice(0, -4)}0000`
  const db = shop.t.database.system
  await sql`
    insert into payments (app_id, id, order_id, provider, state, amount_minor, currency, test)
    select app_id, ${second}, order_id, provider, 'begun', amount_minor, currency, test from payments
    where id = ${paymentId}`.execute(db)
  await sql`
    insert into payment_orders select app_id, ${second}, order_id, amount_minor from payment_orders
    where payment_id = ${paymentId}`.execute(db)
  expect(await shop.commerce.actInSandbox(APP, second, user('quin'), 'approve')).toMatchObject({ state: 'paid' })
  const { rows } = await sql<{
    id: string
    state: string
  }>`select id, state from refunds where payment_id = ${second}`.execute(db)
  expect(rows).toEqual([{ id: `extra:${second}:${order.id}`, state: 'sent' }])
  const listed = await listRefunds(shop.t.database.of(APP), APP, order.id, user('quin'))
  expect(listed!.refunds.map(({ cause }) => cause)).toEqual(['double'])
  expect(await back(order, PRICE)).toMatchObject({ state: 'refunded' })
})
