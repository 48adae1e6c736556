import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type api, isRefusal, type Order, type OrderId, type UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import { until } from '#kernel/testing/until'
import { systemClock } from '#system/clock'
import {
  APP,
  askFor,
  codeOf,
  databaseNow,
  guestless,
  letHoldEnd,
  OTHER_APP,
  openTestShop,
  PRICE,
  ROOM,
  type TestShop,
} from '../testing.ts'

let shop: TestShop
beforeAll(async () => {
  shop = await openTestShop()
})
afterAll(() => shop.close())

const user = (id: string) => id as UserId

const hold = async (buyer: string, sku: Awaited<ReturnType<TestShop['stock']>>, quantity = 1): Promise<Order> => {
  const order = await shop.commerce.placeOrder(APP, guestless(buyer), askFor(sku, { quantity }))
  if (isRefusal(order)) throw new Error(order.refused)
  return order
}

const begin = async (order: Order, buyer: string): Promise<api.commerce.PaymentSheet> => {
  const sheet = await shop.commerce.beginPayment(APP, order.id, user(buyer))
  if (isRefusal(sheet)) throw new Error(sheet.refused)
  return sheet
}

const act = (paymentId: string, buyer: string, outcome: 'approve' | 'decline' = 'approve') =>
  shop.commerce.actInSandbox(APP, paymentId, user(buyer), outcome)

const free = async (sku: string): Promise<number> => {
  const { rows } = await sql<{ stock: number }>`select stock from skus where id = ${sku}`.execute(
    shop.t.database.system,
  )
  return rows[0]!.stock
}

const stateOf = async (id: OrderId): Promise<string> => {
  const { rows } = await sql<{ state: string }>`select state from orders where id = ${id}`.execute(
    shop.t.database.system,
  )
  return rows[0]!.state
}

/** Another fresh reading of the truth each time: the shared one lasts a second. */
const truthHolds = async (): Promise<boolean> => {
  const { rows } = await sql<{ wrong: number }>`
    select count(*)::int4 as wrong from skus s where s.stocked <> s.stock + (
      select coalesce(sum(quantity), 0) from orders o where o.app_id = s.app_id and o.sku_id = s.id
        and o.state in ('held', 'paid'))`.execute(shop.t.database.system)
  return rows[0]!.wrong === 0
}

describe('paying', () => {
  test('S18: a paid order is told to its buyer, and to the room with a masked name', async () => {
    const sku = await shop.stock(10)
    const order = (await shop.commerce.placeOrder(
      APP,
      { ...guestless('lin'), name: 'Lin Chen' },
      askFor(sku, { quantity: 2 }),
    )) as Order
    const sheet = await begin(order, 'lin')
    expect(sheet).toEqual({ ...sheet, provider: 'sandbox', test: true, amountMinor: 2 * PRICE, currency: 'CNY' })
    expect(await begin(order, 'lin')).toEqual(sheet)
    shop.told.length = 0
    const paid = (await act(sheet.paymentId, 'lin')) as Order
    expect(paid).toMatchObject({ id: order.id, state: 'paid' })
    expect(paid.paidAt).toBeGreaterThan(0)
    const notice = shop.told.find((event) => event.type === 'purchase.made')
    expect(notice).toMatchObject({ buyerName: 'L**n', quantity: 2, totalMinor: 2 * PRICE, id: `purchase:${order.id}` })
    expect(shop.own.at(-1)).toEqual({ user: user('lin'), order: paid })
  })

  test('C7: approved twice, one after the other or side by side, is paid once', async () => {
    const sku = await shop.stock(10)
    const order = await hold('twice', sku)
    const { paymentId } = await begin(order, 'twice')
    shop.told.length = 0
    const answers = await Promise.all(Array.from({ length: 10 }, () => act(paymentId, 'twice')))
    for (const answer of answers) expect(answer).toMatchObject({ id: order.id, state: 'paid' })
    expect(await act(paymentId, 'twice')).toMatchObject({ state: 'paid' })
    expect(shop.told.filter((event) => event.type === 'purchase.made').length).toBe(1)
    expect(await free(sku)).toBe(9)
  })

  test('a declined payment leaves the hold, and may be approved after', async () => {
    const sku = await shop.stock(10)
    const order = await hold('dec', sku)
    const { paymentId } = await begin(order, 'dec')
    expect(await act(paymentId, 'dec', 'decline')).toMatchObject({ state: 'held' })
    expect(await act(paymentId, 'dec')).toMatchObject({ state: 'paid' })
    expect(codeOf(await act(paymentId, 'dec', 'decline'))).toBe('ok')
    expect(await stateOf(order.id)).toBe('paid')
  })

  test('A3: another buyer’s or another tenant’s order and payment are not found', async () => {
    const sku = await shop.stock(10)
    const order = await hold('owner1', sku)
    const { paymentId } = await begin(order, 'owner1')
    expect(codeOf(await act(paymentId, 'thief'))).toBe('not-found')
    expect(codeOf(await shop.commerce.beginPayment(APP, order.id, user('thief')))).toBe('not-found')
    expect(codeOf(await shop.commerce.cancelOrder(APP, order.id, user('thief')))).toBe('not-found')
    expect(codeOf(await shop.commerce.cancelOrder(OTHER_APP, order.id, user('owner1')))).toBe('not-found')
    expect(codeOf(await shop.commerce.actInSandbox(OTHER_APP, paymentId, user('owner1'), 'approve'))).toBe('not-found')
    expect(await stateOf(order.id)).toBe('held')
  })

  test('a paid, cancelled or ended order is not paid again', async () => {
    const sku = await shop.stock(10)
    const order = await hold('again', sku)
    const { paymentId } = await begin(order, 'again')
    await act(paymentId, 'again')
    expect(codeOf(await shop.commerce.beginPayment(APP, order.id, user('again')))).toBe('wrong-state')
    expect(codeOf(await shop.commerce.cancelOrder(APP, order.id, user('again')))).toBe('wrong-state')
    const late = await hold('again', sku)
    await letHoldEnd(shop, late.id)
    expect(codeOf(await shop.commerce.beginPayment(APP, late.id, user('again')))).toBe('hold-ended')
  })
})

describe('holds that end', () => {
  test('C5: pieces go back when the hold ends, and the buyer hears of it', async () => {
    const sku = await shop.stock(3)
    const order = await hold('exp', sku, 3)
    expect(codeOf(await shop.commerce.placeOrder(APP, guestless('exp-b'), askFor(sku)))).toBe('sold-out')
    await letHoldEnd(shop, order.id)
    await shop.commerce.sweep()
    expect(await free(sku)).toBe(3)
    expect(shop.own.at(-1)).toMatchObject({ user: 'exp', order: { id: order.id, state: 'expired' } })
    expect(codeOf(await shop.commerce.placeOrder(APP, guestless('exp-b'), askFor(sku)))).toBe('ok')
  })

  test('C5: a hundred bots hold all there is: within seconds of the end of their holds it is free again, paid ones not', async () => {
    const alive = await openTestShop(shop.t, { sweepsItself: true })
    const sku = await shop.stock(100)
    const orders = await Promise.all(Array.from({ length: 100 }, (_, i) => hold(`bots${i}`, sku)))
    expect(codeOf(await shop.commerce.placeOrder(APP, guestless('human'), askFor(sku)))).toBe('sold-out')
    for (const i of [0, 1, 2]) await act((await begin(orders[i]!, `bots${i}`)).paymentId, `bots${i}`)
    const { rows } = await sql<{ ends: number }>`
      update orders set hold_ends_at = clock_timestamp() + interval '1 s' where sku_id = ${sku} and state = 'held'
      returning (extract(epoch from hold_ends_at) * 1000)::int8 as ends`.execute(shop.t.database.system)
    expect(rows.length).toBe(97)
    // Nobody calls for it: the shop's own timers do.
    const seen = async (): Promise<{ stock: number; at: number }> => {
      const { rows } = await sql<{ stock: number; at: number }>`
        select stock, (extract(epoch from clock_timestamp()) * 1000)::int8 as at from skus where id = ${sku}`.execute(
        shop.t.database.system,
      )
      return rows[0]!
    }
    const seenWith = (pieces: number) =>
      until(async () => {
        const now = await seen()
        return now.stock >= pieces ? now : null
      }, `${pieces} are free again`)
    expect((await seenWith(1)).at).toBeGreaterThanOrEqual(Math.min(...rows.map(({ ends }) => ends)))
    const ended = Math.max(...rows.map(({ ends }) => ends))
    console.log(`97 holds that ended: all free again after ${Math.round((await seenWith(97)).at - ended)} ms`)
    await alive.close()
    expect(codeOf(await shop.commerce.placeOrder(APP, guestless('human'), askFor(sku)))).toBe('ok')
    expect(await free(sku)).toBe(96)
  })

  test('the database’s clock ends holds: processes an hour early and an hour late give the same time, and end each once', async () => {
    const [early, late] = await Promise.all(
      [-3_600_000, 3_600_000].map((shift) =>
        openTestShop(shop.t, { clock: { ...systemClock, now: () => systemClock.now() + shift } }),
      ),
    )
    const sku = await shop.stock(10)
    const orders: Order[] = []
    for (const [i, at] of [early!, late!].entries()) {
      const before = await databaseNow(shop)
      const order = (await at.commerce.placeOrder(APP, guestless(`shift${i}`), askFor(sku))) as Order
      expect(order.holdEndsAt! - order.placedAt).toBe(600_000)
      expect(order.placedAt).toBeWithin(before - 1, (await databaseNow(shop)) + 2)
      orders.push(order)
    }
    await Promise.all([early!, late!].map((at) => at.commerce.sweep()))
    expect(await Promise.all(orders.map(({ id }) => stateOf(id)))).toEqual(['held', 'held'])
    for (const { id } of orders) await letHoldEnd(shop, id)
    for (const at of [early!, late!])
      expect(codeOf(await at.commerce.beginPayment(APP, orders[0]!.id, user('shift0')))).toBe('hold-ended')
    await Promise.all([early!, late!, shop].map((at) => at.commerce.sweep()))
    expect(await free(sku)).toBe(10)
    expect(await truthHolds()).toBe(true)
    await Promise.all([early!, late!].map((at) => at.close()))
  })

  test('C5: after three unpaid holds the buyer pauses; others buy on', async () => {
    for (let i = 0; i < 3; i++) {
      const order = await hold('bot', await shop.stock(5))
      await letHoldEnd(shop, order.id)
      await shop.commerce.sweep()
    }
    const sku = await shop.stock(5)
    expect(codeOf(await shop.commerce.placeOrder(APP, guestless('bot'), askFor(sku)))).toBe('hold-limit')
    expect(codeOf(await shop.commerce.placeOrder(APP, guestless('honest'), askFor(sku)))).toBe('ok')
    await sql`update buyer_pauses set ends_at = now() - interval '1 second' where buyer_id = 'bot'`.execute(
      shop.t.database.system,
    )
    expect(codeOf(await shop.commerce.placeOrder(APP, guestless('bot'), askFor(sku)))).toBe('ok')
  })

  test('a cancelled order gives its pieces and its place back at once', async () => {
    const sku = await shop.stock(2)
    const order = await hold('can', sku, 2)
    expect(await shop.commerce.cancelOrder(APP, order.id, user('can'))).toMatchObject({ state: 'cancelled' })
    expect(await free(sku)).toBe(2)
    await hold('can', sku)
    // Its answer may have been lost: asked again it is the same, and gives nothing back twice.
    expect(await shop.commerce.cancelOrder(APP, order.id, user('can'))).toMatchObject({ state: 'cancelled' })
    expect(await free(sku)).toBe(1)
  })

  test('C8: money that comes late takes the pieces again while they are free', async () => {
    const sku = await shop.stock(1)
    const order = await hold('late1', sku)
    const { paymentId } = await begin(order, 'late1')
    await letHoldEnd(shop, order.id)
    await shop.commerce.sweep()
    expect(await act(paymentId, 'late1')).toMatchObject({ state: 'paid' })
    expect(await free(sku)).toBe(0)
  })

  test('C8: money that comes too late, or for a cancelled order, goes back', async () => {
    const sku = await shop.stock(1)
    const order = await hold('late2', sku)
    const { paymentId } = await begin(order, 'late2')
    await letHoldEnd(shop, order.id)
    await shop.commerce.sweep()
    const other = await hold('late2-b', sku)
    expect(await act(paymentId, 'late2')).toMatchObject({ state: 'refunded' })
    expect(await act(paymentId, 'late2')).toMatchObject({ state: 'refunded' })
    const second = await begin(other, 'late2-b')
    await shop.commerce.cancelOrder(APP, other.id, user('late2-b'))
    expect(await act(second.paymentId, 'late2-b')).toMatchObject({ state: 'refunded' })
    const { rows } = await sql<{ state: string; id: string; all: boolean }>`
      select r.state, r.id, r.amount_minor = p.captured_minor and p.refunded_minor = p.captured_minor as all
      from refunds r join payments p on p.id = r.payment_id
      where r.order_id = any(${[order.id, other.id]}::uuid[]) order by p.begun_at`.execute(shop.t.database.system)
    expect(rows).toEqual([
      { state: 'sent', id: `late:${order.id}`, all: true },
      { state: 'sent', id: `late:${other.id}`, all: true },
    ])
    expect(await free(sku)).toBe(1)
  })

  test('promise 10: C8: payment and end of hold at the same moment, 1,000 times: never paid without goods or refund', async () => {
    const sku = await shop.stock(1_100)
    const held = await Promise.all(Array.from({ length: 1_000 }, (_, i) => hold(`race${i}`, sku)))
    const ends: string[] = []
    for (let i = 0; i < held.length; i += 20) {
      const some = await Promise.all(
        held.slice(i, i + 20).map(async (order, k) => ({ order, sheet: await begin(order, `race${i + k}`) })),
      )
      await Promise.all(some.map(({ order }) => letHoldEnd(shop, order.id)))
      const [, ...answers] = await Promise.all([
        shop.commerce.sweep(),
        ...some.map(({ sheet }, k) => act(sheet.paymentId, `race${i + k}`)),
      ])
      ends.push(...answers.map((answer) => (isRefusal(answer) ? answer.refused : (answer as Order).state)))
    }
    await shop.commerce.sweep()
    expect(ends.filter((end) => end !== 'paid' && end !== 'refunded')).toEqual([])
    expect(await truthHolds()).toBe(true)
    const { rows } = await sql<{ wrong: number }>`
      select count(*)::int4 as wrong from payments p join orders o on o.id = p.order_id and o.app_id = p.app_id
      where not (p.state = 'settled' and p.captured_minor = o.total_minor and (
          (o.state = 'paid' and p.refunded_minor = 0)
          or (o.state = 'refunded' and p.refunded_minor = p.captured_minor and exists (
            select from refunds r where r.payment_id = p.id and r.state = 'sent' and r.amount_minor = p.amount_minor))))
        and o.sku_id = ${sku}`.execute(shop.t.database.system)
    expect(rows[0]!.wrong).toBe(0)
  }, 240_000)
})

describe('numbers', () => {
  test('N5: sold + held + free = stocked, for every SKU', async () => {
    const truth = await shop.commerce.readStockTruth(APP)
    expect(truth.holds).toBe(true)
    expect(truth.skus.length).toBeGreaterThan(5)
    for (const { free, held, sold, stocked } of truth.skus) expect(free + held + sold).toBe(stocked)
    expect((await shop.commerce.readStockTruth(OTHER_APP)).skus).toEqual([])
  })

  test('the pages of a list hold every order once, newest first', async () => {
    const buyer = 'pager'
    const made: string[] = []
    for (let i = 0; i < 7; i++) {
      const order = await hold(buyer, await shop.stock(5))
      made.unshift(order.id)
      if (i % 2 === 0) await act((await begin(order, buyer)).paymentId, buyer)
    }
    const { commerce } = (await import('@hawker/protocol')).api
    const route = shop.commerce.routes.find((one) => one.endpoint === commerce.listOwnOrders)!
    const seen: string[] = []
    for (let after: string | undefined; ; ) {
      const actor = { kind: 'person', app: APP, person: { id: user(buyer) }, sessionId: 's' }
      const page = (await route.handle({ actor, query: { limit: 3, after } } as never)) as {
        orders: Order[]
        next: string | null
      }
      seen.push(...page.orders.map((order) => order.id))
      if (page.next === null) break
      after = page.next
    }
    expect(seen).toEqual(made)
  })

  test('a room’s list has its totals and the names of its buyers; another tenant’s room is not found', async () => {
    const { commerce } = (await import('@hawker/protocol')).api
    const route = shop.commerce.routes.find((one) => one.endpoint === commerce.listRoomOrders)!
    const ask = (app: string, room: string) =>
      route.handle({ actor: { kind: 'server', app }, params: { room }, query: { limit: 5 } } as never)
    const page = commerce.listRoomOrders.answer.parse(await ask(APP, ROOM))
    expect(page.orders.length).toBe(5)
    expect(page.next).not.toBeNull()
    const { rows } = await sql<{ paid: number; revenue: number }>`
      select count(*)::int8 as paid, sum(total_minor)::int8 as revenue from orders
      where app_id = ${APP} and room_id = ${ROOM} and state = 'paid'`.execute(shop.t.database.system)
    // C11: play money is no part of the turnover.
    expect(page.totals).toMatchObject({ paid: 0, paidLastMinute: 0, revenueMinor: 0, currency: null })
    expect(page.totals.test).toMatchObject({ paid: rows[0]!.paid, revenueMinor: rows[0]!.revenue, currency: 'CNY' })
    expect(codeOf((await ask(OTHER_APP, ROOM)) as object)).toBe('not-found')
  })
})

test('rooms for buyers: somebody is one from his payment until he has his money back, in this app alone', async () => {
  const { bought } = shop.commerce.standing
  const buyer = 'only-buyer'
  const order = await hold(buyer, await shop.stock(10))
  expect(await bought(APP, user(buyer))).toBe(false)
  await act((await begin(order, buyer)).paymentId, buyer)
  expect(await bought(APP, user(buyer))).toBe(true)
  expect(await bought(OTHER_APP, user(buyer))).toBe(false)
  expect(await bought(APP, user('somebody-else'))).toBe(false)
  await sql`update orders set state = 'refunded' where id = ${order.id}`.execute(shop.t.database.system)
  expect(await bought(APP, user(buyer))).toBe(false)
  const { rows } = await sql<{ 'QUERY PLAN': string }>`
    explain select from orders where buyer_id = 'x' and app_id = 'y' and state <> 'held' and state in ('paid', 'shipped') limit 1
  `.execute(shop.t.database.system)
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('orders_of_buyer')
})
