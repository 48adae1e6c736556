import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { api, isRefusal, type Order } from '@hawker/protocol'
import { sql } from 'kysely'
import { until } from '#kernel/testing/until'
import { ID_USED } from '#kernel/used-id'
import {
  APP,
  askFor,
  codeOf,
  guestless,
  newOrderId,
  OTHER_APP,
  openTestShop,
  orderCount,
  PRICE,
  type TestShop,
  tally,
} from '../testing.ts'

let shop: TestShop
beforeAll(async () => {
  shop = await openTestShop()
  shop.foreign.add(OTHER_APP)
})
afterAll(() => shop.close())

const place = (buyer: string, ask: ReturnType<typeof askFor>, app = APP) =>
  shop.commerce.placeOrder(app, guestless(buyer), ask)

const isTrue = async () => {
  const { rows } = await sql<{ wrong: number }>`
    select count(*)::int4 as wrong from skus s where s.stock < 0 or s.stocked <> s.stock + (
      select coalesce(sum(quantity), 0) from orders o where o.app_id = s.app_id and o.sku_id = s.id
        and o.state in ('held', 'paid'))`.execute(shop.t.database.system)
  return rows[0]!.wrong === 0
}

describe('placing an order', () => {
  test('takes pieces and holds them for ten minutes, a guest for three', async () => {
    const sku = await shop.stock(10)
    const order = (await place('lin', askFor(sku, { quantity: 2 }))) as Order
    expect(api.commerce.placeOrder.answer.parse(order)).toEqual(order)
    expect(order).toMatchObject({ state: 'held', totalMinor: 2 * PRICE, unitPriceMinor: PRICE, skuLabel: 'Large' })
    expect(order.holdEndsAt! - order.placedAt).toBe(600_000)
    const guest = (await shop.commerce.placeOrder(APP, guestless('g1', 'guest'), askFor(sku))) as Order
    expect(guest.holdEndsAt! - guest.placedAt).toBe(180_000)
    expect((await shop.commerce.readShelf(APP, order.roomId)).items.at(-1)!.skus[0]!.stock).toBe(7)
  })

  test('C1: 0, −1, 10^9 or half a piece never pass the contract', () => {
    const { body } = api.commerce.placeOrder
    const good = { ...askFor('sku' as never), expectedTotalMinor: 1 }
    expect(body!.safeParse(good).success).toBe(true)
    for (const quantity of [0, -1, 1e9, 0.5, '1', 2 ** 53, null])
      expect(body!.safeParse({ ...good, quantity }).success).toBe(false)
    for (const expectedTotalMinor of [-1, 0.5, 2 ** 53, '1'])
      expect(body!.safeParse({ ...good, expectedTotalMinor }).success).toBe(false)
    for (const extra of ['state', 'app', 'buyer', 'unitPriceMinor', 'holdEndsAt'])
      expect(body!.safeParse({ ...good, [extra]: 'paid' }).success).toBe(false)
  })

  test('C1: the same numbers handed in past the contract are refused too', async () => {
    const sku = await shop.stock(10)
    for (const quantity of [0, -1, 1e9, 0.5])
      expect(codeOf(await place('lin', askFor(sku, { quantity, expectedTotalMinor: 1 })))).toBe('invalid')
  })

  test('C1: another price, a wrong sum or another currency is refused with price-changed', async () => {
    const sku = await shop.stock(10)
    expect(codeOf(await place('b1', askFor(sku, { expectedTotalMinor: PRICE - 1 })))).toBe('price-changed')
    expect(codeOf(await place('b1', askFor(sku, { quantity: 2, expectedTotalMinor: PRICE })))).toBe('price-changed')
    expect(codeOf(await place('b1', askFor(sku, { currency: 'USD' })))).toBe('price-changed')
  })

  test('A3: an unknown SKU and another tenant’s SKU look alike; a foreign room sells nothing', async () => {
    const sku = await shop.stock(10)
    expect(codeOf(await place('b1', askFor('nothing' as never)))).toBe('not-found')
    expect(codeOf(await place('b1', askFor(sku), OTHER_APP))).toBe('not-found')
    expect(codeOf(await place('b1', askFor(sku, { roomId: 'elsewhere' as never })))).toBe('not-on-sale')
  })

  test('a product that was taken off sale is not sold', async () => {
    const sku = await shop.stock(10)
    await sql`update products set on_sale = false where id = (select product_id from skus where id = ${sku})`.execute(
      shop.t.database.system,
    )
    expect(codeOf(await place('b1', askFor(sku)))).toBe('not-on-sale')
  })

  test('a banned room and a draft sell nothing; an order placed before keeps its answer', async () => {
    const sku = await shop.stock(10)
    const ask = askFor(sku)
    const order = await place('ban1', ask)
    for (const status of ['banned', 'draft'] as const) {
      shop.status = status
      const restarted = await openTestShop(shop.t)
      restarted.status = status
      const buy = (buyer: string, one: typeof ask) => restarted.commerce.placeOrder(APP, guestless(buyer), one)
      expect(codeOf(await buy('ban2', askFor(sku)))).toBe('not-on-sale')
      expect(await buy('ban1', ask)).toEqual(order)
      await restarted.close()
    }
    shop.status = 'live'
  })

  test('promise 3: the same id again has one effect and the same answer, also side by side', async () => {
    const sku = await shop.stock(10)
    const ask = askFor(sku)
    const answers = await Promise.all(Array.from({ length: 8 }, () => place('ann', ask)))
    for (const answer of answers) expect(answer).toEqual(answers[0]!)
    expect(codeOf(answers[0]!)).toBe('ok')
    expect(await place('ann', { ...ask, id: ask.id.toUpperCase() as never })).toEqual(answers[0]!)
    expect(await orderCount(shop, sku)).toBe(1)
  })

  test('C3, A12: the same id by another buyer tells nothing but that it is taken; with another body its fault', async () => {
    const sku = await shop.stock(10)
    const ask = askFor(sku)
    await place('ann2', ask)
    const other = await place('bob2', ask)
    expect(Object.keys(other).sort()).toEqual(['message', 'refused'])
    expect(codeOf(other)).toBe('order-id-taken')
    const two = { quantity: 2, expectedTotalMinor: 2 * PRICE }
    for (const more of [two, { expectedTotalMinor: PRICE + 1 }, { skuId: 'nowhere' as never }, { currency: 'USD' }])
      expect(await place('ann2', { ...ask, ...more })).toEqual(ID_USED)
    expect(codeOf(await place('bob2', { ...ask, ...two }))).toBe('order-id-taken')
    expect(await orderCount(shop, sku)).toBe(1)
  })

  test('C3: two apps may use the same id', async () => {
    const mine = await shop.stock(10)
    const ask = askFor(mine)
    expect(codeOf(await place('ann3', ask))).toBe('ok')
    await sql`insert into products (app_id, id, title, currency) values ('other', 'po', 'Cup', 'CNY')`.execute(
      shop.t.database.system,
    )
    await sql`insert into skus values ('other', 'so', 'po', 1, '', ${PRICE}, 5, 5)`.execute(shop.t.database.system)
    await sql`insert into shelf values ('other', 'room', 1, 'po', null)`.execute(shop.t.database.system)
    expect(codeOf(await place('ann3', { ...ask, skuId: 'so' as never }, OTHER_APP))).toBe('ok')
  })

  test('what is left is sold to whoever fits: a large order does not make a small one sold out', async () => {
    const sku = await shop.stock(5)
    const answers = await Promise.all([
      place('w1', askFor(sku, { quantity: 3 })),
      place('w2', askFor(sku, { quantity: 9 })),
      place('w3', askFor(sku, { quantity: 2 })),
      place('w4', askFor(sku)),
    ])
    expect(answers.map(codeOf)).toEqual(['ok', 'sold-out', 'ok', 'sold-out'])
  })

  test('a limit per buyer of a product holds over several orders', async () => {
    const sku = await shop.stock(100, { limit: 3 })
    const first = (await place('lim', askFor(sku, { quantity: 2 }))) as Order
    const sheet = await shop.commerce.beginPayment(APP, first.id, 'lim' as never)
    if (isRefusal(sheet)) throw new Error(sheet.message)
    await shop.commerce.actInSandbox(APP, sheet.paymentId, 'lim' as never, 'approve')
    expect(codeOf(await place('lim', askFor(sku, { quantity: 2 })))).toBe('buyer-limit')
    expect(codeOf(await place('lim', askFor(sku)))).toBe('ok')
  })
})

describe('holds of one buyer', () => {
  test('C5: one open hold for each SKU, with 64 calls at once', async () => {
    const sku = await shop.stock(1_000)
    const answers = await Promise.all(Array.from({ length: 64 }, () => place('hold1', askFor(sku))))
    expect(tally(answers)).toEqual({ ok: 1, 'hold-limit': 63 })
  })

  test('C5: five open holds in all, with 64 calls at once on 64 SKUs, from two processes', async () => {
    const skus = []
    for (let i = 0; i < 64; i++) skus.push(await shop.stock(10))
    const second = await openTestShop(shop.t)
    const answers = await Promise.all(
      skus.map((sku, i) => (i % 2 ? shop : second).commerce.placeOrder(APP, guestless('hold5'), askFor(sku))),
    )
    await second.close()
    expect(tally(answers)).toEqual({ ok: 5, 'hold-limit': 59 })
  })
})

describe('a stampede', () => {
  test('C2: two processes sell one SKU to its end, and nobody hears anything but yes or sold out', async () => {
    const sku = await shop.stock(700)
    const second = await openTestShop(shop.t)
    const answers = await Promise.all(
      Array.from({ length: 3_000 }, (_, i) =>
        (i % 2 ? shop : second).commerce.placeOrder(APP, guestless(`two${i}`), askFor(sku)),
      ),
    )
    await second.close()
    expect(tally(answers)).toEqual({ ok: 700, 'sold-out': 2_300 })
    expect(await orderCount(shop, sku)).toBe(700)
  })

  test('U2: a limit of one per buyer holds over two SKUs of a product, two processes and 64 calls at once', async () => {
    const sku = await shop.stock(100, { limit: 1 })
    await sql`
      insert into skus select app_id, id || '-red', product_id, 2, 'Red', price_minor, 100, 100 from skus where id = ${sku}`.execute(
      shop.t.database.system,
    )
    const second = await openTestShop(shop.t)
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, i) =>
        (i % 2 ? shop : second).commerce.placeOrder(
          APP,
          guestless('greedy'),
          askFor((i % 4 < 2 ? sku : `${sku}-red`) as typeof sku),
        ),
      ),
    )
    await second.close()
    expect(tally(answers)).toEqual({ ok: 1, 'buyer-limit': 63 })
  })

  test('promise 2: C2: 2,000 buyers on 100 pieces, a tenth of them asking twice: exactly 100 orders', async () => {
    const sku = await shop.stock(100)
    const asks = Array.from({ length: 2_000 }, (_, i) => ({ buyer: `st${i}`, ask: askFor(sku) }))
    const twice = asks.filter((_, i) => i % 10 === 0)
    const answers = await Promise.all([...asks, ...twice].map(({ buyer, ask }) => place(buyer, ask)))
    const won = new Set(answers.flatMap((answer) => ('id' in answer ? [answer.id] : [])))
    expect(won.size).toBe(100)
    expect(await orderCount(shop, sku)).toBe(100)
    for (const [i, { ask }] of twice.entries()) {
      const again = answers[asks.length + i]!
      expect(codeOf(again)).toBe(won.has(ask.id) ? 'ok' : 'sold-out')
    }
    expect(await isTrue()).toBe(true)
  })

  test('C2: mixed SKUs from two processes at once: no SKU oversold', async () => {
    const skus = await Promise.all([20, 30, 40, 50].map((pieces) => pieces)).then(async (all) => {
      const made = []
      for (const pieces of all) made.push(await shop.stock(pieces))
      return made
    })
    const second = await openTestShop(shop.t)
    const answers = await Promise.all(
      Array.from({ length: 800 }, (_, i) =>
        (i % 2 ? shop : second).commerce.placeOrder(APP, guestless(`mix${i}`), askFor(skus[i % 4]!)),
      ),
    )
    await second.close()
    expect(tally(answers)).toEqual({ ok: 140, 'sold-out': 660 })
    for (const [i, pieces] of [20, 30, 40, 50].entries()) expect(await orderCount(shop, skus[i]!)).toBe(pieces)
    expect(await isTrue()).toBe(true)
  })

  test('C4: one row the database cannot take never fails 999 others', async () => {
    const sku = await shop.stock(5_000)
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, (_, i) =>
        shop.commerce.placeOrder(
          APP,
          { ...guestless(`poison${i}`), name: i === 500 ? 'a\u0000b' : 'Ann' },
          askFor(sku),
        ),
      ),
    )
    expect(tally(answers)).toEqual({ ok: 999, failed: 1 })
    expect(codeOf(answers[500]!)).toBe('failed')
    expect(await isTrue()).toBe(true)
  })

  test.each([
    { buyers: 200, rounds: 10, name: 'in the middle of batches' },
    { buyers: 2_500, rounds: 3, name: 'with two full batches on one of them' },
  ])(
    'promise 1: connections killed $name lose nothing and double nothing',
    async ({ buyers: count, rounds }) => {
      const sku = await shop.stock(10_000_000)
      let stop = false
      let kills = 0
      const acknowledged: string[] = []
      const killer = (async () => {
        while (!stop && kills < 12) {
          // Between two of them somebody comes through: a batch that is ended each time waits longer each time.
          const before = acknowledged.length
          await until(() => stop || kills === 0 || acknowledged.length > before)
          const { rows } = await sql<{ n: number }>`
          select count(pg_terminate_backend(pid))::int4 as n from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'
            and query like '%statement_timestamp()%'`.execute(shop.t.database.system)
          kills += rows[0]!.n
        }
      })()
      const buyers = Array.from({ length: count }, async (_, k) => {
        // A quick machine is through before a connection was killed: it goes on until one was.
        for (let round = 0; round < rounds || kills === 0; round++) {
          const answer = await place(`kill${count}-${k}-${round}`, askFor(sku))
          if ('id' in answer) acknowledged.push(answer.id)
          else expect(['busy', 'unavailable']).toContain(codeOf(answer))
        }
      })
      await Promise.all(buyers).finally(() => {
        stop = true
      })
      await killer
      const { rows } = await sql<{ id: string }>`select id from orders where sku_id = ${sku}`.execute(
        shop.t.database.system,
      )
      const kept = new Set(rows.map((row) => row.id))
      expect(acknowledged.filter((id) => !kept.has(id))).toEqual([])
      expect(new Set(acknowledged).size).toBe(acknowledged.length)
      expect(kills).toBeGreaterThan(0)
      expect(await isTrue()).toBe(true)
    },
    120_000,
  )

  test('U2: a limit of one per buyer holds between a full batch and the one sent behind it', async () => {
    const sku = await shop.stock(10_000, { limit: 1 })
    const buyers = Array.from({ length: 1_200 }, (_, k) => `ahead${k}`)
    const answers = await Promise.all([...buyers, ...buyers].map((buyer) => place(buyer, askFor(sku))))
    expect(tally(answers)).toEqual({ ok: 1_200, 'buyer-limit': 1_200 })
    expect(await isTrue()).toBe(true)
  })

  test('one journal row for a batch names its orders', async () => {
    const sku = await shop.stock(50)
    await Promise.all(Array.from({ length: 20 }, (_, i) => place(`jr${i}`, askFor(sku))))
    const { rows } = await sql<{ n: number; orders: number }>`
      select count(distinct j.id)::int4 as n, count(*)::int4 as orders
      from journal j, jsonb_array_elements_text(j.payload -> 'orders') o(id)
      where j.kind = 'orders.placed' and o.id::uuid in (select id from orders where sku_id = ${sku})`.execute(
      shop.t.database.system,
    )
    expect(rows[0]!.orders).toBe(20)
    expect(rows[0]!.n).toBeLessThanOrEqual(2)
  })

  test('an id from the future or the past is as good as any', async () => {
    const sku = await shop.stock(5)
    expect(codeOf(await place('old', askFor(sku, { id: '00000000-0000-4000-8000-000000000001' as never })))).toBe('ok')
    expect(codeOf(await place('new', askFor(sku, { id: newOrderId() })))).toBe('ok')
  })
})
