import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { AddressId, api, DeliveryId, isRefusal, type Order } from '@hawker/protocol'
import { sql } from 'kysely'
import { until } from '#kernel/testing/until'
import { ID_USED } from '#kernel/used-id'
import { APP, askFor, codeOf, guestless, letHoldEnd, newOrderId, OTHER_APP, PRICE, tally } from '../testing.ts'
import { type BasketShop, HOME, id, must, newBasketId, openBasketShop } from './testing.ts'

let shop: BasketShop
beforeAll(async () => {
  shop = await openBasketShop()
})
afterAll(() => shop.end())
afterEach(async () => {
  await shop.noMethods()
  expect(await shop.broken()).toEqual([])
})

let buyers = 0
const somebody = () => `buyer${++buyers}`

describe('putting orders together', () => {
  test('prices are worked out from one snapshot: goods − discount + delivery, in parts to each order', async () => {
    const ann = somebody()
    const [cup, pot] = [await shop.stock(9), await shop.stock(9, { price: 100 })]
    const orders = [await shop.hold(ann, cup, 2), await shop.hold(ann, pot, 1, 100)]
    const deliveryId = await shop.method()
    const claimId = await shop.claim(ann, { type: 'percent', percent: 10, maxMinor: null })
    const basket = must(await shop.put(ann, orders, { claimId, deliveryId, addressId: shop.address(ann) }))
    expect(api.baskets.putBasket.answer.parse(basket)).toEqual(basket)
    expect(basket.prices).toEqual({ goodsMinor: 19_900, discountMinor: 1_990, deliveryMinor: 800, totalMinor: 18_710 })
    expect(basket).toMatchObject({ needsDelivery: true, address: HOME, coupon: { claimId, title: 'Welcome' } })
    expect(basket.delivery).toEqual({ id: deliveryId, name: 'post' })
    expect(basket.orders.map((order) => order.id)).toEqual(orders.map((order) => order.id).sort())
    for (const order of basket.orders) {
      const { unitPriceMinor, quantity, discountMinor = 0, deliveryMinor = 0 } = order
      expect(order.totalMinor).toBe(unitPriceMinor * quantity - discountMinor + deliveryMinor)
      expect(order.basketId).toBe(basket.id)
    }
    expect(basket.holdEndsAt).toBe(Math.min(...orders.map((order) => order.holdEndsAt!)))
    expect(await shop.claimState(claimId)).toEqual({ state: 'used', usedFor: basket.id })
  })

  test('the same again answers the same, and what was promised stays when the shop changes its mind', async () => {
    const ann = somebody()
    const order = await shop.hold(ann, await shop.stock(3))
    const ask = {
      ...{ id: newBasketId(), deliveryId: await shop.method(), addressId: shop.address(ann) },
      claimId: await shop.claim(ann),
    }
    const basket = must(await shop.put(ann, [order], ask))
    await shop.method('post', { priceMinor: 9_999, name: 'dearer' })
    await sql`update coupons set ends_at = 5`.execute(shop.db.system)
    const again = await Promise.all(Array.from({ length: 5 }, () => shop.put(ann, [order, order], ask)))
    for (const answer of again) expect(answer).toEqual(basket)
    expect(must(await shop.put(ann, [{ id: order.id.toUpperCase() as Order['id'] }], ask))).toEqual(basket)
    // Gone from the book: it was said where it goes.
    shop.book.delete(`${APP} ${ann} ${ask.addressId}`)
    expect(must(await shop.put(ann, [order], ask)).address).toEqual(HOME)
    await sql`update coupons set ends_at = null`.execute(shop.db.system)
  })

  test('put again, it is what was said last, and a coupon that is not used for it any more comes back', async () => {
    const ann = somebody()
    const orders = [await shop.hold(ann, await shop.stock(3)), await shop.hold(ann, await shop.stock(3))]
    const [first, second] = [await shop.claim(ann), await shop.claim(ann, { type: 'amount', minor: 900 })]
    const basket = must(await shop.put(ann, orders, { claimId: first }))
    const changed = must(await shop.put(ann, orders, { id: basket.id, claimId: second }))
    expect(changed.prices.discountMinor).toBe(900)
    expect((await shop.claimState(first)).state).toBe('open')
    const fewer = must(await shop.put(ann, orders.slice(1), { id: basket.id, claimId: second }))
    expect(fewer.prices).toEqual({ goodsMinor: PRICE, discountMinor: 900, deliveryMinor: 0, totalMinor: PRICE - 900 })
    expect(await shop.read(orders[0]!.id)).toMatchObject({ total: PRICE, basket: null })
    const bare = must(await shop.put(ann, orders.slice(1), { id: basket.id }))
    expect(bare).toMatchObject({ coupon: null, prices: { totalMinor: PRICE } })
    expect((await shop.claimState(second)).state).toBe('open')
  })

  test('an order moves from one basket to another, with the coupon, while the first is not being paid', async () => {
    const ann = somebody()
    const orders = [await shop.hold(ann, await shop.stock(3)), await shop.hold(ann, await shop.stock(3))]
    const claimId = await shop.claim(ann)
    const first = must(await shop.put(ann, orders, { claimId }))
    const second = must(await shop.put(ann, orders.slice(1)))
    expect(codeOf(await shop.begin(ann, first))).toBe('wrong-state')
    expect((await shop.claimState(claimId)).usedFor).toBe(first.id)
    const both = must(await shop.put(ann, orders, { id: second.id, claimId }))
    expect(both.prices.discountMinor).toBe(500)
    expect((await shop.claimState(claimId)).usedFor).toBe(second.id)
    expect(await shop.commerce.baskets.read(APP, first.id, id(ann))).toBeNull()
    must(await shop.begin(ann, both))
    expect(codeOf(await shop.put(ann, orders.slice(0, 1)))).toBe('wrong-state')
    expect(codeOf(await shop.put(ann, orders, { id: newBasketId() }))).toBe('wrong-state')
  })

  test('what is left of a basket when an order moved out of it is priced anew', async () => {
    const ann = somebody()
    const orders = [await shop.hold(ann, await shop.stock(3)), await shop.hold(ann, await shop.stock(3))]
    const both = { minSpendMinor: 2 * PRICE }
    const [claimId, small] = [await shop.claim(ann, { type: 'amount', minor: 500 }, both), await shop.claim(ann)]
    const first = must(await shop.put(ann, orders, { claimId }))
    must(await shop.put(ann, orders.slice(1)))
    expect(codeOf(await shop.put(ann, orders.slice(0, 1), { id: first.id, claimId }))).toBe('coupon-invalid')
    const rest = must(await shop.put(ann, orders.slice(0, 1), { id: first.id, claimId: small }))
    expect(rest.prices).toMatchObject({ goodsMinor: PRICE, discountMinor: 500, totalMinor: PRICE - 500 })
    expect((await shop.claimState(claimId)).state).toBe('open')
    must(await shop.begin(ann, rest))
  })

  test('what is said again leaves nothing in the journal, and what it holds of an address is nothing', async () => {
    const ann = somebody()
    const order = await shop.hold(ann, await shop.stock(3))
    const ask = { id: newBasketId(), deliveryId: await shop.method(), addressId: shop.address(ann) }
    for (let i = 0; i < 3; i++) must(await shop.put(ann, [order], ask))
    must(await shop.put(ann, [order], { ...ask, addressId: shop.address(ann, { line1: 'Elsewhere 9' }) }))
    const { rows } = await sql<{ payload: object }>`
      select payload from journal where kind = 'basket.put' and by = ${ann}`.execute(shop.db.system)
    expect(rows.length).toBe(2)
    expect(JSON.stringify(rows)).not.toMatch(/Kiln|Elsewhere|138/)
  })

  test('A3: orders, baskets, claims and addresses of others are refused, and nothing is told', async () => {
    const [ann, eve] = [somebody(), somebody()]
    const [sku, mine] = [await shop.stock(9), await shop.stock(9)]
    const order = await shop.hold(ann, sku)
    const basket = must(await shop.put(ann, [order], { claimId: await shop.claim(ann) }))
    const hers = await shop.hold(eve, mine)
    expect(codeOf(await shop.put(eve, [order]))).toBe('not-found')
    expect(codeOf(await shop.put(eve, [order, hers]))).toBe('not-found')
    expect(codeOf(await shop.put(eve, [{ id: newOrderId() }]))).toBe('not-found')
    expect(codeOf(await shop.put(eve, [hers], { id: basket.id }))).toBe('conflict')
    expect(codeOf(await shop.put(eve, [hers], { claimId: basket.coupon!.claimId }))).toBe('coupon-invalid')
    expect(codeOf(await shop.put(eve, [hers], { claimId: await shop.claim(ann) }))).toBe('coupon-invalid')
    expect(codeOf(await shop.put(eve, [hers], { addressId: shop.address(ann) }))).toBe('not-found')
    expect(codeOf(await shop.put(eve, [hers], { addressId: AddressId.parse(newOrderId()) }))).toBe('not-found')
    expect(codeOf(await shop.begin(eve, basket))).toBe('not-found')
    expect(await shop.commerce.baskets.read(APP, basket.id, id(eve))).toBeNull()
    // Another shop, the same ids and the same buyer.
    expect(codeOf(await shop.put(ann, [order], {}, OTHER_APP))).toBe('not-found')
    expect(codeOf(await shop.begin(ann, basket, basket.prices.totalMinor, OTHER_APP))).toBe('not-found')
    expect(await shop.commerce.baskets.read(OTHER_APP, basket.id, id(ann))).toBeNull()
    expect(must(await shop.put(ann, [order], { id: basket.id, claimId: basket.coupon!.claimId }))).toEqual(basket)
  })

  test('orders that are over, of two currencies, or too much together, are not put together', async () => {
    const ann = somebody()
    const sku = await shop.stock(9)
    const [over, given, euro] = [
      await shop.hold(ann, sku),
      await shop.hold(ann, await shop.stock(9)),
      must(
        await shop.commerce.placeOrder(
          APP,
          guestless(ann),
          askFor(await shop.stock(9, { currency: 'EUR' }), { currency: 'EUR' }),
        ),
      ),
    ]
    await letHoldEnd(shop, over.id)
    expect(codeOf(await shop.put(ann, [over]))).toBe('hold-ended')
    await shop.commerce.sweep()
    expect(codeOf(await shop.put(ann, [over]))).toBe('hold-ended')
    must(await shop.commerce.cancelOrder(APP, given.id, id(ann)))
    expect(codeOf(await shop.put(ann, [given]))).toBe('wrong-state')
    const yuan = await shop.hold(ann, sku)
    const mixed = await shop.put(ann, [yuan, euro])
    expect(mixed).toMatchObject({ refused: 'invalid', fields: [{ path: 'orders' }] })
    const dear = [await shop.stock(1, { price: 10 ** 13 }), await shop.stock(1, { price: 10 ** 13 })]
    const rich = somebody()
    const held = [await shop.hold(rich, dear[0]!, 1, 10 ** 13), await shop.hold(rich, dear[1]!, 1, 10 ** 13)]
    expect(await shop.put(rich, held)).toMatchObject({ refused: 'invalid', fields: [{ path: 'orders' }] })
    expect(codeOf(await shop.put(rich, held.slice(1)))).toBe('ok')
  })

  test('a coupon that is not for these goods leaves the basket as it was', async () => {
    const ann = somebody()
    const order = await shop.hold(ann, await shop.stock(3))
    const good = await shop.claim(ann)
    const basket = must(await shop.put(ann, [order], { claimId: good }))
    const dear = await shop.claim(ann, { type: 'amount', minor: 1 }, { minSpendMinor: PRICE + 1 })
    expect(codeOf(await shop.put(ann, [order], { id: basket.id, claimId: dear }))).toBe('coupon-invalid')
    expect(await shop.claimState(good)).toEqual({ state: 'used', usedFor: basket.id })
    expect(await shop.commerce.baskets.read(APP, basket.id, id(ann))).toEqual(basket)
  })
})

describe('delivery', () => {
  test('where the shop sends, what ships is not paid without an address and a way that goes there', async () => {
    const ann = somebody()
    const order = await shop.hold(ann, await shop.stock(3))
    const deliveryId = await shop.method('post', { countries: ['CN', 'CN', 'AT'] })
    expect(codeOf(await shop.commerce.beginPayment(APP, order.id, id(ann)))).toBe('delivery-needed')
    const basket = must(await shop.put(ann, [order]))
    expect(basket).toMatchObject({ needsDelivery: true, delivery: null, address: null })
    const pay = async (more: object) => {
      const put = await shop.put(ann, [order], { id: basket.id, ...more })
      return isRefusal(put) ? put.refused : codeOf(await shop.begin(ann, put))
    }
    expect(await pay({})).toBe('delivery-needed')
    expect(await pay({ deliveryId })).toBe('delivery-needed')
    expect(await pay({ addressId: shop.address(ann) })).toBe('delivery-needed')
    expect(await pay({ addressId: shop.address(ann, { country: 'US' }), deliveryId })).toBe('delivery-needed')
    expect(await pay({ addressId: shop.address(ann), deliveryId: DeliveryId.parse('drone') })).toBe('delivery-needed')
    const inEuro = await shop.method('euro', { currency: 'EUR' })
    expect(await pay({ addressId: shop.address(ann), deliveryId: inEuro })).toBe('delivery-needed')
    must(await shop.commerce.delivery.remove(APP, deliveryId, null))
    expect(await pay({ addressId: shop.address(ann), deliveryId })).toBe('delivery-needed')
    await shop.method()
    const home = shop.address(ann)
    expect(await pay({ addressId: home, deliveryId })).toBe('ok')
    await until(() => shop.used.includes(`${ann} ${home}`))
  })

  test('what does not ship needs none and bears none of it', async () => {
    const ann = somebody()
    const [cup, lesson] = [
      await shop.hold(ann, await shop.stock(3)),
      await shop.hold(ann, await shop.stock(3, { ships: false })),
    ]
    const deliveryId = await shop.method()
    const alone = must(await shop.put(ann, [lesson], { deliveryId }))
    expect(alone).toMatchObject({ needsDelivery: false, delivery: null, prices: { totalMinor: PRICE } })
    const both = must(await shop.put(ann, [cup, lesson], { deliveryId, addressId: shop.address(ann), id: alone.id }))
    const of = (order: Order) => both.orders.find((one) => one.id === order.id)!
    expect([of(cup).deliveryMinor, of(lesson).deliveryMinor]).toEqual([800, undefined])
  })

  test('a shop without ways of delivery sends nothing, whatever is said', async () => {
    const ann = somebody()
    const order = await shop.hold(ann, await shop.stock(3))
    expect(must(await shop.put(ann, [order], { deliveryId: DeliveryId.parse('post') }))).toMatchObject({
      ...{ needsDelivery: false, delivery: null, prices: { totalMinor: PRICE } },
    })
    const direct = await shop.hold(ann, await shop.stock(3))
    must(await shop.commerce.beginPayment(APP, direct.id, id(ann)))
  })
})

describe('paying a basket', () => {
  test('one payment over all orders, called twice the same; approved, all are paid, each told', async () => {
    const ann = somebody()
    const skus = [await shop.stock(3), await shop.stock(3)]
    const orders = [await shop.hold(ann, skus[0]!), await shop.hold(ann, skus[1]!)]
    const basket = must(await shop.put(ann, orders, { claimId: await shop.claim(ann) }))
    const begun = must(await shop.begin(ann, basket))
    expect(api.baskets.beginBasketPayment.answer.parse(begun)).toEqual(begun)
    expect(begun.payment!.amountMinor).toBe(2 * PRICE - 500)
    const again = await Promise.all(Array.from({ length: 6 }, () => shop.begin(ann, basket)))
    for (const answer of again) expect(answer).toEqual(begun)
    shop.told.length = 0
    must(await shop.act(ann, begun.payment!.paymentId))
    expect(shop.told.filter(({ type }) => type === 'purchase.made').length).toBe(2)
    for (const order of orders) expect((await shop.read(order.id)).state).toBe('paid')
    expect(codeOf(await shop.begin(ann, basket))).toBe('wrong-state')
    expect(codeOf(await shop.put(ann, orders, { id: basket.id }))).toBe('wrong-state')
    const next = await shop.hold(ann, await shop.stock(3))
    expect(codeOf(await shop.put(ann, [next], { id: basket.id }))).toBe('wrong-state')
  })

  test('C1: another total or currency than was shown is refused, and an order of a basket is not paid by itself', async () => {
    const ann = somebody()
    const order = await shop.hold(ann, await shop.stock(3))
    const basket = must(await shop.put(ann, [order]))
    expect(codeOf(await shop.begin(ann, basket, PRICE - 1))).toBe('price-changed')
    expect(codeOf(await shop.begin(ann, { ...basket, currency: 'EUR' }))).toBe('price-changed')
    expect(codeOf(await shop.commerce.beginPayment(APP, order.id, id(ann)))).toBe('wrong-state')
  })

  test('a coupon that takes everything off: paid with that, once, and again it answers the same', async () => {
    const ann = somebody()
    const sku = await shop.stock(3)
    const order = await shop.hold(ann, sku)
    const claimId = await shop.claim(ann, { type: 'percent', percent: 100, maxMinor: null })
    const basket = must(await shop.put(ann, [order], { claimId }))
    expect(basket.prices).toMatchObject({ discountMinor: PRICE, totalMinor: 0 })
    const answers = await Promise.all(Array.from({ length: 5 }, () => shop.begin(ann, basket)))
    for (const answer of [...answers, await shop.begin(ann, basket)])
      expect(answer).toMatchObject({ payment: null, basket: { orders: [{ state: 'paid', totalMinor: 0 }] } })
    expect(codeOf(await shop.begin(ann, basket, 5))).toBe('price-changed')
    const { rows } = await sql`
      select from payments where basket_id = ${basket.id} and state = 'settled'`.execute(shop.db.system)
    expect(rows.length).toBe(1)
    expect(await shop.free(sku)).toBe(2)
    // It goes back like every other order.
    const ask = { id: newOrderId(), amountMinor: 0, restock: true, reason: 'broken' }
    expect(must(await shop.commerce.refundOrder(APP, order.id, ask, null))).toMatchObject({ state: 'refunded' })
    expect(must(await shop.commerce.refundOrder(APP, order.id, ask, null))).toMatchObject({ state: 'refunded' })
    expect(await shop.free(sku)).toBe(3)
    expect((await shop.claimState(claimId)).state).toBe('used')
  })

  test('put over another amount, the payment that was begun is given up with the provider', async () => {
    const ann = somebody()
    const orders = [await shop.hold(ann, await shop.stock(3)), await shop.hold(ann, await shop.stock(3))]
    const direct = must(await shop.commerce.beginPayment(APP, orders[0]!.id, id(ann)))
    const basket = must(await shop.put(ann, orders))
    const first = must(await shop.begin(ann, basket)).payment!
    // Where it goes may change meanwhile.
    expect(must(await shop.put(ann, orders, { id: basket.id, addressId: shop.address(ann) })).address).toEqual(HOME)
    expect(must(await shop.begin(ann, basket)).payment).toEqual(first)
    const cheaper = must(await shop.put(ann, orders, { id: basket.id, claimId: await shop.claim(ann) }))
    const second = must(await shop.begin(ann, cheaper)).payment!
    expect(second.paymentId).not.toBe(first.paymentId)
    for (const { paymentId } of [direct, first]) must(await shop.act(ann, paymentId))
    for (const order of orders) expect((await shop.read(order.id)).state).toBe('held')
    must(await shop.act(ann, second.paymentId))
    for (const order of orders) expect((await shop.read(order.id)).state).toBe('paid')
  })

  test('a payment that turns out to be paid when it is given up is settled, and the basket stays', async () => {
    const ann = somebody()
    const order = await shop.hold(ann, await shop.stock(3))
    const basket = must(await shop.put(ann, [order]))
    const { payment } = must(await shop.begin(ann, basket))
    must(await shop.act(ann, payment!.paymentId, 'never'))
    const claimId = await shop.claim(ann)
    expect(codeOf(await shop.put(ann, [order], { id: basket.id, claimId }))).toBe('wrong-state')
    expect(await shop.read(order.id)).toMatchObject({ state: 'paid', total: PRICE })
    expect((await shop.claimState(claimId)).state).toBe('open')
  })

  test('one of its orders cancelled, it must be put again; all of them gone, the coupon comes back', async () => {
    const ann = somebody()
    const orders = [await shop.hold(ann, await shop.stock(3)), await shop.hold(ann, await shop.stock(3))]
    const claimId = await shop.claim(ann)
    const basket = must(await shop.put(ann, orders, { claimId }))
    must(await shop.commerce.cancelOrder(APP, orders[0]!.id, id(ann)))
    expect(codeOf(await shop.begin(ann, basket))).toBe('wrong-state')
    expect((await shop.claimState(claimId)).state).toBe('used')
    const rest = must(await shop.put(ann, orders.slice(1), { id: basket.id, claimId }))
    expect(rest.prices).toMatchObject({ goodsMinor: PRICE, discountMinor: 500 })
    await letHoldEnd(shop, orders[1]!.id)
    expect(codeOf(await shop.begin(ann, rest))).toBe('hold-ended')
    await shop.commerce.sweep()
    expect((await shop.claimState(claimId)).state).toBe('open')
    expect(codeOf(await shop.begin(ann, rest))).toBe('hold-ended')
    const next = await shop.hold(ann, await shop.stock(3))
    expect(must(await shop.put(ann, [next], { claimId })).prices.discountMinor).toBe(500)
  })

  test('an order that is asked for again after it was put has its price of the basket', async () => {
    const ann = somebody()
    const ask = askFor(await shop.stock(3))
    const order = must(await shop.commerce.placeOrder(APP, guestless(ann), ask))
    const basket = must(await shop.put(ann, [order], { claimId: await shop.claim(ann) }))
    const again = must(await shop.commerce.placeOrder(APP, guestless(ann), ask))
    expect(again).toEqual(basket.orders[0]!)
    expect(api.commerce.placeOrder.answer.parse(again)).toEqual(again)
    const off = { ...ask, expectedTotalMinor: again.totalMinor }
    expect(await shop.commerce.placeOrder(APP, guestless(ann), off)).toEqual(ID_USED)
  })
})

describe('money that comes late for a basket', () => {
  const late = async (claim = true) => {
    const ann = somebody()
    const skus = [await shop.stock(1), await shop.stock(1)]
    const orders = [await shop.hold(ann, skus[0]!), await shop.hold(ann, skus[1]!)]
    const claimId = claim ? await shop.claim(ann, { type: 'amount', minor: 1_001 }) : null
    const basket = must(await shop.put(ann, orders, { claimId }))
    const { payment } = must(await shop.begin(ann, basket))
    return { ann, skus, orders, claimId: claimId!, basket, paymentId: payment!.paymentId }
  }
  const refundsOf = async (payment: string) => {
    const { rows } = await sql<{ id: string; minor: number }>`
      select id, amount_minor as minor from refunds where payment_id = ${payment}`.execute(shop.db.system)
    return rows
  }

  test('C8: pays what can still be given, and sends exactly the part of the rest back', async () => {
    const { skus, orders, basket, paymentId, ann, claimId } = await late()
    for (const order of orders) await letHoldEnd(shop, order.id)
    await shop.commerce.sweep()
    expect((await shop.claimState(claimId)).state).toBe('open')
    const other = somebody()
    await shop.hold(other, skus[0]!)
    must(await shop.act(ann, paymentId, 'twice'))
    const [gone, given] = [await shop.read(orders[0]!.id), await shop.read(orders[1]!.id)]
    expect([gone.state, given.state]).toEqual(['refunded', 'paid'])
    expect(await refundsOf(paymentId)).toEqual([{ id: `late:${orders[0]!.id}`, minor: gone.total }])
    expect(gone.total + given.total).toBe(basket.prices.totalMinor)
    expect(await shop.claimState(claimId)).toEqual({ state: 'used', usedFor: basket.id })
  })

  test('C8: all of it goes back when the goods are gone, and the coupon too', async () => {
    const { skus, orders, basket, paymentId, ann, claimId } = await late()
    for (const order of orders) await letHoldEnd(shop, order.id)
    await shop.commerce.sweep()
    const other = somebody()
    for (const sku of skus) await shop.hold(other, sku)
    must(await shop.act(ann, paymentId))
    expect((await refundsOf(paymentId)).reduce((sum, { minor }) => sum + minor, 0)).toBe(basket.prices.totalMinor)
    expect((await shop.claimState(claimId)).state).toBe('open')
  })

  test('F1: a coupon that went elsewhere meanwhile is not used twice: the money goes back', async () => {
    const { skus, orders, basket, paymentId, ann, claimId } = await late()
    for (const order of orders) await letHoldEnd(shop, order.id)
    await shop.commerce.sweep()
    const next = await shop.hold(ann, await shop.stock(2))
    const elsewhere = must(await shop.put(ann, [next], { claimId }))
    must(await shop.act(ann, paymentId))
    for (const order of orders) expect((await shop.read(order.id)).state).toBe('refunded')
    expect((await refundsOf(paymentId)).reduce((sum, { minor }) => sum + minor, 0)).toBe(basket.prices.totalMinor)
    expect(await shop.claimState(claimId)).toEqual({ state: 'used', usedFor: elsewhere.id })
    for (const sku of skus) expect(await shop.free(sku)).toBe(1)
  })

  test('N5 F1: what is paid late without the coupon that went elsewhere is not counted as priced with it', async () => {
    const ann = somebody()
    const orders = [await shop.hold(ann, await shop.stock(1)), await shop.hold(ann, await shop.stock(1))]
    const [off, plain] = orders as [Order, Order]
    const claimId = await shop.claim(ann, { type: 'amount', minor: 900 }, { productIds: [off.productId] })
    const basket = must(await shop.put(ann, orders, { claimId }))
    const { payment } = must(await shop.begin(ann, basket))
    for (const order of orders) await letHoldEnd(shop, order.id)
    await shop.commerce.sweep()
    await sql`
      update coupon_claims set state = 'used', used_at = 1, used_for = gen_random_uuid()::text
      where id = ${claimId}::uuid`.execute(shop.db.system)
    must(await shop.act(ann, payment!.paymentId))
    expect((await shop.read(off.id)).state).toBe('refunded')
    expect((await shop.read(plain.id)).state).toBe('paid')
    expect((await shop.commerce.baskets.read(APP, basket.id, id(ann)))!.coupon).toBeNull()
    await sql`
      update coupon_claims set state = 'open', used_at = null, used_for = null
      where id = ${claimId}::uuid`.execute(shop.db.system)
    expect(await shop.broken()).toEqual([])
  })

  test('N5 F1: nor is what was never priced with it and is paid late, whose coupon then stays free', async () => {
    const ann = somebody()
    const orders = [await shop.hold(ann, await shop.stock(1)), await shop.hold(ann, await shop.stock(1))]
    const [off, plain] = orders as [Order, Order]
    const claimId = await shop.claim(ann, { type: 'amount', minor: 900 }, { productIds: [off.productId] })
    const { payment } = must(await shop.begin(ann, must(await shop.put(ann, orders, { claimId }))))
    must(await shop.commerce.cancelOrder(APP, off.id, id(ann)))
    expect((await shop.claimState(claimId)).state).toBe('used')
    await letHoldEnd(shop, plain.id)
    await shop.commerce.sweep()
    must(await shop.act(ann, payment!.paymentId))
    expect((await shop.read(plain.id)).state).toBe('paid')
    expect((await shop.claimState(claimId)).state).toBe('open')
    expect(await shop.broken()).toEqual([])
  })

  test('never: it is found out by asking, or given up when nobody waits for it any more', async () => {
    const { orders, paymentId, ann } = await late(false)
    must(await shop.act(ann, paymentId, 'never'))
    await sql`update payments set ask_at = now() - interval '1 second' where id = ${paymentId}`.execute(shop.db.system)
    await shop.commerce.sweep()
    for (const order of orders) expect((await shop.read(order.id)).state).toBe('paid')
    const other = await late()
    for (const order of other.orders) await letHoldEnd(shop, order.id)
    await sql`
      update orders set hold_ends_at = now() - interval '1 hour'
      where id = any(${other.orders.map((order) => order.id)}::uuid[])`.execute(shop.db.system)
    await sql`update payments set ask_at = now() - interval '1 second' where id = ${other.paymentId}`.execute(
      shop.db.system,
    )
    await shop.commerce.sweep()
    await sql`update payments set ask_at = now() - interval '1 second' where id = ${other.paymentId}`.execute(
      shop.db.system,
    )
    await shop.commerce.sweep()
    const { rows } = await sql<{ state: string }>`
      select state from payments where id = ${other.paymentId}`.execute(shop.db.system)
    expect(rows[0]!.state).toBe('given-up')
    expect((await shop.claimState(other.claimId)).state).toBe('open')
  })

  test('an order that the shop refunds later keeps the coupon used', async () => {
    const { orders, paymentId, ann, claimId } = await late()
    must(await shop.act(ann, paymentId))
    for (const order of orders) {
      const { total } = await shop.read(order.id)
      const ask = { id: newOrderId(), amountMinor: total, restock: true, reason: '' }
      must(await shop.commerce.refundOrder(APP, order.id, ask, 'keeper'))
    }
    expect((await shop.claimState(claimId)).state).toBe('used')
  })
})

describe('at the same moment', () => {
  test('C3: one basket id by two buyers is one of theirs', async () => {
    const [ann, eve] = [somebody(), somebody()]
    const basket = newBasketId()
    const sku = await shop.stock(9)
    const [hers, his] = [await shop.hold(ann, sku), await shop.hold(eve, sku)]
    const answers = await Promise.all([shop.put(ann, [hers], { id: basket }), shop.put(eve, [his], { id: basket })])
    expect(tally(answers)).toEqual({ ok: 1, conflict: 1 })
  })
})
