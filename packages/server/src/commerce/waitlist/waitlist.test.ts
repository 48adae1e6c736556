import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import {
  api,
  isRefusal,
  type Order,
  type ProductId,
  type RoomId,
  type SkuId,
  TURN_MS,
  UserId,
  WAIT_MAX_MS,
  WAITS_MAX,
} from '@hawker/protocol'
import { sql } from 'kysely'
import { until } from '#kernel/testing/until'
import { OPEN_HOLDS_MAX, UNPAID_MAX } from '../orders/core/hold.ts'
import { APP, databaseNow, letHoldEnd, OTHER_APP, openTestShop, PRICE, ROOM, type TestShop } from '../testing.ts'
import { PASSED_AGAIN_MS } from './core/line.ts'
import { buy, cancel, hold, letPass, lineAt, pay, person, restock, skuNow, turns } from './testing.ts'

let shop: TestShop
/** Another process of the same shop. */
let elsewhere: TestShop
let line: ReturnType<typeof lineAt>
let made = 0

beforeAll(async () => {
  shop = await openTestShop()
  elsewhere = await openTestShop(shop.t)
  line = lineAt(shop)
})
beforeEach(async () => {
  // What an earlier test shows is not what this one sells.
  await sql`update launches set closed_at = now(), close_reason = 'retracted' where closed_at is null`.execute(system())
  shop.own.length = 0
  shop.latest.length = 0
})
afterAll(async () => {
  await elsewhere.close()
  await shop.close()
})

const system = () => shop.t.database.system
const who = (name: string) => `${name}-${++made}`
/** A SKU of one piece, which somebody holds. */
const soldOut = async (more: Parameters<TestShop['stock']>[1] = {}) => {
  const sku = await shop.stock(1, more)
  const holder = who('holder')
  return { sku, holder, held: await hold(shop, holder, sku, { expectedTotalMinor: more.price ?? PRICE }) }
}
const productOf = async (sku: SkuId) => {
  const { rows } = await sql<{ id: ProductId }>`select product_id as id from skus where id = ${sku}`.execute(system())
  return rows[0]!.id
}
/** Another SKU of the product keeps a launch open while this one is sold out: the news of it would close it. */
const addToSell = (sku: SkuId, productId: ProductId) => {
  const another = { id: `${sku}-b`, label: 'B', options: {}, priceMinor: PRICE, stock: 5 }
  return shop.commerce.catalogue.addSku(APP, productId, another as never, null)
}
const truth = async () => expect((await shop.commerce.readStockTruth(APP)).holds).toBe(true)

describe('joining', () => {
  test('only what nobody can order now; the same again keeps the place', async () => {
    const sku = await shop.stock(1)
    expect(await line.join('early', sku)).toBe('not-sold-out')
    await hold(shop, who('holder'), sku)
    const first = await line.join('j1', sku)
    expect(first).toMatchObject({ skuId: sku, roomId: ROOM, skuLabel: 'Large', ahead: 0, turn: null })
    expect(await line.join('j2', sku)).toMatchObject({ ahead: 1 })
    expect(await line.join('j1', sku)).toEqual(first)
    expect(await line.mine('j2')).toMatchObject([{ skuId: sku, ahead: 1, turn: null }])
    expect(await skuNow(shop, sku)).toEqual({ stock: 0, waiting: 2 })
    expect(await line.leave('j1', sku)).toEqual([])
    expect(await line.leave('j1', sku)).toEqual([])
    expect(await line.mine('j2')).toMatchObject([{ ahead: 0 }])
    expect(await skuNow(shop, sku)).toEqual({ stock: 0, waiting: 1 })
  })

  test('the room sees how many wait, at once and on its shelf', async () => {
    const { sku } = await soldOut()
    await line.join(who('seen'), sku)
    await until(() => shop.latest.some(({ stock, waiting }) => stock?.[sku] === 0 && waiting?.[sku] === 1))
    const shelf = await shop.commerce.readShelf(APP, ROOM)
    expect(shelf.items.flatMap(({ skus }) => skus).find(({ id }) => id === sku)).toMatchObject({ stock: 0, waiting: 1 })
    await line.leave(`seen-${made}`, sku)
    await until(() => shop.latest.some(({ waiting }) => waiting?.[sku] === 0))
    const after = await shop.commerce.readShelf(APP, ROOM)
    expect(after.items.flatMap(({ skus }) => skus).find(({ id }) => id === sku)).not.toHaveProperty('waiting')
  })

  test('unknown goods and rooms, another shop’s, a draft: not-found; what is not sold there: not-on-sale', async () => {
    const { sku } = await soldOut()
    shop.foreign.add(OTHER_APP)
    shop.rooms
      .set('draft' as RoomId, 'draft')
      .set('banned' as RoomId, 'banned')
      .set('bare' as RoomId, 'live')
    const asked = [
      [await line.join('x', 'nothing' as SkuId), 'not-found'],
      [await line.join('x', `${sku}'--` as SkuId), 'not-found'],
      [await line.join('x', sku, 'nowhere'), 'not-found'],
      [await line.join('x', sku, 'draft'), 'not-found'],
      [await line.join(person('x', OTHER_APP), sku), 'not-found'],
      [await line.join('x', sku, 'banned'), 'not-on-sale'],
      [await line.join('x', sku, 'bare'), 'not-on-sale'],
    ]
    for (const [answer, expected] of asked) expect(answer).toBe(expected!)
    await sql`update products set on_sale = false where id = ${await productOf(sku)}`.execute(system())
    expect(await line.join('x', sku)).toBe('not-on-sale')
    expect(await skuNow(shop, sku)).toEqual({ stock: 0, waiting: 0 })
  })

  test('before a countdown is over nobody waits for what it counts down to', async () => {
    const { sku } = await soldOut()
    await restock(shop, sku, 1)
    await addToSell(sku, await productOf(sku))
    await shop.commerce.openLaunch(APP, ROOM, { productId: await productOf(sku), countdownMs: 60_000 }, null)
    await sql`update skus set stock = 0, stocked = 1 where id = ${sku}`.execute(system())
    expect(await line.join('x', sku)).toBe('not-on-sale')
  })

  test('the same ids in two shops are two lines', async () => {
    const { sku } = await soldOut()
    shop.foreign.add(OTHER_APP)
    await sql`
      insert into products (app_id, id, title, currency) values (${OTHER_APP}, ${await productOf(sku)}, 'Theirs', 'CNY')`.execute(
      system(),
    )
    await sql`
      insert into skus (app_id, id, product_id, position, price_minor, stock, stocked)
      select ${OTHER_APP}, id, product_id, position, price_minor, 0, 0 from skus where id = ${sku}`.execute(system())
    await sql`insert into shelf (app_id, room_id, number, product_id) values (${OTHER_APP}, ${ROOM}, 1, ${await productOf(sku)})`.execute(
      system(),
    )
    await line.join('same', sku)
    expect(await line.join(person('same', OTHER_APP), sku)).toMatchObject({ title: 'Theirs', ahead: 0 })
    await line.leave(person('same', OTHER_APP), sku)
    expect(await line.mine('same')).toHaveLength(1)
    expect(await skuNow(shop, sku)).toMatchObject({ waiting: 1 })
    await sql`delete from skus where app_id = ${OTHER_APP}`.execute(system())
    const walled = await sql`select from waitlist`.execute(shop.t.database.of(OTHER_APP))
    expect(walled.rows).toEqual([])
  })

  test('one person has one place for a SKU and WAITS_MAX in all, also of 64 asked at once over two processes', async () => {
    const skus: SkuId[] = []
    while (skus.length < WAITS_MAX + 3) skus.push((await soldOut()).sku)
    const doors = [line, lineAt(elsewhere)]
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, i) => doors[i % 2]!.join('greedy', skus[i % skus.length]!)),
    )
    expect(new Set(answers.filter((one) => typeof one === 'string'))).toEqual(new Set(['limit-reached']))
    expect(await line.mine('greedy')).toHaveLength(WAITS_MAX)
    const counts = await Promise.all(skus.map(async (sku) => (await skuNow(shop, sku)).waiting))
    expect(counts.reduce((sum, count) => sum + count)).toBe(WAITS_MAX)
    await line.leave('greedy', skus[counts.indexOf(1)]!)
    expect(await line.join('greedy', skus[counts.indexOf(0)]!)).toMatchObject({ ahead: 0 })
  })

  test('nobody in particular, and a server, do not wait', async () => {
    const { sku } = await soldOut()
    for (const actor of [
      { kind: 'public', app: APP },
      { kind: 'server', app: APP },
    ] as const) {
      expect(await line.join(actor, sku)).toBe('not-signed-in')
      expect(await line.leave(actor, sku)).toBe('not-signed-in')
      expect(await line.mine(actor)).toBe('not-signed-in')
    }
  })
})

describe('a turn', () => {
  test('begins at once when an order is given back: held for three minutes, and the buyer hears of it', async () => {
    const { sku, holder, held } = await soldOut()
    await line.join('t1', sku)
    await line.join('t2', sku)
    const from = await databaseNow(shop)
    await cancel(shop, holder, held)
    await until(() => shop.own.some(({ user, order }) => user === 't1' && order.turn === true))
    const { order } = shop.own.find(({ user }) => user === 't1')!
    expect(order).toMatchObject({ skuId: sku, quantity: 1, totalMinor: PRICE, state: 'held', turn: true })
    expect(order.holdEndsAt! - order.placedAt).toBe(TURN_MS)
    expect(order.placedAt).toBeGreaterThanOrEqual(from - 1)
    expect(await line.mine('t1')).toEqual([expect.objectContaining({ ahead: 0, turn: order })])
    expect(await line.mine('t2')).toMatchObject([{ ahead: 0, turn: null }])
    expect(await skuNow(shop, sku)).toEqual({ stock: 0, waiting: 1 })
    // Asked again he has the same turn, and leaving the line does not give it back.
    expect(await line.join('t1', sku)).toMatchObject({ turn: { id: order.id } })
    expect(await line.leave('t1', sku)).toMatchObject([{ turn: { id: order.id } }])
    expect(await turns(shop, sku)).toEqual(['t1'])
    await truth()
    const { rows } = await sql<{ payload: unknown }>`
      select payload from journal where kind = 'waitlist.turns' and payload->>'skuId' = ${sku}`.execute(system())
    expect(rows).toEqual([{ payload: { skuId: sku, orders: [order.id] } }])
  })

  test('paid, it is sold, and who had it has left the line', async () => {
    const { sku, holder, held } = await soldOut()
    await line.join('p1', sku)
    await cancel(shop, holder, held)
    await until(async () => (await turns(shop, sku)).length === 1)
    expect(await pay(shop, 'p1', await line.turnOf('p1'))).toMatchObject({ state: 'paid', turn: true })
    expect(await line.mine('p1')).toEqual([])
    await shop.commerce.sweep()
    const { rows } = await sql`select from waitlist where sku_id = ${sku}`.execute(system())
    expect(rows).toEqual([])
    await truth()
  })

  test('let pass, it goes to the next, and nobody is paused for it; who let it pass may wait again at the end', async () => {
    const { sku, holder, held } = await soldOut()
    for (const id of ['l1', 'l2']) await line.join(id, sku)
    await cancel(shop, holder, held)
    for (let n = 0; n < UNPAID_MAX + 1; n++)
      for (const id of ['l1', 'l2']) {
        await until(async () => (await turns(shop, sku))[0] === id)
        const turn = await line.turnOf(id)
        expect(await line.join(id, sku)).toMatchObject({ turn: { id: turn.id } })
        await letPass(shop, turn)
        expect(await line.mine(id)).toEqual([])
        expect(await line.join(id, sku)).toMatchObject({ ahead: 0, turn: null })
      }
    const { rows } = await sql`select from buyer_pauses where buyer_id in ('l1', 'l2')`.execute(system())
    expect(rows).toEqual([])
    // The same with orders of everybody's does pause.
    const other = await shop.stock(1)
    for (let n = 0; n < UNPAID_MAX; n++) await letPass(shop, await hold(shop, 'l1', other))
    expect(await buy(shop, 'l1', other)).toBe('hold-limit')
    await truth()
  })

  test('let pass, it does not begin anew a pause that is over', async () => {
    const { sku, holder, held } = await soldOut()
    const other = await shop.stock(1)
    for (let n = 0; n < UNPAID_MAX; n++) await letPass(shop, await hold(shop, 'sorry', other))
    await sql`update buyer_pauses set ends_at = now() - interval '1 second' where buyer_id = 'sorry'`.execute(system())
    await line.join('sorry', sku)
    await cancel(shop, holder, held)
    await until(async () => (await turns(shop, sku)).length === 1)
    await letPass(shop, await line.turnOf('sorry'))
    await hold(shop, 'sorry', other)
  })

  test('given back late it does not count either, and the next is asked at once', async () => {
    const { sku, holder, held } = await soldOut()
    for (const id of ['g1', 'g2']) await line.join(id, sku)
    await cancel(shop, holder, held)
    await until(async () => (await turns(shop, sku))[0] === 'g1')
    await sql`update orders set placed_at = placed_at - interval '2 minutes' where sku_id = ${sku}`.execute(system())
    const turn = await line.turnOf('g1')
    await cancel(shop, 'g1', turn)
    await until(async () => (await turns(shop, sku))[0] === 'g2')
    const { rows } = await sql`select from orders where sku_id = ${sku} and unpaid_at is not null`.execute(system())
    expect(rows).toHaveLength(0)
  })

  test.each([
    ['the end of a hold', async (_: SkuId, held: Order) => letPass(shop, held)],
    ['new pieces', async (sku: SkuId) => void (await restock(shop, sku, 1))],
    [
      'money back with the pieces put back on sale',
      async (_: SkuId, held: Order, holder: string) => {
        const paid = await pay(shop, holder, held)
        if (typeof paid === 'string') throw new Error(paid)
        const ask = { id: crypto.randomUUID(), amountMinor: PRICE, restock: true, reason: 'cracked' }
        await shop.commerce.refundOrder(APP, paid.id, ask, 'owner')
      },
    ],
  ])('begins with %s', async (_, act) => {
    const { sku, holder, held } = await soldOut()
    const next = who('next')
    await line.join(next, sku)
    await act(sku, held, holder)
    await until(async () => (await turns(shop, sku)).length === 1)
    expect(await turns(shop, sku)).toEqual([next])
    await truth()
  })

  test('does not begin with money back where the pieces stay away', async () => {
    const { sku, holder, held } = await soldOut()
    await line.join(who('next'), sku)
    const paid = await pay(shop, holder, held)
    if (typeof paid === 'string') throw new Error(paid)
    await shop.commerce.refundOrder(
      APP,
      paid.id,
      { id: crypto.randomUUID(), amountMinor: PRICE, restock: false, reason: 'kept' },
      'owner',
    )
    await shop.commerce.sweep()
    expect(await turns(shop, sku)).toEqual([])
    await truth()
  })

  test('restocked 10 while 3 wait: three turns, seven for all', async () => {
    const { sku } = await soldOut()
    for (const id of ['r1', 'r2', 'r3']) await line.join(id, sku)
    await restock(shop, sku, 10)
    await until(async () => (await turns(shop, sku)).length === 3)
    expect(await turns(shop, sku)).toEqual(['r1', 'r2', 'r3'])
    expect(await skuNow(shop, sku)).toEqual({ stock: 7, waiting: 0 })
    await until(() => shop.latest.some(({ stock, waiting }) => stock?.[sku] === 7 && waiting?.[sku] === 0))
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => buy(shop, `rb${i}`, sku)))
    expect(answers.filter((one) => one === 'sold-out')).toHaveLength(13)
    await truth()
  })

  test('of more than one statement asks together all are served in their order', async () => {
    const { sku } = await soldOut()
    await sql`
      insert into waitlist (app_id, sku_id, user_id, user_name, room_id, joined_at)
      select ${APP}, ${sku}, 'q' || lpad(i::text, 3, '0'), 'Q', ${ROOM}, now() from generate_series(1, 250) i order by i`.execute(
      system(),
    )
    await sql`update skus set waiting = 250 where id = ${sku}`.execute(system())
    await restock(shop, sku, 230)
    await until(async () => (await turns(shop, sku)).length === 230)
    const { rows } = await sql<{ user: string }>`
      select user_id as user from waitlist where sku_id = ${sku} and state = 'waiting' order by n`.execute(system())
    expect(rows[0]).toEqual({ user: 'q231' })
    expect(await skuNow(shop, sku)).toEqual({ stock: 0, waiting: 20 })
    await truth()
  })

  test('is at the flash price while that is on and he may have it, else at the shelf’s', async () => {
    const sku = await shop.stock(6)
    const productId = await productOf(sku)
    const flash = { priceMinor: 5_000, quantity: 4, perBuyerLimit: 1 }
    const opened = await shop.commerce.openLaunch(APP, ROOM, { productId, lastsMs: 60_000, flash }, null)
    if (isRefusal(opened)) throw new Error(opened.refused)
    await addToSell(sku, productId)
    const first = await hold(shop, 'f-first', sku, { expectedTotalMinor: 5_000 })
    const had = await hold(shop, 'f-had', sku, { expectedTotalMinor: 5_000 })
    if (typeof (await pay(shop, 'f-had', had)) === 'string') throw new Error('not paid')
    const rest = await hold(shop, 'f-rest', sku, { quantity: 4, expectedTotalMinor: 4 * PRICE })
    // One of these had his piece at the flash price.
    for (const id of ['f1', 'f-had', 'f3', 'f4', 'f5']) await line.join(id, sku)
    await cancel(shop, 'f-first', first)
    await until(async () => (await turns(shop, sku)).length === 1)
    await cancel(shop, 'f-rest', rest)
    await until(async () => (await turns(shop, sku)).length === 5)
    const { rows } = await sql<{ who: string; price: number }>`
      select buyer_id as who, unit_price_minor as price from orders
      where sku_id = ${sku} and turn order by buyer_id collate "C"`.execute(system())
    expect(rows.map(({ who, price }) => [who, price])).toEqual([
      ['f-had', PRICE],
      ['f1', 5_000],
      ['f3', 5_000],
      ['f4', 5_000],
      ['f5', PRICE],
    ])
    const left = await sql<{
      left: number
    }>`select flash_left as left from launches where id = ${opened.launch.id}`.execute(system())
    expect(left.rows).toEqual([{ left: 0 }])
    await truth()
  })
})

describe('who cannot be given a piece', () => {
  /** Lets a piece come back to a line of these, in this order. */
  const comesBack = async (sku: SkuId, holder: string, held: Order, first: string) => {
    await cancel(shop, holder, held)
    await until(async () => (await turns(shop, sku)).length > 0)
    expect(await turns(shop, sku)).toEqual([first])
    await truth()
  }

  test('is passed over, keeps his place, and no piece is kept back for him', async () => {
    const { sku, holder, held } = await soldOut()
    const [full, next] = [who('full'), who('next')]
    await line.join(full, sku)
    const holds: Order[] = []
    while (holds.length < OPEN_HOLDS_MAX) holds.push(await hold(shop, full, await shop.stock(1)))
    await line.join(next, sku)
    await comesBack(sku, holder, held, next)
    expect(await line.mine(full)).toMatchObject([{ skuId: sku, ahead: 0, turn: null }])
    expect(await skuNow(shop, sku)).toEqual({ stock: 0, waiting: 0 })
    // With hands free again he is the first who is asked.
    await cancel(shop, full, holds[0]!)
    const last = who('last')
    await line.join(last, sku)
    const turn = await line.turnOf(next)
    await cancel(shop, next, turn)
    await until(async () => (await turns(shop, sku)).length > 0)
    expect(await turns(shop, sku)).toEqual([full])
  })

  test('by the limit of a buyer, a pause, a room that does not sell: the next is asked', async () => {
    const { sku, holder, held } = await soldOut({ limit: 1 })
    shop.rooms.set('closing' as RoomId, 'live')
    await sql`
      insert into shelf (app_id, room_id, number, product_id) values (${APP}, 'closing', ${900 + made}, ${await productOf(sku)})`.execute(
      system(),
    )
    const [bought, paused, stranded, next] = [who('bought'), who('paused'), who('stranded'), who('next')]
    await line.join(bought, sku)
    await line.join(paused, sku)
    await line.join(stranded, sku, 'closing')
    await line.join(next, sku)
    await sql`
      update orders set buyer_id = ${bought}, state = 'paid', hold_slot = null, paid_at = now()
      where id = ${(await hold(shop, who('h'), await shop.stock(1))).id}`.execute(system())
    await sql`
      update orders set product_id = ${await productOf(sku)} where buyer_id = ${bought}`.execute(system())
    await sql`
      insert into buyer_pauses (app_id, buyer_id, ends_at) values (${APP}, ${paused}, now() + interval '1 hour')`.execute(
      system(),
    )
    // Believed of a room for a second: another process looks anew.
    const fresh = await openTestShop(shop.t)
    fresh.rooms.set('closing' as RoomId, 'banned')
    await sql`
      update orders set state = 'cancelled', hold_slot = null where id = ${held.id}`.execute(system())
    await sql`update skus set stock = 1 where id = ${sku}`.execute(system())
    await fresh.commerce.sweep()
    await fresh.close()
    expect(await turns(shop, sku)).toEqual([next])
    expect(await skuNow(shop, sku)).toEqual({ stock: 0, waiting: 0 })
    for (const id of [bought, paused, stranded]) expect(await line.mine(id)).toHaveLength(1)
    // A pause that ends wakes nobody: the sweep asks again, after a while.
    const turn = await line.turnOf(next)
    await sql`update orders set buyer_id = ${who('gone')}, state = 'cancelled', hold_slot = null where id = ${turn.id}`.execute(
      system(),
    )
    await sql`update skus set stock = 1 where id = ${sku}`.execute(system())
    await sql`delete from buyer_pauses where buyer_id = ${paused}`.execute(system())
    await shop.commerce.sweep()
    expect(await turns(shop, sku)).toEqual([])
    await sql`
      update waitlist set asked_at = asked_at - ${PASSED_AGAIN_MS}::int4 * interval '1 millisecond' where sku_id = ${sku}`.execute(
      system(),
    )
    await shop.commerce.sweep()
    expect(await turns(shop, sku)).toEqual([paused])
    expect(holder).toBeString()
  })

  test('while a countdown runs in his room nobody is passed over, and the piece stays kept back', async () => {
    const { sku, holder, held } = await soldOut()
    const productId = await productOf(sku)
    await addToSell(sku, productId)
    await line.join(who('patient'), sku)
    await sql`
      insert into launches (app_id, id, room_id, product_id, opened_at, opens_at, opened_version)
      values (${APP}, ${who('launch')}, ${ROOM}, ${productId}, now(), now() + interval '1 minute', 1)`.execute(system())
    await cancel(shop, holder, held)
    await shop.commerce.sweep()
    expect(await turns(shop, sku)).toEqual([])
    expect(await skuNow(shop, sku)).toEqual({ stock: 1, waiting: 1 })
    await sql`update launches set opened_at = now() - interval '2 minutes', opens_at = now() - interval '1 second' where product_id = ${productId}`.execute(
      system(),
    )
    expect(await buy(shop, who('quick'), sku)).toBe('sold-out')
    await shop.commerce.sweep()
    expect(await turns(shop, sku)).toHaveLength(1)
  })
  test('what is off sale is kept for those who wait until it is on sale again', async () => {
    const { sku, holder, held } = await soldOut()
    const productId = await productOf(sku)
    const next = who('next')
    await line.join(next, sku)
    await sql`update products set on_sale = false where id = ${productId}`.execute(system())
    await cancel(shop, holder, held)
    await shop.commerce.sweep()
    expect(await skuNow(shop, sku)).toEqual({ stock: 1, waiting: 1 })
    await sql`update products set on_sale = true where id = ${productId}`.execute(system())
    await shop.commerce.sweep()
    expect(await turns(shop, sku)).toEqual([next])
  })
})

describe('when things go wrong', () => {
  test('a crash before anybody was woken: the sweep of two processes at once gives a piece once', async () => {
    const { sku, held } = await soldOut()
    for (const id of ['c1', 'c2', 'c3']) await line.join(id, sku)
    // The process that gave the piece back died with the commit.
    await sql`update orders set state = 'cancelled', hold_slot = null where id = ${held.id}`.execute(system())
    await sql`update skus set stock = stock + 1 where id = ${sku}`.execute(system())
    await Promise.all([shop.commerce.sweep(), elsewhere.commerce.sweep(), shop.commerce.sweep()])
    expect(await turns(shop, sku)).toEqual(['c1'])
    expect(await skuNow(shop, sku)).toEqual({ stock: 0, waiting: 2 })
    await truth()
  })

  test('a line that fails keeps nobody of another from his turn, and is tried again', async () => {
    const [bad, good] = [await soldOut(), await soldOut()]
    const [first, second] = [who('bad'), who('good')]
    await line.join(first, bad.sku)
    await line.join(second, good.sku)
    await sql
      .raw(`
        create function fail() returns trigger language plpgsql as $$ begin
          if new.turn and new.sku_id = '${bad.sku}' then raise exception 'planted'; end if;
          return new;
        end $$;
        create trigger fail before insert on orders for each row execute function fail()`)
      .execute(system())
    for (const { held, sku } of [bad, good]) {
      await sql`update orders set state = 'cancelled', hold_slot = null where id = ${held.id}`.execute(system())
      await sql`update skus set stock = stock + 1 where id = ${sku}`.execute(system())
    }
    await shop.commerce.sweep()
    expect(await turns(shop, good.sku)).toEqual([second])
    expect(await turns(shop, bad.sku)).toEqual([])
    // Nothing of the failed attempt stayed.
    expect(await skuNow(shop, bad.sku)).toEqual({ stock: 1, waiting: 1 })
    await sql`drop trigger fail on orders`.execute(system())
    await shop.commerce.sweep()
    expect(await turns(shop, bad.sku)).toEqual([first])
    await truth()
  })

  test('money that comes late takes no piece from who waits: it goes back', async () => {
    const { sku, holder, held } = await soldOut()
    const sheet = await shop.commerce.beginPayment(APP, held.id, UserId.parse(holder))
    if (isRefusal(sheet)) throw new Error(sheet.refused)
    await line.join(who('waits'), sku)
    // Ended, and nobody was woken yet.
    await letHoldEnd(shop, held.id)
    await sql`update products set on_sale = false where id = ${await productOf(sku)}`.execute(system())
    await shop.commerce.sweep()
    expect(await skuNow(shop, sku)).toEqual({ stock: 1, waiting: 1 })
    const late = await shop.commerce.actInSandbox(APP, sheet.paymentId, UserId.parse(holder), 'approve')
    expect(late).toMatchObject({ state: 'refunded' })
    expect(await skuNow(shop, sku)).toEqual({ stock: 1, waiting: 1 })
  })

  test('a wait of more than WAIT_MAX_MS is over, whoever looks', async () => {
    const { sku, holder, held } = await soldOut()
    const [old, young] = [who('old'), who('young')]
    await line.join(old, sku)
    await line.join(young, sku)
    const age = (ms: number) =>
      sql`update waitlist set joined_at = now() - ${ms}::int8 * interval '1 millisecond' where user_id = ${old}`.execute(
        system(),
      )
    await age(WAIT_MAX_MS - 60_000)
    expect(await line.mine(old)).toHaveLength(1)
    await age(WAIT_MAX_MS + 1_000)
    expect(await line.mine(old)).toEqual([])
    await cancel(shop, holder, held)
    await until(async () => (await turns(shop, sku)).length > 0)
    expect(await turns(shop, sku)).toEqual([young])
    await line.join(old, sku)
    await age(WAIT_MAX_MS + 1_000)
    await shop.commerce.sweep()
    expect(await skuNow(shop, sku)).toEqual({ stock: 0, waiting: 0 })
  })

  test('who joins again after his wait was over is the last, and counted once', async () => {
    const { sku } = await soldOut()
    const [old, young] = [who('old'), who('young')]
    await line.join(old, sku)
    await line.join(young, sku)
    await sql`update waitlist set joined_at = now() - interval '25 hours' where user_id = ${old}`.execute(system())
    expect(await line.join(old, sku)).toMatchObject({ ahead: 1 })
    expect(await skuNow(shop, sku)).toEqual({ stock: 0, waiting: 2 })
  })

  test('while people wait a launch is sold out when nobody can order a piece, and cannot be opened', async () => {
    const { sku, holder, held } = await soldOut()
    const productId = await productOf(sku)
    await line.join(who('waits'), sku)
    await sql`update products set on_sale = false where id = ${productId}`.execute(system())
    await cancel(shop, holder, held)
    await shop.commerce.sweep()
    await sql`update products set on_sale = true where id = ${productId}`.execute(system())
    expect(await skuNow(shop, sku)).toEqual({ stock: 1, waiting: 1 })
    const opened = await shop.commerce.openLaunch(APP, ROOM, { productId }, null)
    expect(isRefusal(opened) && opened.refused).toBe('sold-out')
    expect(await buy(shop, who('quick'), sku)).toBe('sold-out')
  })

  test('bodies that are none are refused by the contract', () => {
    const { body } = api.waitlist.joinWaitlist
    for (const bad of [{}, { roomId: '' }, { roomId: 7 }, { roomId: ROOM, n: 0 }, { roomId: 'x'.repeat(1_000) }])
      expect(body!.safeParse(bad).success).toBe(false)
  })
})
