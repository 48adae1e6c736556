// What must always be true, counted over a shop that sells: green through every way an order can go, red at the first
// count after somebody changed a number behind its back, and green again once it is put right.
import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test'
import { type AppId, api, isRefusal, type Order, type UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import { countPayments, countRevenue, countStock, listPricedClaims, sumPricedClaims } from '#commerce'
import { listUsedClaims, sumUsedClaims } from '#coupons'
import { countCoins } from '#gifts'
import { compareClaims, createInvariants, type InvariantName, type Invariants } from '#invariants'
import type { Timers } from '#kernel/clock'
import type { Leases } from '#leases'
import { openLog } from '#system/log'
import { APP, askFor, guestless, letHoldEnd, openTestShop, PRICE, ROOM, type TestShop } from './commerce/testing.ts'

let shop: TestShop
let invariants: Invariants
const time = { now: 1_700_000_000_000 }
const errors: string[] = []
const neverTimers: Timers = { after: () => ({ stop: () => {} }), every: () => ({ stop: () => {} }) }
const ownLeases: Pick<Leases, 'hold'> = {
  hold: (name) => {
    const held = { name, token: 1, fence: async () => {} }
    return { held, first: Promise.resolve(held), release: async () => {} }
  },
}
const log = openLog('error', { write: (line: string) => void errors.push(line) })

const run = (text: string) => sql.raw(text).execute(shop.t.database.system)

beforeAll(async () => {
  shop = await openTestShop()
  invariants = createInvariants({
    ...{ db: shop.t.database, leases: ownLeases, timers: neverTimers, log },
    clock: { now: () => time.now, monotonic: () => time.now },
    truths: {
      ...{ stock: countStock, coins: countCoins, payments: countPayments, revenue: countRevenue },
      claims: compareClaims(
        { sum: sumUsedClaims, list: listUsedClaims },
        { sum: sumPricedClaims, list: listPricedClaims },
      ),
    },
  })
  await run(
    `insert into apps (id, name, sealed_secret, created_at) values ('${APP}', 'Shop', '', 1), ('new', 'New', '', 2)`,
  )
  await run(`insert into rooms (app_id, id, title, status, created_at) values ('${APP}', '${ROOM}', 'Room', 'live', 1)`)
})
afterAll(async () => {
  await invariants.stop()
  await shop.close()
})
beforeEach(() => {
  errors.length = 0
})

type Answer = {
  holds: boolean
  checks: { name: InvariantName; holds: boolean; left: string; right: string; broken: string[]; since: number | null }[]
}
const read = async (app: AppId = APP): Promise<Answer> => {
  const call = { actor: { kind: 'server', app } } as never
  return api.invariants.readInvariants.answer.parse(await invariants.routes[0]!.handle(call)) as Answer
}
const checked = async () => {
  time.now += 10_000
  await invariants.check([APP])
  return read()
}
const must = <T>(answer: T): Exclude<T, { refused: string }> => {
  if (isRefusal(answer)) throw new Error(answer.refused)
  return answer as Exclude<T, { refused: string }>
}
const id = (name: string) => name as UserId
const pay = async (order: Order, buyer: string, outcome: 'approve' | 'decline' = 'approve') => {
  const { paymentId } = must(await shop.commerce.beginPayment(APP, order.id, id(buyer)))
  return { paymentId, act: () => shop.commerce.actInSandbox(APP, paymentId, id(buyer), outcome) }
}

test('N5 they hold through every way an order can go', async () => {
  const sku = await shop.stock(20)
  const hold = async (buyer: string, quantity = 1) =>
    must(await shop.commerce.placeOrder(APP, guestless(buyer), askFor(sku, { quantity })))
  for (const buyer of ['ann', 'bob', 'cleo']) await (await pay(await hold(buyer, 2), buyer)).act()
  await (await pay(await hold('dan'), 'dan', 'decline')).act()
  await hold('eve', 3)
  const given = await hold('fay')
  must(await shop.commerce.cancelOrder(APP, given.id, id('fay')))
  // Money that comes after the hold: once for pieces that are still free, once for an order that was given back.
  const late = await hold('gus', 2)
  const lateMoney = await pay(late, 'gus')
  await letHoldEnd(shop, late.id)
  await shop.commerce.sweep()
  await lateMoney.act()
  const unwanted = await hold('hal')
  const unwantedMoney = await pay(unwanted, 'hal')
  must(await shop.commerce.cancelOrder(APP, unwanted.id, id('hal')))
  await unwantedMoney.act()

  const { holds, checks } = await checked()
  expect(checks.filter((one) => !one.holds)).toEqual([])
  expect(holds).toBe(true)
  const of = (name: string) => checks.find((one) => one.name === name)!
  expect([of('stock').left, of('stock').right]).toEqual(['sold 8 + held 4 + free 8', 'stocked 20'])
  expect(of('payments').left).toBe(`4 orders: CNY (test) ${8 * PRICE}`)
  expect(of('payments').right).toBe(`4 payments: CNY (test) ${8 * PRICE}`)
  expect(of('revenue').left).toBe(`rooms CNY (test) ${8 * PRICE}`)
  expect(errors).toEqual([])
})

const CLAIM = '0199aaaa-0000-7000-8000-000000000001'
const BASKET = '0199aaaa-0000-7000-8000-000000000002'
/** What stands beside the red mark, where it is known before. */
const NAMED: Readonly<Record<string, string>> = {
  'a claim that is used for nothing': CLAIM,
  'a price that no claim took anything off': BASKET,
}

const PLANTED: [name: InvariantName, what: string, harm: string, repair: string][] = [
  ['stock', 'a piece that vanished', `update skus set stock = stock - 1`, `update skus set stock = stock + 1`],
  [
    ...(['stock', 'somebody who waits and is not there'] as const),
    ...(['update skus set waiting = waiting + 1', 'update skus set waiting = waiting - 1'] as const),
  ],
  [
    ...(['payments', 'an order paid by nobody'] as const),
    `update orders set state = 'paid', hold_slot = null, paid_at = now(), paid_test = true where buyer_id = 'eve'`,
    `update orders set state = 'held', hold_slot = 1, paid_at = null, paid_test = false where buyer_id = 'eve'`,
  ],
  [
    ...(['payments', 'a payment that stands with another order'] as const),
    `update payments set order_id = (select id from orders where buyer_id = 'fay')
      where order_id = (select id from orders where buyer_id = 'ann')`,
    `update payments set order_id = (select id from orders where buyer_id = 'ann')
      where order_id = (select id from orders where buyer_id = 'fay')`,
  ],
  [
    ...(['revenue', 'a payment that took more than it says'] as const),
    `update payments set captured_minor = captured_minor + 1 where state = 'settled' and refunded_minor = 0`,
    `update payments set captured_minor = captured_minor - 1 where state = 'settled' and refunded_minor = 0`,
  ],
  [
    ...(['claims', 'a claim that is used for nothing'] as const),
    `insert into coupons (app_id, id, title, off_minor, currency, min_spend_minor, quota, per_user, created_at)
      values ('shop', 'off', 'Off', 500, 'CNY', 0, 9, 9, 1);
      insert into coupon_claims (app_id, id, coupon_id, user_id, n, source, state, claimed_at, used_at, used_for)
      values ('shop', '${CLAIM}', 'off', 'eve', 1, 'drop', 'used', 1, 2, '${BASKET}')`,
    `delete from coupon_claims; delete from coupons`,
  ],
  [
    ...(['claims', 'a price that no claim took anything off'] as const),
    `update orders set basket_id = '${BASKET}', discount_minor = 1, total_minor = total_minor - 1 where buyer_id = 'eve'`,
    `update orders set basket_id = null, discount_minor = 0, total_minor = total_minor + 1 where buyer_id = 'eve'`,
  ],
  [
    ...(['coins', 'a balance without entries'] as const),
    `insert into coin_wallets (app_id, id, balance) values ('shop', 'user:ann', 5)`,
    `delete from coin_wallets where id = 'user:ann'`,
  ],
]
for (const [name, what, harm, repair] of PLANTED)
  test(`N5 ${what}: ${name} is red at the next count, says since when, is logged once, and is green once put right`, async () => {
    expect((await checked()).holds).toBe(true)
    await run(harm)
    const red = (await checked()).checks.find((one) => one.name === name)!
    expect([red.holds, red.since]).toEqual([false, time.now])
    if (name !== 'revenue') expect(red.broken.length).toBeGreaterThan(0)
    if (NAMED[what]) expect(red.broken).toEqual([NAMED[what]])
    expect(invariants.gauges().hawker_invariants_broken).toBeGreaterThan(0)
    const again = (await checked()).checks.find((one) => one.name === name)!
    expect(again.since).toBe(time.now - 10_000)
    expect(errors.filter((line) => line.includes(`"${name}"`)).length).toBe(1)
    await run(repair)
    expect((await checked()).checks.filter((one) => !one.holds)).toEqual([])
    expect(invariants.gauges().hawker_invariants_broken).toBe(0)
  })

test('N5 one count while orders come and go sees no difference that is not there', async () => {
  const sku = await shop.stock(100_000)
  let counts = 0
  let failed = false
  const buying = (async () => {
    // As long as it takes to count some times meanwhile.
    for (let i = 0; i < 60 || (counts < 4 && !failed); i++) {
      const buyer = `rush${i}`
      const order = must(await shop.commerce.placeOrder(APP, guestless(buyer), askFor(sku)))
      if (i % 3 !== 0) await (await pay(order, buyer)).act()
      else must(await shop.commerce.cancelOrder(APP, order.id, id(buyer)))
    }
  })()
  try {
    for (; counts < 4; counts++) expect((await checked()).checks.filter((one) => !one.holds)).toEqual([])
  } finally {
    failed = true
    await buying
  }
  expect((await checked()).checks.filter((one) => !one.holds)).toEqual([])
}, 60_000)

test('N1 an app that is new is counted when it asks, and sees nothing of another', async () => {
  const { holds, checks } = await read('new' as AppId)
  expect(holds).toBe(true)
  expect(checks.map(({ left, right }) => `${left} = ${right}`)).toEqual([
    ...[
      'sold 0 + held 0 + free 0 = stocked 0',
      'claims used 0 = baskets 0',
      'sum of entries 0, of wallets 0 = 0, 0 in wallets',
    ],
    ...['0 orders: 0 = 0 payments: 0', 'rooms 0 = payments 0'],
  ])
})
