// What staff do about money: a coupon made, dropped and claimed; an order of two products packed, sent and paid back in
// part; and the truths, which stay green through all of it and are red as soon as a number was changed behind their back.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Hawker, isRefusal, type Order, type Refusal, type Room } from '@hawker/sdk'
import { createCheckout } from '@hawker/sdk/checkout'
import { sql } from 'kysely'
import type { Browser, Locator, Page } from 'playwright-core'
import { type TestDatabase, testDatabase } from '../packages/server/src/db/testing.ts'
import { openBrowser, PHONE, shoot, type Tab } from './harness/browser.ts'
import { type Caller, openShop, signIn, signInAsOwner } from './harness/caller.ts'
import { joinAsGuest } from './harness/crowd.ts'
import { openDesk } from './harness/desk.ts'
import { attributeOf, countOf } from './harness/reads.ts'
import { ADMIN, type RunningServer, startServer } from './harness/server.ts'
import { openShopPage } from './harness/shop-page.ts'
import { soon, until } from './harness/soon.ts'
import { at } from './harness/viewer-page.ts'

const ROOM = 'kiln'
const ASSISTANT = { email: 'yu@shop.example', password: 'the-assistants-password' }
const ANALYST = { email: 'ana@shop.example', password: 'the-analysts-password' }
const LIMIT_MS = 120_000
const SHOWN_MS = 30_000
/** What changed is counted every ten seconds, and never for longer than a tenth of the time. */
const COUNTED_MS = 40_000
const STREET = '350 Fifth Avenue'

let database: TestDatabase
let server: RunningServer
let owner: Caller
let browser: Browser
let boss: Tab
let packer: Tab
let desk: Tab
let ann: Hawker
let room: Room
let pot: { productId: string; skuId: string }
let cupSku: string
let orders: Order[] = []
const heard: Order[] = []

const done = <T>(answer: T | Refusal): T => {
  if (isRefusal(answer)) throw new Error(`${answer.refused}: ${answer.message}`)
  return answer
}
const shown = (locator: Locator) => locator.first().waitFor({ timeout: SHOWN_MS })
const section = async (page: Page, id: string) => {
  await page.locator(at(`section-${id}`)).click()
  await page.waitForURL(`**/shop/${id}`)
}
const truths = () =>
  owner.call<{ holds: boolean; checks: { name: string; holds: boolean }[] }>('GET', '/api/invariants')
/** All desks were left open for eleven minutes. */
const leaveDesks = async () => {
  await sql`update sessions set created_at = created_at - 660000`.execute(database.database.system)
  // For seconds a process believes what it read of a session, but not once its owner has ended another.
  await (await signInAsOwner(server)).call('DELETE', '/api/session')
}
/** Something is journalled, so that this app is counted again. */
const stir = (text: string) => owner.call('PATCH', `/api/rooms/${ROOM}`, { announcement: text })

beforeAll(async () => {
  database = await testDatabase()
  server = await startServer({ DATABASE_URL: database.url })
  owner = await signInAsOwner(server)
  await owner.call('POST', '/api/staff', { ...ASSISTANT, name: 'Yu', role: 'assistant' })
  await owner.call('POST', '/api/staff', { ...ANALYST, name: 'Ana', role: 'analyst' })
  pot = await openShop(owner, ROOM)
  const cup = await owner.call<{ productId: string; skuIds: string[] }>('POST', '/api/products', {
    ...{ title: 'Tasting cups, pair', currency: 'USD', skus: [{ label: '', priceMinor: 2_800, stock: 20 }] },
  })
  cupSku = cup.skuIds[0]!
  const items = [pot.productId, cup.productId].map((productId, i) => ({ productId, number: i + 1 }))
  await owner.call('PUT', `/api/rooms/${ROOM}/shelf`, { items })
  browser = await openBrowser()
  ;[boss, packer, desk] = await Promise.all([
    openShopPage(browser, server, ADMIN),
    openShopPage(browser, server, ASSISTANT),
    openDesk(browser, server, ROOM, ASSISTANT),
  ])
  ;({ hawker: ann, room } = await joinAsGuest(server.origin, ROOM, 'Ann Lee'))
  room.on('own.order', (order) => void heard.push(order))
}, LIMIT_MS)

afterAll(async () => {
  room?.leave()
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
  await database?.close()
}, LIMIT_MS)

describe('coupons and delivery', () => {
  test(
    'the owner makes a coupon and a way of delivery; what is wrong is said beside its field',
    async () => {
      const { page } = boss
      await section(page, 'coupons')
      await page.locator(at('coupon-new')).first().click()
      await page.locator(at('coupon-title')).fill('Rain day')
      await page.locator(at('coupon-amount')).fill('0')
      await page.locator(at('coupon-save')).click()
      await shown(page.getByText('An amount, such as 5 or 5.50.'))
      await page.locator(at('coupon-amount')).fill('5')
      await page.locator(at('coupon-quota')).fill('20')
      await shoot('orders-01-coupon', boss)
      await page.locator(at('coupon-save')).click()
      await shown(page.locator(at('coupon-row')).filter({ hasText: 'Rain day' }))

      await page.locator(at('coupon-codes')).first().click()
      await page.locator(at('codes-count')).fill('3')
      await page.locator(at('codes-make')).click()
      await shown(page.locator(at('codes-made')))
      await soon(async () => (await page.locator(at('codes-made')).inputValue()).split('\n')).toHaveLength(3)
      await shoot('orders-02-codes', boss)
      await page.getByText('I have kept them').click()

      await section(page, 'delivery')
      await page.locator(at('method-new')).click()
      await page.locator(at('method-name')).fill('Parcel')
      await page.locator(at('method-price')).fill('6.90')
      await page.locator(at('method-countries')).fill('us, ca')
      await page.locator(at('method-save')).click()
      await shown(page.locator(at('method-row')).filter({ hasText: 'Canada' }))
      await shoot('orders-03-delivery', boss)
    },
    LIMIT_MS,
  )

  test(
    'the assistant drops it by keyboard, a viewer takes one, and the desk sees what is left and who took it',
    async () => {
      const { page } = desk
      await page.keyboard.press('c')
      await page.locator(at('drop-pieces')).fill('10')
      await page.locator(at('drop-pieces')).press('Enter')
      await shown(page.locator(`${at('console-drop')}[data-left="10"]`))
      await shown(page.locator(at('undo')))
      await until('the drop in the room', () => room.state.drops.length === 1)
      done(await ann.coupons.claim(ROOM, room.state.drops[0]!.id))
      await shown(page.locator(`${at('console-drop')}[data-left="9"]`))
      await page.locator(at('tab-activity')).click()
      await shown(page.locator(`${at('console-deed')}[data-kind=claimed]`).filter({ hasText: 'A**e' }))
      await shoot('orders-04-drop', desk)
      await page.locator(at('drop-close')).click()
      await until('the drop is over', () => room.state.drops.length === 0)
      await page.locator(at('undo')).click()
      await until('it is back with what was left', () => room.state.drops[0]?.left === 9)
    },
    LIMIT_MS,
  )
})

describe('an order', () => {
  test(
    'of two products with coupon and delivery is paid, and stands to be packed with its address',
    async () => {
      const { baskets, addresses } = createCheckout(ann)
      const place = async (skuId: string, quantity: number, each: number) =>
        done(
          await ann.orders.place({
            ...{ roomId: ROOM as never, skuId: skuId as never, quantity },
            ...{ expectedTotalMinor: quantity * each, currency: 'USD' },
          }),
        )
      orders = [await place(pot.skuId, 1, 4_800), await place(cupSku, 2, 2_800)]
      const home = { name: 'Ann Lee', phone: '+1 212 555 0100', country: 'US', region: 'NY', city: 'New York' }
      done(await addresses.put({ ...home, line1: STREET, line2: '', postcode: '10118' }))
      const [address] = done(await addresses.list()).addresses
      const [claim] = done(await ann.coupons.mine()).claims
      const [method] = done(await baskets.deliveryMethods()).methods
      const basket = done(
        await baskets.put({
          ...{ orders: orders.map(({ id }) => id), claimId: claim!.id, addressId: address!.id },
          deliveryId: method!.id,
        }),
      )
      expect(basket.prices).toEqual({ goodsMinor: 10_400, discountMinor: 500, deliveryMinor: 690, totalMinor: 10_590 })
      const { payment } = done(await baskets.beginPayment(basket))
      const body = { outcome: 'approve' } as const
      done(await ann.call('commerce.actInSandbox', { params: { payment: payment!.paymentId }, body }))
    },
    LIMIT_MS,
  )

  test(
    'is sent in one parcel by the assistant, who cannot pay it back; its buyer is told',
    async () => {
      const { page } = packer
      await section(page, 'orders')
      await page.locator(at('orders-search')).fill('ann')
      await page.waitForURL('**search=ann')
      const row = page.locator(`${at('order-row')}[data-order="${orders[0]!.id}"]`)
      await shown(row)
      await shoot('orders-05-to-pack', packer)
      await row.click()
      await shown(page.locator(at('order-address')).filter({ hasText: STREET }))
      await shown(page.locator(at('order-line')).nth(1))
      await soon(() => page.locator(at('order-prices')).textContent()).toContain('$105.90')
      await soon(() => countOf(page, 'refund-open')).toBe(0)
      await page.locator(at('ship-carrier')).fill('UPS')
      await page.locator(at('ship-code')).fill('1Z 999')
      await page.locator(at('ship-url')).fill('javascript:alert(1)')
      await soon(() => page.locator(at('ship-save')).isDisabled()).toBe(true)
      await page.locator(at('ship-url')).fill('https://ups.example/1Z999')
      await page.locator(at('ship-save')).click()
      await shown(page.locator(`${at('order-page')}[data-state=shipped]`))
      await shoot('orders-06-sent', packer)
      await until('both are told', () => heard.filter(({ state }) => state === 'shipped').length === 2)
      expect(heard.at(-1)?.shipment).toMatchObject({ carrier: 'UPS', trackingUrl: 'https://ups.example/1Z999' })

      await page.locator(at('ship-correct')).click()
      await page.locator(at('ship-code')).fill('1Z 1000')
      await page.locator(at('ship-save')).click()
      await shown(page.locator(at('order-shipment')).filter({ hasText: '1Z 1000' }))
      const yu = await signIn(server, ASSISTANT)
      const refund = { id: crypto.randomUUID(), amountMinor: 100 }
      expect((await yu.raw('POST', `/api/orders/${orders[0]!.id}/refund`, refund)).status).toBe(403)
    },
    LIMIT_MS,
  )

  test(
    'is paid back in part by the owner, never more than is left, after one more question',
    async () => {
      const { page } = boss
      await page.goto(`${server.origin}/shop/orders/${orders[0]!.id}`)
      await page.locator(at('refund-open')).click()
      await page.locator(at('refund-amount')).fill('999')
      await soon(() => page.locator(at('refund-go')).isDisabled()).toBe(true)
      await page.locator(at('refund-amount')).fill('10')
      await soon(() => page.locator(at('refund-restock')).isDisabled()).toBe(true)
      await page.locator(at('refund-go')).click()
      await shown(page.getByText('It cannot be taken back.'))
      await soon(() => attributeOf(page, 'order-page', 'data-refunded')).toBe('0')
      await shoot('orders-07-sure', boss)
      // The one who is there says once more who he is.
      await leaveDesks()
      await page.locator(at('refund-go')).click()
      await shown(page.locator(at('sign-in-again')))
      await shoot('orders-07-again', boss)
      await page.locator(at('again-email')).fill(ADMIN.email)
      await page.locator(at('again-password')).fill(ADMIN.password)
      await page.locator(at('again-submit')).click()
      await shown(page.locator(`${at('order-page')}[data-refunded="1000"]`))
      await until('its buyer is told', () => heard.some(({ refundedMinor }) => refundedMinor === 1_000))
      // One by one: how much, how far it is, and why, which its buyer is not told.
      await shown(page.locator(`${at('shop-refund')}[data-state=sent]`).filter({ hasText: '$10.00' }))
      await soon(() => countOf(page, 'shop-refund')).toBe(1)
      const seen = done(await createCheckout(ann).refunds.of(orders[0]!.id))
      expect(seen.refunds).toMatchObject([{ amountMinor: 1_000, state: 'sent', cause: 'staff', reason: null }])
      await shoot('orders-08-part-back', boss)
    },
    LIMIT_MS,
  )

  test(
    'its address is for those who send: an analyst has no such page, and is refused by the server',
    async () => {
      const analyst = await openShopPage(browser, server, ANALYST)
      await shown(analyst.page.locator(at('section-truth')))
      await soon(() => countOf(analyst.page, 'section-orders')).toBe(0)
      await analyst.page.goto(`${server.origin}/shop/orders`)
      await shown(analyst.page.locator(at('section-truth')))
      await soon(() => countOf(analyst.page, 'order-list')).toBe(0)
      const ana = await signIn(server, ANALYST)
      for (const path of ['', `/${orders[0]!.id}`, '.csv'])
        expect((await ana.raw('GET', `/api/shop/orders${path}`)).status).toBe(403)
      const seen = await ana.raw('GET', `/api/rooms/${ROOM}/orders`)
      expect(seen.status).toBe(200)
      expect(JSON.stringify(seen.body)).not.toContain(STREET)
      await analyst.context.close()
    },
    LIMIT_MS,
  )

  test(
    'A15 among very many a search says how far back it came, and goes on',
    async () => {
      // Older than everything here, and given back: it counts for nothing. Whoever is called Guest came before all the Kims.
      await sql`
        insert into orders (app_id, id, buyer_id, buyer_name, room_id, product_id, sku_id, quantity, unit_price_minor,
          total_minor, currency, state, placed_at, hold_ends_at)
        select o.app_id, gen_random_uuid(), 'guest-' || i, case when i > 5001 then 'Guest ' else 'Kim ' end || i, o.room_id,
          o.product_id, o.sku_id, 1, o.unit_price_minor, o.unit_price_minor, o.currency, 'cancelled',
          now() - interval '1 d' - i * interval '10 s', now()
        from orders o, generate_series(1, 10002) i where o.id = ${orders[0]!.id}`.execute(database.database.system)
      const { page } = packer
      await page.goto(`${server.origin}/shop/orders?state=cancelled&search=guest`)
      await shown(page.locator(at('orders-searched')).filter({ hasText: 'Nothing fits since' }))
      await soon(() => countOf(page, 'order-row')).toBe(0)
      await shoot('orders-09-search-on', packer)
      await page.setViewportSize(PHONE)
      await shoot('orders-09-search-on-phone', packer)
      await page.locator(at('orders-more')).click()
      await shown(page.locator(at('order-row')).filter({ hasText: 'Guest 5002' }))
      await shoot('orders-09-searched', packer)
    },
    LIMIT_MS,
  )
})

describe('coins', () => {
  test(
    'F6 a gift is found by its room, taken back after one more question, and says so beside what took it back',
    async () => {
      const { page } = boss
      await owner.call('PUT', '/api/gifts/leaf', { name: 'Tea leaf', imageUrl: null, coins: 5, size: 'small' })
      done(await ann.gifts.topUp(100))
      done(await ann.gifts.send(ROOM, 'leaf', 10))
      await section(page, 'coins')
      const row = (more = '') => page.locator(`${at('coin-transfer')}${more}`)
      await shown(row('[data-kind=top-up]'))
      await page.locator(at('coins-room')).selectOption(ROOM)
      await shown(page.locator(`${at('coins-list')}[data-of=room][aria-busy=false]`))
      await soon(() => row().count()).toBe(1)
      await soon(() => row('[data-kind=gift]').textContent()).toContain('Tea leaf × 10')
      await page.locator(at('take-back')).click()
      await shown(page.getByText('This cannot be undone.'))
      await shoot('orders-20-coins-sure', boss)
      await page.locator(at('take-back-do')).click()
      await shown(page.locator(at('coins-taken')).filter({ hasText: 'has 100 coins now' }))
      await page.locator(`${at('coin-transfer')}[data-reversed] ${at('coin-pair')}`).click()
      await shown(row('[data-kind=reversal]'))
      await soon(() => row().count()).toBe(2)
      await soon(() => countOf(page, 'take-back')).toBe(0)
      await page.locator(at('coin-person')).first().click()
      await shown(row('[data-kind=top-up]'))
      await soon(() => row().count()).toBe(3)
      await shoot('orders-21-coins', boss)
      expect((await (await signIn(server, ASSISTANT)).raw('GET', '/api/coin-transfers')).status).toBe(403)
      await soon(() => countOf(packer.page, 'section-coins')).toBe(0)
    },
    LIMIT_MS,
  )
})

describe('a desk that was left open', () => {
  test(
    'N4 asks who is there before it gives a role, a coupon or its codes, and goes on with what was typed',
    async () => {
      const members = await openShopPage(browser, server, ADMIN, '/console?view=staff')
      const coupons = await openShopPage(browser, server, ADMIN, '/shop/coupons')
      await leaveDesks()
      const again = async ({ page }: Tab) => {
        await shown(page.locator(at('sign-in-again')))
        await page.locator(at('again-email')).fill(ADMIN.email)
        await page.locator(at('again-password')).fill(ADMIN.password)
        await page.locator(at('again-submit')).click()
      }
      await members.page.locator(at('staff-add')).click()
      await members.page.locator(at('staff-name')).fill('Ida')
      await members.page.locator(at('staff-email')).fill('ida@shop.example')
      await members.page.locator(at('staff-password')).fill('the-new-ones-password')
      await members.page.locator(at('staff-save')).click()
      await again(members)
      await shown(members.page.locator(at('staff-row')).filter({ hasText: 'ida@shop.example' }))

      await coupons.page.locator(at('coupon-codes')).first().click()
      await coupons.page.locator(at('codes-count')).fill('2')
      await coupons.page.locator(at('codes-make')).click()
      await shown(coupons.page.locator(at('sign-in-again')))
      await shoot('orders-12-again', coupons)
      await again(coupons)
      await shown(coupons.page.locator(at('codes-made')))
      await soon(async () => (await coupons.page.locator(at('codes-made')).inputValue()).split('\n')).toHaveLength(2)
      expect([...members.errors, ...coupons.errors]).toEqual([])
      await Promise.all([members.context.close(), coupons.context.close()])
    },
    LIMIT_MS,
  )
})

describe('who did it', () => {
  test(
    'stands at a desk that was opened afterwards, goes on live without a double, and tells nothing of the buyer',
    async () => {
      const later = await openDesk(browser, server, ROOM, ASSISTANT)
      const { page } = later
      const deed = (kind: string) => page.locator(`${at('deed')}[data-deed=${kind}]`)
      await shown(deed('refunded').filter({ hasText: '$10' }).filter({ hasText: 'by owner' }))
      await shown(deed('shipped').filter({ hasText: 'by you' }))
      await owner.call('PATCH', `/api/products/${pot.productId}/skus/${pot.skuId}`, { priceMinor: 4_500 })
      await shown(deed('price-changed').filter({ hasText: '$45' }).filter({ hasText: '$48' }))
      await page.locator(at('deeds-all')).click()
      const list = page.locator(at('deeds-list'))
      await shown(list.locator(`${at('deed')}[data-deed=dropped]`).filter({ hasText: 'Rain day' }))
      await soon(() => list.locator(`${at('deed')}[data-deed=price-changed]`).count()).toBe(1)
      await soon(async () => (await list.textContent())?.includes('Ann')).toBe(false)
      await shoot('orders-13-who-did-it', later)
      expect(later.errors).toEqual([])
      await later.context.close()
    },
    LIMIT_MS,
  )
})

describe('what must always be true', () => {
  test(
    'N5 holds through all of it; a piece that vanishes turns it red here and at every desk, until it is back',
    async () => {
      const { page } = boss
      await stir('The kiln is open')
      await section(page, 'truth')
      await shown(page.locator(`${at('truth-verdict')}[data-holds=true]`))
      await soon(() => countOf(page, 'truth')).toBe(6)
      await section(page, 'coupons')
      await shown(page.locator(`${at('coupon-row')}[data-claimed="1"][data-used="1"]`))
      await section(page, 'truth')
      expect((await truths()).checks.filter(({ holds }) => !holds)).toEqual([])
      await shoot('orders-09-true', boss)

      await sql`update skus set stock = stock - 1 where id = ${cupSku}`.execute(database.database.system)
      await stir('The kiln is hot')
      await until('the count', async () => !(await truths()).holds, COUNTED_MS)
      const stock = page.locator(`${at('truth')}[data-name=stock]`)
      await shown(page.locator(`${at('truth')}[data-name=stock][data-holds=false]`))
      await shown(page.locator(at('truth-since')))
      await soon(() => stock.textContent()).toContain(cupSku)
      await soon(() => page.locator(at('truth-mark')).textContent()).toStartWith('1')
      await shown(desk.page.locator(`${at('truth-alarm')}[data-broken=stock]`))
      await shoot('orders-10-red', boss, desk)
      await page.setViewportSize(PHONE)
      await shoot('orders-11-red-phone', boss)

      await sql`update skus set stock = stock + 1 where id = ${cupSku}`.execute(database.database.system)
      await stir('The kiln is cool')
      await until('the next count', async () => (await truths()).holds, COUNTED_MS)
      await page.reload()
      await shown(page.locator(`${at('truth-verdict')}[data-holds=true]`))
    },
    2 * COUNTED_MS + LIMIT_MS,
  )

  test('no page threw, and none was stopped by its own policy', () => {
    expect([boss, packer, desk].flatMap(({ errors }) => errors)).toEqual([])
  })
})
