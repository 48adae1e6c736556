// A phone buys: from a cart with an address, a way of delivery and a coupon; again in four taps; what is left of a cart
// when somebody was faster; and what was sold out, in its turn.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openTab, shoot, type Tab } from './harness/browser.ts'
import { becomeGuest, type Caller, signInAsOwner } from './harness/caller.ts'
import { isStillThatPage, markPage } from './harness/reads.ts'
import { type RunningServer, startServer } from './harness/server.ts'
import { soon } from './harness/soon.ts'
import { at, buyShown, nameYourself, toRoom } from './harness/viewer-page.ts'

const ROOM = 'kiln'
const PRICES = { teapot: 4800, cups: 2800, bowl: 5200, vase: 5400 }
const STOCKS = { teapot: 20, cups: 20, bowl: 1, vase: 1 }
type Name = keyof typeof PRICES

let server: RunningServer
let owner: Caller
let rival: Caller
let browser: Browser
let ann: Tab
const goods = {} as Record<Name, { productId: string; skuId: string }>

const state = (page: Page, name: string) => page.locator(`${at('checkout-state')}[data-state=${name}]`)

const openProduct = async (page: Page, name: Name) => {
  await page.locator(at('bag')).click()
  await page.locator(`${at('goods-row')}[data-product="${goods[name].productId}"] ${at('row-buy')}`).click()
  await page.locator(at('product-sheet')).waitFor()
}

/** Puts a product aside, and goes back to the room. */
const putAside = async (page: Page, name: Name, isFirst = false) => {
  await openProduct(page, name)
  await page.locator(at('add-to-cart')).click()
  if (isFirst) await nameYourself(page, 'Ann')
  await page.locator(`${at('add-to-cart')}[data-in-cart="1"]`).waitFor()
  await toRoom(page)
}

const openCart = async (page: Page) => {
  await page.locator(at('bag')).click()
  await page.locator(at('cart')).click()
  await page.locator(at('cart-line')).first().waitFor()
}

const payAndReturn = async (page: Page) => {
  await page.locator(`${at('pay')}:enabled`).click()
  await page.locator(at('payment-approve')).click()
  await state(page, 'paid').waitFor()
  await page.locator(at('checkout-done')).click()
  await page.locator(at('checkout-sheet')).waitFor({ state: 'detached' })
}

const takeOne = (who: Caller, name: Name) => {
  const id = crypto.randomUUID()
  const order = { id, roomId: ROOM, skuId: goods[name].skuId, quantity: 1, currency: 'USD' }
  return who.call<{ id: string }>('POST', '/api/orders', { ...order, expectedTotalMinor: PRICES[name] })
}

beforeAll(async () => {
  server = await startServer()
  owner = await signInAsOwner(server)
  rival = await becomeGuest(server, 'Ben')
  await owner.call('POST', '/api/rooms', { id: ROOM, title: 'Opening kiln No. 7' })
  for (const [name, priceMinor] of Object.entries(PRICES) as [Name, number][]) {
    const skus = [{ label: '', priceMinor, stock: STOCKS[name] }]
    const product = { title: `The ${name}`, currency: 'USD', skus }
    const made = await owner.call<{ productId: string; skuIds: string[] }>('POST', '/api/products', product)
    goods[name] = { productId: made.productId, skuId: made.skuIds[0] ?? '' }
  }
  const items = Object.values(goods).map(({ productId }, i) => ({ productId, number: i + 1 }))
  await owner.call('PUT', `/api/rooms/${ROOM}/shelf`, { items })
  for (const status of ['scheduled', 'live']) await owner.call('POST', `/api/rooms/${ROOM}/status`, { status })
  const way = { currency: 'USD', countries: null, daysMin: 1, daysMax: 3, freeFromMinor: null }
  await owner.call('PUT', '/api/delivery-methods/post', { ...way, name: 'Post', priceMinor: 600 })
  await owner.call('PUT', '/api/delivery-methods/fast', { ...way, name: 'Overnight', priceMinor: 1500 })
  await owner.call('POST', '/api/coupons', {
    terms: {
      ...{ title: 'Five off', off: { type: 'amount', minor: 500 }, currency: 'USD', minSpendMinor: 3900 },
      ...{ productIds: null, startsAt: null, endsAt: null },
    },
    ...{ quota: 10, perUser: 1, code: 'RAIN-5' },
  })
  browser = await openBrowser()
  ann = await openTab(browser, `${server.origin}/r/${ROOM}`)
  // Sheets write history entries, so that Back closes them; a navigation would lose this mark.
  await markPage(ann.page)
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

describe('a phone buys', () => {
  test('two lines of the cart, to a new address, by the faster way, with a coupon', async () => {
    const { page } = ann
    await putAside(page, 'teapot', true)
    await putAside(page, 'cups')
    await openCart(page)
    await page.locator(`${at('cart-line')}[data-sku="${goods.cups.skuId}"] ${at('cart-quantity-more')}`).click()
    await page.getByTestId('cart-total').filter({ hasText: '$104.00' }).waitFor()
    await page.locator(at('cart-checkout')).click()

    await page.locator(at('pay-needs')).click()
    await page.locator(at('address-save')).click()
    await page.locator(`${at('address-name')}[aria-invalid=true]`).waitFor()
    const typed = { name: 'Ann Keller', phone: '+43 1 234 56 78', city: 'Vienna', line1: 'Lindengasse 12' }
    for (const [field, text] of Object.entries(typed)) await page.locator(at(`address-${field}`)).fill(text)
    await page.locator(at('address-country')).selectOption('AT')
    await shoot('form', ann)
    await page.locator(at('address-save')).click()
    await page.getByTestId('price-delivery').filter({ hasText: '$6.00' }).waitFor()

    await page.locator(at('choose-delivery')).click()
    await page.getByTestId('delivery-method').filter({ hasText: 'Overnight' }).click()
    await page.getByTestId('price-delivery').filter({ hasText: '$15.00' }).waitFor()

    await page.locator(at('choose-coupon')).click()
    await page.locator(at('coupon-code')).fill('no such')
    await page.locator(at('coupon-redeem')).click()
    await page.locator(`${at('coupon-said')}[data-kind=wrong]`).waitFor()
    await page.locator(at('coupon-code')).fill('rain-5')
    await page.locator(at('coupon-redeem')).click()
    await page.getByTestId('price-coupon').filter({ hasText: '$5.00' }).waitFor()
    await page.getByTestId('checkout-total').filter({ hasText: '$114.00' }).waitFor()
    await shoot('held', ann)
    await payAndReturn(page)

    await page.locator(at('bag')).click()
    await page.locator(`${at('cart')}[data-count="0"]`).waitFor()
    await page.locator(at('my-orders')).click()
    const group = page.locator(at('order-group')).first()
    await group
      .locator(`${at('order')}[data-state=paid]`)
      .nth(1)
      .waitFor()
    await soon(() => group.textContent()).toContain('$114.00')
    await shoot('orders', ann)
    await toRoom(page)
  }, 120_000)

  test('S4 again in four taps from the card, without leaving the room', async () => {
    const { page } = ann
    // Waited for from before it comes: untouched for 15 s a card is a chip.
    await Promise.all([
      page.locator(`${at('product-card')}[data-product="${goods.teapot.productId}"]`).waitFor(),
      owner.call('POST', `/api/rooms/${ROOM}/launches`, { productId: goods.teapot.productId }),
    ])
    await buyShown(page)
    await page.locator(at('buy-now')).click()
    await page.getByTestId('choose-address').filter({ hasText: 'Lindengasse 12' }).waitFor()
    await page.getByTestId('choose-delivery').filter({ hasText: 'Overnight' }).waitFor()
    await page.locator(`${at('pay')}:enabled`).click()
    await page.getByTestId('payment').filter({ hasText: '$63.00' }).waitFor()
    await page.locator(at('payment-approve')).click()
    await state(page, 'paid').waitFor()
    await page.locator(at('checkout-done')).click()
    await page.locator(at('checkout-sheet')).waitFor({ state: 'detached' })
    await soon(() => isStillThatPage(page)).toBe(true)
    await soon(() => page.url()).toBe(`${server.origin}/r/${ROOM}`)
  }, 120_000)

  test('a line that somebody else was faster for stands beside the one that is held', async () => {
    const { page } = ann
    await toRoom(page)
    await putAside(page, 'cups')
    await putAside(page, 'bowl')
    await openCart(page)
    // The cart is a picture of a moment ago: what is ordered may be gone.
    await takeOne(rival, 'bowl')
    await page.locator(at('cart-checkout')).click()
    await state(page, 'partly').waitFor()
    await page.locator(`${at('checkout-line')}[data-refused=sold-out]`).waitFor()
    await page.locator(`${at('checkout-line')}[data-state=held]`).waitFor()
    await shoot('partly', ann)
    await page.locator(at('go-on')).click()
    await page.getByTestId('checkout-total').filter({ hasText: '$43.00' }).waitFor()
    // Left before it is paid, it stays held: My orders goes on with it, and remembers what was said.
    await toRoom(page)
    await page.locator(at('bag')).click()
    await page.locator(at('my-orders')).click()
    await page.locator(at('order-pay')).click()
    await page.getByTestId('checkout-total').filter({ hasText: '$43.00' }).waitFor()
    await payAndReturn(page)
    await toRoom(page)
  }, 120_000)

  test('what is sold out is waited for, and bought in its turn', async () => {
    const { page } = ann
    const last = await takeOne(rival, 'vase')
    await openProduct(page, 'vase')
    await page.locator(at('wait-join')).click()
    await page.locator(`${at('wait-place')}[data-ahead="0"]`).waitFor()
    await shoot('waiting', ann)
    await toRoom(page)
    await rival.call('POST', `/api/orders/${last.id}/cancel`, {})
    await page.locator(at('turn-card')).waitFor()
    await shoot('turn', ann)
    await page.locator(at('turn-take')).click()
    await page.getByTestId('checkout-total').filter({ hasText: '$69.00' }).waitFor()
    await payAndReturn(page)
    await page.locator(at('turn-card')).waitFor({ state: 'detached' })
    const { orders } = await owner.call<{ orders: { skuId: string; state: string; buyerName: string }[] }>(
      'GET',
      `/api/rooms/${ROOM}/orders`,
    )
    expect(orders.find(({ skuId, state }) => skuId === goods.vase.skuId && state === 'paid')?.buyerName).toBe('Ann')
  }, 120_000)

  test('no page threw, and none was stopped by its own policy', () => {
    expect(ann.errors).toEqual([])
  })
})
