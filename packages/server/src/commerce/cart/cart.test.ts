import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Actor, type AppId, api, isRefusal, ROOM_STATUSES, type SkuId, UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import { patiently } from '../../testing/patiently.ts'
import { APP, askFor, guestless, OTHER_APP, openTestShop, PRICE, ROOM, type TestShop } from '../testing.ts'
import { CART_KEPT_MS } from './cart-store.ts'

const { CART_LINES_MAX, putCartLine, readCart, removeCartLine } = api.baskets

let shop: TestShop
/** Another process of the same shop. */
let elsewhere: TestShop

beforeAll(async () => {
  shop = await openTestShop()
  elsewhere = await openTestShop(shop.t)
})
afterAll(async () => {
  await elsewhere.close()
  await shop.close()
})

const person = (id: string, app: AppId = APP): Actor => ({
  ...{ kind: 'person', app, sessionId: 's' },
  person: { ...guestless(id), avatarUrl: null, level: 0 },
})

const call = async (
  endpoint: typeof readCart | typeof putCartLine | typeof removeCartLine,
  actor: Actor,
  more = {},
) => {
  const { on = shop, ...rest } = more as { on?: TestShop }
  const route = on.commerce.routes.find((one) => one.endpoint === endpoint)!
  const answer = await patiently(async () => route.handle({ actor, query: undefined, ...rest } as never))
  return isRefusal(answer) ? answer.refused : endpoint.answer.parse(answer).lines
}
const put = (actor: Actor, sku: SkuId, quantity = 1, on = shop, roomId: string = ROOM) =>
  call(putCartLine, actor, { params: { sku }, body: { roomId, quantity }, on })
const read = (actor: Actor) => call(readCart, actor)
const first = async (actor: Actor) => {
  const lines = await read(actor)
  return typeof lines === 'string' ? null : (lines[0] ?? null)
}
const system = () => shop.t.database.system

describe('a cart', () => {
  test('keeps room and quantity, in the order things were put in; the same again changes how many', async () => {
    const who = person('plain')
    const [cup, vase] = [await shop.stock(5, { limit: 3 }), await shop.stock(7)]
    expect(await read(who)).toEqual([])
    await put(who, cup)
    await put(who, vase, 2)
    expect(await put(who, cup, 4)).toMatchObject([
      { skuId: cup, roomId: ROOM, quantity: 4, unitPriceMinor: PRICE, stock: 5, perBuyerLimit: 3, onSale: true },
      { skuId: vase, quantity: 2, stock: 7, perBuyerLimit: null, currency: 'CNY', skuLabel: 'Large' },
    ])
    expect(await call(removeCartLine, who, { params: { sku: cup } })).toMatchObject([{ skuId: vase }])
    expect(await call(removeCartLine, who, { params: { sku: cup } })).toHaveLength(1)
  })

  test('holds nothing: stock is what anybody can order now, without what is kept for those who wait', async () => {
    const sku = await shop.stock(3)
    await put(person('empty-hands'), sku, 3)
    expect(
      (await shop.commerce.placeOrder(APP, guestless('quick'), askFor(sku, { quantity: 2 }))) as object,
    ).toHaveProperty('state', 'held')
    expect(await first(person('empty-hands'))).toMatchObject({ quantity: 3, stock: 1, onSale: true })
    await sql`update skus set waiting = 2 where id = ${sku}`.execute(system())
    expect((await first(person('empty-hands')))?.stock).toBe(0)
    await sql`update skus set waiting = 0 where id = ${sku}`.execute(system())
  })

  test('at most CART_LINES_MAX, also of more put at once over two processes; a kept one can still be changed', async () => {
    const who = person('many')
    const sku = await shop.stock(1)
    const skus = Array.from({ length: CART_LINES_MAX + 12 }, (_, i) => `wide-${i}` as SkuId)
    await sql`
      insert into skus (app_id, id, product_id, position, price_minor, stock, stocked)
      select ${APP}, id, (select product_id from skus where id = ${sku}), n, 1, 1, 1
      from unnest(${skus}::text[]) with ordinality as t(id, n)`.execute(system())
    const answers = await Promise.all(skus.map((one, i) => put(who, one, 1, i % 2 ? shop : elsewhere)))
    expect(answers.filter((answer) => answer === 'limit-reached')).toHaveLength(12)
    const lines = await read(who)
    expect(lines).toHaveLength(CART_LINES_MAX)
    const kept = (lines as { skuId: SkuId }[])[7]!.skuId
    expect(await put(who, kept, 9)).toContainEqual(expect.objectContaining({ skuId: kept, quantity: 9 }))
  })

  test('what cannot be ordered for now says so, and stays', async () => {
    const who = person('patient')
    const sku = await shop.stock(4)
    await put(who, sku)
    const { productId } = (await first(who))!
    await sql`update products set on_sale = false where id = ${productId}`.execute(system())
    expect((await first(who))?.onSale).toBe(false)
    await sql`update products set on_sale = true where id = ${productId}`.execute(system())
    const opened = await shop.commerce.openLaunch(APP, ROOM, { productId, countdownMs: 60_000 }, null)
    expect((await first(who))?.onSale).toBe(false)
    if (isRefusal(opened)) throw new Error(opened.refused)
    await shop.commerce.closeLaunch(APP, ROOM, opened.launch.id, null)
    expect((await first(who))?.onSale).toBe(true)
    await sql`delete from shelf where product_id = ${productId}`.execute(system())
    expect(await first(who)).toMatchObject({ skuId: sku, onSale: false })
  })

  test.each(ROOM_STATUSES.filter((status) => status !== 'draft'))('of a room that is %s', async (status) => {
    const who = person(`room-${status}`)
    const sku = await shop.stock(1)
    await put(who, sku)
    // Without what was believed of the room a moment ago.
    const fresh = await openTestShop(shop.t)
    fresh.status = status
    const lines = await call(readCart, who, { on: fresh })
    await fresh.close()
    expect(lines).toMatchObject([{ onSale: status !== 'banned' }])
  })
})

describe('the price of a line is what ordering it would cost', () => {
  test('the flash price while so many are left at it, in that room, for this buyer', async () => {
    const sku = await shop.stock(20)
    await put(person('flash'), sku, 2)
    const { productId } = (await first(person('flash')))!
    const flash = { priceMinor: 5_000, quantity: 5, perBuyerLimit: 3 }
    await shop.commerce.openLaunch(APP, ROOM, { productId, lastsMs: 60_000, flash }, null)
    const price = async (id: string, quantity: number) => {
      await put(person(id), sku, quantity)
      return (await first(person(id)))!.unitPriceMinor
    }
    const order = async (id: string, quantity: number, unit: number) =>
      shop.commerce.placeOrder(APP, guestless(id), askFor(sku, { quantity, expectedTotalMinor: unit * quantity }))
    // Beyond a buyer's limit at the flash price all of it costs the price of the shelf.
    for (const [id, quantity, unit] of [
      ['f1', 4, PRICE],
      ['f2', 3, 5_000],
      ['f3', 3, PRICE],
      ['f4', 2, 5_000],
      ['f5', 1, PRICE],
    ] as const) {
      expect([id, await price(id, quantity)]).toEqual([id, unit])
      expect([id, await order(id, quantity, unit)]).toEqual([id, expect.objectContaining({ state: 'held' })])
    }
    // Three of it he has at that price: what comes on top costs what it costs on the shelf.
    expect(await price('f2', 1)).toBe(PRICE)
    const launch = await sql`
      update launches set opened_at = opened_at - interval '1 minute', ends_at = now() - interval '1 second', flash_left = 5
      where product_id = ${productId} returning id`.execute(system())
    expect(launch.rows).toHaveLength(1)
    expect(await price('f6', 1)).toBe(PRICE)
  })
})

describe('what leaves it', () => {
  test('what its owner paid for, and nothing else', async () => {
    const [ann, eve] = [person('payer'), person('eve')]
    const [sku, other] = [await shop.stock(5), await shop.stock(5)]
    for (const who of [ann, eve]) for (const one of [sku, other]) await put(who, one)
    const order = await shop.commerce.placeOrder(APP, guestless('payer'), askFor(sku))
    if (isRefusal(order)) throw new Error(order.refused)
    expect(await read(ann)).toHaveLength(2)
    const sheet = await shop.commerce.beginPayment(APP, order.id, UserId.parse('payer'))
    if (isRefusal(sheet)) throw new Error(sheet.refused)
    await shop.commerce.actInSandbox(APP, sheet.paymentId, UserId.parse('payer'), 'approve')
    expect(await read(ann)).toMatchObject([{ skuId: other }])
    expect(await read(eve)).toHaveLength(2)
  })

  test('a line that is given up stays when its order is cancelled', async () => {
    const sku = await shop.stock(5)
    await put(person('doubt'), sku)
    const order = await shop.commerce.placeOrder(APP, guestless('doubt'), askFor(sku))
    if (isRefusal(order)) throw new Error(order.refused)
    await shop.commerce.cancelOrder(APP, order.id, UserId.parse('doubt'))
    expect(await read(person('doubt'))).toHaveLength(1)
  })

  test('lines that nobody said again for CART_KEPT_MS, by the sweep; the others stay', async () => {
    const who = person('old')
    const [old, young] = [await shop.stock(1), await shop.stock(1)]
    await put(who, old)
    await put(who, young)
    const age = (sku: SkuId, ms: number) =>
      sql`update cart_lines set put_at = now() - ${ms}::int8 * interval '1 millisecond' where sku_id = ${sku}`.execute(
        system(),
      )
    await age(old, CART_KEPT_MS + 1_000)
    await age(young, CART_KEPT_MS - 60_000)
    await shop.commerce.sweep()
    expect(await read(who)).toMatchObject([{ skuId: young }])
    await age(young, CART_KEPT_MS + 1_000)
    await put(who, young, 2)
    await shop.commerce.sweep()
    expect(await read(who)).toHaveLength(1)
  })

  test('what is sold no more at all disappears', async () => {
    const sku = await shop.stock(1)
    await put(person('gone'), sku)
    await sql`delete from skus where id = ${sku}`.execute(system())
    expect(await read(person('gone'))).toEqual([])
  })
})

describe('what an attacker would try', () => {
  test('unknown goods, rooms and those of another shop are one and the same', async () => {
    const sku = await shop.stock(1)
    shop.foreign.add(OTHER_APP)
    const foreign = await shop.stock(1, { app: OTHER_APP })
    const who = person('prober')
    for (const [asked, room] of [
      ['nothing', ROOM],
      [foreign, ROOM],
      [sku, 'elsewhere'],
      [`${sku}' or '1'='1`, ROOM],
    ] as const)
      expect([asked, await put(who, asked as SkuId, 1, shop, room)]).toEqual([asked, 'not-found'])
    expect(await put(person('prober', OTHER_APP), sku)).toBe('not-found')
    expect(await put(person('prober', OTHER_APP), foreign)).toHaveLength(1)
    expect(await read(who)).toEqual([])
    const walled = await sql`select from cart_lines`.execute(shop.t.database.of('nobodys' as AppId))
    expect(walled.rows).toEqual([])
  })

  test('a room that is not announced takes no lines', async () => {
    const sku = await shop.stock(1)
    const fresh = await openTestShop(shop.t)
    fresh.status = 'draft'
    expect(await put(person('early'), sku, 1, fresh)).toBe('not-found')
    await fresh.close()
  })

  test('nobody in particular, and a server, have no cart', async () => {
    for (const actor of [
      { kind: 'public', app: APP },
      { kind: 'server', app: APP },
    ] as const)
      for (const endpoint of [readCart, putCartLine, removeCartLine])
        expect(await call(endpoint, actor, { params: { sku: 's1' }, body: { roomId: ROOM, quantity: 1 } })).toBe(
          'not-signed-in',
        )
  })

  test('amounts that are none are refused before anything is read', () => {
    for (const quantity of [0, -1, 1.5, 1_000, 2 ** 53, Number.NaN, '1', null])
      expect(putCartLine.body!.safeParse({ roomId: ROOM, quantity }).success).toBe(false)
  })
})
