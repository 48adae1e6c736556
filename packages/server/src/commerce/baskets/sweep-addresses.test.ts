// Addresses that nobody needs any more. Time goes by in the rows: the database's clock decides.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Basket, isRefusal } from '@hawker/protocol'
import { sql } from 'kysely'
import { APP } from '../testing.ts'
import { ADDRESS_KEPT_MS, sweepAddresses } from './sweep-addresses.ts'
import { type BasketShop, HOME, id, must, openBasketShop } from './testing.ts'

let shop: BasketShop
beforeAll(async () => {
  shop = await openBasketShop()
})
afterAll(() => shop.end())

let buyers = 0
const DAY_MS = 86_400_000

/** A basket with an address, of one order. */
const putOne = async () => {
  const buyer = `far${++buyers}`
  const order = await shop.hold(buyer, await shop.stock(5))
  const deliveryId = await shop.method()
  const basket = must(await shop.put(buyer, [order], { addressId: shop.address(buyer), deliveryId }))
  return { buyer, order, basket }
}
const pay = async ({ buyer, basket }: { buyer: string; basket: Basket }) => {
  const { payment } = must(await shop.begin(buyer, basket))
  return must(await shop.act(buyer, payment!.paymentId))
}
/** So much of the past happened that much earlier. */
const letPass = async (ms: number) => {
  const ago = sql`${ms}::int8 * interval '1 ms'`
  await sql`update baskets set put_at = put_at - ${ago}, address_look_at = address_look_at - ${ago}`.execute(
    shop.db.system,
  )
  await sql`update orders set placed_at = placed_at - ${ago}, hold_ends_at = hold_ends_at - ${ago}`.execute(
    shop.db.system,
  )
}
const rowOf = async (basket: Basket) => {
  const { rows } = await sql<{ kept: boolean; chosen: boolean; looks: boolean }>`
    select address is not null as kept, address_id is not null as chosen, address_look_at is not null as looks
    from baskets where id = ${basket.id}`.execute(shop.db.system)
  return rows[0]!
}
const GONE = { kept: false, chosen: false, looks: false }
const WAITS = { kept: true, chosen: true, looks: true }
const STAYS = { kept: true, chosen: true, looks: false }
const sweep = () => sweepAddresses(shop.db.system)

describe('an address in a basket', () => {
  test('goes a week after the last hold when nothing was paid, and the basket is read as before', async () => {
    const { buyer, order, basket } = await putOne()
    await letPass(DAY_MS)
    await shop.commerce.sweep()
    expect((await shop.read(order.id)).state).toBe('expired')
    await letPass(ADDRESS_KEPT_MS - DAY_MS)
    // The hold ended minutes after it was put: a week is not over yet.
    await sweep()
    expect(await rowOf(basket)).toEqual(WAITS)
    await letPass(2 * DAY_MS)
    await sweep()
    expect(await rowOf(basket)).toEqual(GONE)
    const read = await shop.commerce.baskets.read(APP, basket.id, id(buyer))
    expect(read).toMatchObject({ id: basket.id, address: null, delivery: { name: 'post' }, prices: basket.prices })
    expect(read!.orders).toMatchObject([{ id: order.id, state: 'expired' }])
    const { rows } = await sql<{ n: number }>`
      select count(*)::int4 as n from baskets where id = ${basket.id} and address is not null`.execute(shop.db.system)
    expect(rows[0]!.n).toBe(0)
  })

  test('goes too when its orders were cancelled, or moved to another basket', async () => {
    const cancelled = await putOne()
    must(await shop.commerce.cancelOrder(APP, cancelled.order.id, id(cancelled.buyer)))
    const moved = await putOne()
    const next = must(await shop.put(moved.buyer, [moved.order], { addressId: shop.address(moved.buyer) }))
    await pay({ buyer: moved.buyer, basket: must(await shop.put(moved.buyer, [moved.order], await chosen(next))) })
    await letPass(ADDRESS_KEPT_MS + DAY_MS)
    await sweep()
    expect(await rowOf(cancelled.basket)).toEqual(GONE)
    expect(await rowOf(moved.basket)).toEqual(GONE)
    expect(await rowOf(next)).toEqual(STAYS)
  })

  const chosen = async (basket: Basket) => {
    const { rows } = await sql<{ addressId: string }>`
      select address_id as "addressId" from baskets where id = ${basket.id}`.execute(shop.db.system)
    return { id: basket.id, addressId: rows[0]!.addressId as never, deliveryId: await shop.method() }
  }

  test('stays when something was paid, also when the money went back', async () => {
    const [paid, back] = [await putOne(), await putOne()]
    for (const one of [paid, back]) await pay(one)
    const all = { id: crypto.randomUUID(), amountMinor: back.basket.prices.totalMinor, restock: true, reason: '' }
    must(await shop.commerce.refundOrder(APP, back.order.id, all, 'owner'))
    await letPass(10 * ADDRESS_KEPT_MS)
    await sweep()
    expect(await rowOf(paid.basket)).toEqual(STAYS)
    expect(await rowOf(back.basket)).toEqual(STAYS)
    expect((await shop.commerce.baskets.read(APP, paid.basket.id, id(paid.buyer)))!.address).toEqual(HOME)
  })

  test('waits for money that may come still, and for an order that is held', async () => {
    const [open, held] = [await putOne(), await putOne()]
    must(await shop.begin(open.buyer, open.basket))
    await letPass(ADDRESS_KEPT_MS + DAY_MS)
    await sql`update orders set state = 'expired', hold_slot = null where id = ${open.order.id}`.execute(shop.db.system)
    await sweep()
    expect(await rowOf(open.basket)).toEqual(WAITS)
    expect(await rowOf(held.basket)).toEqual(WAITS)
    await sql`update payments set state = 'given-up' where basket_id = ${open.basket.id}`.execute(shop.db.system)
    await sql`update skus set stock = stock + 1 where id = ${open.order.skuId}`.execute(shop.db.system)
    await sweep()
    // It is looked at again a day later, not at every look.
    expect(await rowOf(open.basket)).toEqual(WAITS)
    await letPass(DAY_MS + 1_000)
    await sweep()
    expect(await rowOf(open.basket)).toEqual(GONE)
  })

  test('put again, it begins anew; without one there is nothing to look at', async () => {
    const { buyer, order, basket } = await putOne()
    await sql`update baskets set address_look_at = now() - interval '1 day' where id = ${basket.id}`.execute(
      shop.db.system,
    )
    must(await shop.put(buyer, [order], { id: basket.id, addressId: shop.address(buyer, { line1: 'Elsewhere 9' }) }))
    const { rows } = await sql<{ ahead: boolean }>`
      select address_look_at > now() + interval '6 days' as ahead from baskets where id = ${basket.id}`.execute(
      shop.db.system,
    )
    expect(rows[0]!.ahead).toBe(true)
    must(await shop.put(buyer, [order], { id: basket.id }))
    expect(await rowOf(basket)).toEqual(GONE)
  })

  test('many go in bounded batches, by the sweep that looks every second; two at once do each once', async () => {
    await sql`
      insert into baskets (app_id, id, buyer_id, orders, currency, address_id, address, put_at, address_look_at)
      select ${APP}, gen_random_uuid(), 'crowd', '{}', 'CNY', gen_random_uuid(), '{}', now() - interval '30 days', now()
      from generate_series(1, 1200)`.execute(shop.db.system)
    const left = async () => {
      const { rows } = await sql<{ n: number }>`
        select count(*)::int4 as n from baskets where buyer_id = 'crowd' and address is not null`.execute(
        shop.db.system,
      )
      return rows[0]!.n
    }
    expect(await sweep()).toBe(true)
    expect(await left()).toBe(1_000)
    await Promise.all([sweep(), sweep()])
    expect(await left()).toBe(600)
    await shop.commerce.sweep()
    expect(await left()).toBe(0)
    expect(await sweep()).toBe(false)
    expect(isRefusal(await putOne())).toBe(false)
  })
})
