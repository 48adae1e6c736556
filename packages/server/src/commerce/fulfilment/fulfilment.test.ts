import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { api, type Order, OrderId, type OrderState } from '@hawker/protocol'
import { parse } from 'csv-parse/sync'
import { sql } from 'kysely'
import { type BasketShop, HOME, id, must, openBasketShop } from '../baskets/testing.ts'
import { APP, askFor, codeOf, guestless, letHoldEnd, newOrderId, OTHER_APP, PRICE, ROOM } from '../testing.ts'
import { ORDER_COLUMNS } from './core/order-line.ts'
import { idRangeOf, spellingsOf } from './core/search.ts'

let shop: BasketShop
beforeAll(async () => {
  shop = await openBasketShop()
})
afterAll(() => shop.end())

const VIA = { carrier: 'SF Express', trackingCode: 'SF123', trackingUrl: 'https://track.example/SF123' }
const { list, read, ship, exportOrders } = {
  list: (more: object = {}, app = APP) => shop.commerce.fulfilment.list(app, { limit: 50, ...more }),
  read: (order: OrderId, app = APP) => shop.commerce.fulfilment.read(app, order),
  ship: (order: OrderId, via: object = {}, app = APP) =>
    shop.commerce.fulfilment.ship(app, order, { ...VIA, ...via }, 'packer'),
  exportOrders: (state: OrderState) => shop.commerce.fulfilment.exportOrders(APP, state, 'packer'),
}
const paid = async (buyer: string, quantity = 1): Promise<Order> => {
  const order = await shop.hold(buyer, await shop.stock(9), quantity)
  const basket = must(await shop.put(buyer, [order], { addressId: shop.address(buyer) }))
  must(await shop.act(buyer, must(await shop.begin(buyer, basket)).payment!.paymentId))
  return must((await shop.commerce.baskets.read(APP, basket.id, id(buyer)))!).orders[0]!
}

describe('sending', () => {
  test('a paid order is on its way: its buyer is told, the journal knows who sent it, and it still counts as sold', async () => {
    const order = await paid('ann')
    shop.own.length = 0
    const shipped = must(await ship(order.id))
    expect(api.fulfilment.shipOrder.answer.parse(shipped)).toEqual(shipped)
    expect(shipped).toMatchObject({ state: 'shipped', shipment: VIA, buyerName: 'ann', address: HOME, test: true })
    expect(shop.own).toEqual([
      { user: id('ann'), order: expect.objectContaining({ state: 'shipped', shipment: shipped.shipment }) },
    ])
    const { rows } = await sql<{ by: string; payload: object }>`
      select by, payload from journal where kind = 'order.shipped'`.execute(shop.db.system)
    expect(rows).toEqual([{ by: 'packer', payload: { orderId: order.id, ...VIA } }])
    expect(await shop.commerce.standing.bought(APP, id('ann'))).toBe(true)
    expect(await shop.broken()).toEqual([])
  })

  test('again, it corrects carrier and tracking; the same again tells nobody; when it was sent stays', async () => {
    const order = await paid('bob')
    const first = must(await ship(order.id))
    shop.own.length = 0
    expect(must(await ship(order.id))).toEqual(first)
    expect(shop.own).toEqual([])
    const second = must(await ship(order.id, { trackingCode: '', trackingUrl: null }))
    expect(second.shipment).toEqual({ ...first.shipment!, trackingCode: '', trackingUrl: null })
    expect(shop.own.length).toBe(1)
  })

  test('C10: what is not paid is not sent, and what was sent is paid back like every other', async () => {
    const sku = await shop.stock(9)
    const held = await shop.hold('cid', sku)
    expect(codeOf(await ship(held.id))).toBe('wrong-state')
    await letHoldEnd(shop, held.id)
    await shop.commerce.sweep()
    expect(codeOf(await ship(held.id))).toBe('wrong-state')
    const given = await shop.hold('cid', sku)
    must(await shop.commerce.cancelOrder(APP, given.id, id('cid')))
    expect(codeOf(await ship(given.id))).toBe('wrong-state')
    const order = await paid('cid')
    must(await ship(order.id))
    const ask = { id: newOrderId(), amountMinor: PRICE, restock: true, reason: 'came back' }
    const back = must(await shop.commerce.refundOrder(APP, order.id, ask, 'keeper'))
    expect(back).toMatchObject({ state: 'refunded', shipment: VIA })
    expect(codeOf(await ship(order.id))).toBe('wrong-state')
    expect(codeOf(await ship(newOrderId()))).toBe('not-found')
    expect(await shop.broken()).toEqual([])
  })

  test('sent twice at once by two people it is sent once, with what one of them said', async () => {
    const order = await paid('dan')
    const codes = ['A', 'B', 'C', 'D', 'E', 'F']
    shop.own.length = 0
    const answers = await Promise.all(codes.map((trackingCode) => ship(order.id, { trackingCode })))
    for (const answer of answers) expect(codeOf(answer)).toBe('ok')
    const last = (await read(order.id))!.shipment!
    expect(codes).toContain(last.trackingCode)
    expect(answers.every((answer) => must(answer).shipment!.shippedAt === last.shippedAt)).toBe(true)
  })

  test('a limit for each buyer counts what was sent', async () => {
    const sku = await shop.stock(9, { limit: 2 })
    const order = await shop.hold('eve', sku, 2)
    must(await shop.act('eve', must(await shop.commerce.beginPayment(APP, order.id, id('eve'))).paymentId))
    must(await ship(order.id))
    expect(codeOf(await shop.commerce.placeOrder(APP, guestless('eve'), askFor(sku)))).toBe('buyer-limit')
  })

  test('X1: an address for tracking that is none, or runs something, never passes the contract', () => {
    const good = (more: object) => api.fulfilment.shipOrder.body!.safeParse({ ...VIA, ...more }).success
    expect(good({})).toBe(true)
    for (const trackingUrl of [
      'javascript:alert(1)',
      'data:text/html,x',
      'SF123',
      '//x',
      `https://x/${'y'.repeat(500)}`,
    ])
      expect(good({ trackingUrl })).toBe(false)
    for (const more of [
      { carrier: '' },
      { carrier: 'x'.repeat(61) },
      { trackingCode: 'x'.repeat(81) },
      { state: 'paid' },
    ])
      expect(good(more)).toBe(false)
  })
})

describe('looking up', () => {
  test('every state, the pages hold each order once: what is held, then the newest; by room, basket and state', async () => {
    const orders = [await shop.hold('fay', await shop.stock(9)), await paid('fay'), await paid('fay')]
    must(await ship(orders[1]!.id))
    const seen: string[] = []
    for (let after: string | null | undefined; after !== null; ) {
      const page = api.fulfilment.listShopOrders.answer.parse(await list({ limit: 3, after: after ?? undefined }))
      seen.push(...page.orders.map((order) => order.id))
      after = page.next
    }
    const { rows } = await sql<{ id: string }>`
      select id from orders where app_id = ${APP}
      order by state = 'held' desc, case when state = 'held' then hold_ends_at else placed_at end desc, id desc`.execute(
      shop.db.system,
    )
    expect(seen).toEqual(rows.map((row) => row.id))
    const states = async (state: OrderState) => (await list({ state, search: 'fay' })).orders.map((order) => order.id)
    expect(await states('shipped')).toEqual([orders[1]!.id])
    expect(await states('paid')).toEqual([orders[2]!.id])
    expect((await list({ state: 'held' })).orders.map((order) => order.id)).toEqual([orders[0]!.id])
    expect((await list({ basket: orders[2]!.basketId })).orders.map((order) => order.id)).toEqual([orders[2]!.id])
    expect((await list({ room: ROOM, state: 'shipped' })).orders.length).toBeGreaterThan(0)
    expect((await list({ room: 'elsewhere' })).orders).toEqual([])
    expect(await list({ after: 'no cursor' })).toEqual({ orders: [], next: null, searchedTo: null })
  })

  test('by the beginning of a name, however it is written, or of an id; once where it is both', async () => {
    const gus = await paid('Gustav')
    const ask = { ...askFor(await shop.stock(9)), id: OrderId.parse('cafe0000-0000-7000-8000-000000000000') }
    const cafe = must(await shop.commerce.placeOrder(APP, guestless('cafe00'), ask))
    must(await shop.commerce.cancelOrder(APP, cafe.id, id('cafe00')))
    const found = async (search: string) => (await list({ search })).orders.map((order) => order.id)
    for (const search of ['gus', 'gustav', 'Gustav', gus.id]) expect(await found(search)).toEqual([gus.id])
    expect(await found(gus.id.slice(0, 18).toUpperCase())).toContain(gus.id)
    expect(await found('ustav')).toEqual([])
    expect(await found('cafe00')).toEqual([cafe.id])
    for (const odd of ["'; drop table orders; --", '%', '_', '\\', '🫖', '*']) expect(await found(odd)).toEqual([])
  })

  test('each look-up finds an index that fits, and none of them is one that placing an order could choose', async () => {
    const plan = async (text: string) => {
      const { rows } = await sql.raw<{ 'QUERY PLAN': string }>(`explain ${text}`).execute(shop.db.system)
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    }
    await sql`
      insert into orders (app_id, id, buyer_id, buyer_name, room_id, product_id, sku_id, quantity, unit_price_minor,
        total_minor, currency, state, placed_at, hold_ends_at)
      select 'crowd', gen_random_uuid(), 'b' || i, 'Name ' || i, 'r', 'p', 's', 1, 5, 5, 'CNY', 'paid', now(), now()
      from generate_series(1, 5000) i`.execute(shop.db.system)
    await sql`analyze orders`.execute(shop.db.system)
    expect(
      await plan(`select * from orders o where o.app_id = 'shop' and o.quantity > 0 and o.state = 'paid'
        order by o.placed_at desc, o.id desc limit 51`),
    ).toContain('orders_of_shop')
    expect(
      await plan(`select * from orders o where o.app_id = 'crowd' and o.quantity > 0 and o.state <> 'held'
        and (o.buyer_name ~>=~ 'Name 12' and o.buyer_name ~<~ ('Name 12' || chr(1114111)))
        order by o.placed_at desc, o.id desc limit 51`),
    ).toContain('orders_by_name')
    const { rows } = await sql<{ def: string }>`
      select indexdef as def from pg_indexes where indexname in ('orders_of_shop', 'orders_by_name', 'orders_of_basket')
    `.execute(shop.db.system)
    expect(rows.length).toBe(3)
    for (const { def } of rows) expect(def).toMatch(/WHERE .*(quantity > 0|basket_id IS NOT NULL)/)
    await sql`delete from orders where app_id = 'crowd'`.execute(shop.db.system)
  })

  test('A3: staff of another shop find none of it', async () => {
    const order = await paid('hal')
    expect((await list({}, OTHER_APP)).orders).toEqual([])
    expect((await list({ search: order.id }, OTHER_APP)).orders).toEqual([])
    expect((await list({ basket: order.basketId }, OTHER_APP)).orders).toEqual([])
    expect(await read(order.id, OTHER_APP)).toBeNull()
    expect(codeOf(await ship(order.id, {}, OTHER_APP))).toBe('not-found')
    for (const route of Object.values(api.fulfilment))
      if (typeof route === 'object' && 'permission' in route) expect(route.permission as string).toBe('orders.write')
  })

  test('ids and names as they are typed', () => {
    expect(idRangeOf('0192f0')).toEqual({
      from: '0192f000-0000-0000-0000-000000000000',
      to: '0192f0ff-ffff-ffff-ffff-ffffffffffff',
    })
    expect(idRangeOf('0192f0c1-2345-7abc-8def-0123456789ab')?.from).toBe('0192f0c1-2345-7abc-8def-0123456789ab')
    for (const text of ['0192f', 'ann', '0192f0c1-2345-7abc-8def-0123456789abc', '', '0192g0'])
      expect(idRangeOf(text)).toBeNull()
    expect(spellingsOf('lin Chen')).toEqual(['lin Chen', 'lin chen', 'Lin chen', 'LIN CHEN'])
    expect(spellingsOf('林')).toEqual(['林'])
  })
})

describe('a table to pack by', () => {
  const rowsOf = async (state: OrderState) =>
    parse(await (await exportOrders(state)).text(), { bom: true, columns: true }) as Record<string, string>[]

  test('has an order a line with where it goes, and the journal knows who took it', async () => {
    const order = await paid('ida', 2)
    const rows = await rowsOf('paid')
    expect(Object.keys(rows[0]!)).toEqual([...ORDER_COLUMNS])
    expect(rows.find((row) => row.order_id === order.id)).toMatchObject({
      ...{ quantity: '2', unit_price: '99.00', total: '198.00', currency: 'CNY', test: 'yes', buyer_name: 'ida' },
      ...{ name: HOME.name, phone: `'${HOME.phone}`, line1: HOME.line1, postcode: HOME.postcode, carrier: '' },
    })
    const listed = (await list({ state: 'paid' })).orders.map((one) => one.id)
    expect(rows.map((row) => OrderId.parse(row.order_id))).toEqual(listed)
    const { rows: entries } = await sql<{ by: string; payload: { lines: number } }>`
      select by, payload from journal where kind = 'orders.exported'`.execute(shop.db.system)
    expect(entries.at(-1)).toEqual({ by: 'packer', payload: { state: 'paid', lines: rows.length } as never })
  })

  test('C12: a cell that a spreadsheet would run goes out with an apostrophe', async () => {
    const order = await shop.hold('jan', await shop.stock(9))
    const addressId = shop.address('jan', {
      name: '=HYPERLINK("http://x")',
      line1: '@SUM(1)',
      line2: '\uff1dcmd',
      city: '-1+2',
    })
    const basket = must(await shop.put('jan', [order], { addressId }))
    must(await shop.act('jan', must(await shop.begin('jan', basket)).payment!.paymentId))
    must(await ship(order.id, { carrier: '+cmd|x', trackingCode: '\tx' }))
    const row = (await rowsOf('shipped')).find((one) => one.order_id === order.id)!
    expect([row.name, row.line1, row.line2, row.city, row.carrier]).toEqual([
      ...[`'=HYPERLINK("http://x")`, `'@SUM(1)`, "'\uff1dcmd", "'-1+2", "'+cmd|x"],
    ])
    const bytes = new Uint8Array(await (await exportOrders('shipped')).arrayBuffer())
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  })
})
