// The merchant's page: goods with pictures, options, prices and tables; gifts; and what staff of each role may do there.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import type { Room } from '@hawker/sdk'
import type { Browser } from 'playwright-core'
import { openBrowser, openTab, PHONE, shoot, type Tab } from './harness/browser.ts'
import { type Caller, openShop, signInAsOwner } from './harness/caller.ts'
import { joinAsGuest } from './harness/crowd.ts'
import { openDesk } from './harness/desk.ts'
import { attributeOf, countOf, picturesOf } from './harness/reads.ts'
import { ADMIN, type RunningServer, startServer } from './harness/server.ts'
import { openShopPage, putFile } from './harness/shop-page.ts'
import { soon, until } from './harness/soon.ts'
import { at } from './harness/viewer-page.ts'

const ROOM = 'kiln'
const LIMIT_MS = 120_000
const ASSISTANT = { email: 'yu@shop.example', password: 'the-assistants-password' }
const ANALYST = { email: 'ana@shop.example', password: 'the-analysts-password' }
const pictureOf = (name: string) =>
  readFileSync(new URL(`../packages/web/public/demo/products/${name}.webp`, import.meta.url))
const PICTURE = pictureOf('cups')
const OTHER_PICTURE = pictureOf('bowl')
const HEAD = 'product_id,title,currency,sku_id,price,stocked'

let server: RunningServer
let owner: Caller
let browser: Browser
let boss: Tab
let viewer: Room
let shelved: { productId: string; skuId: string }

const productsOf = async () =>
  (await owner.call<{ products: { id: string; title: string }[] }>('GET', '/api/products')).products

beforeAll(async () => {
  server = await startServer()
  owner = await signInAsOwner(server)
  await owner.call('POST', '/api/staff', { ...ASSISTANT, name: 'Yu', role: 'assistant' })
  await owner.call('POST', '/api/staff', { ...ANALYST, name: 'Ana', role: 'analyst' })
  shelved = await openShop(owner, ROOM)
  browser = await openBrowser()
  boss = await openShopPage(browser, server, ADMIN)
  viewer = (await joinAsGuest(server.origin, ROOM, 'Ann')).room
}, 120_000)

afterAll(async () => {
  viewer?.leave()
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
}, LIMIT_MS)

describe('the shop’s page', () => {
  test(
    'takes a product with a picture and two options of two values; a file that is no picture is refused in place',
    async () => {
      const { page } = boss
      await page.locator(`${at('product-row')}[data-product="${shelved.productId}"]`).waitFor()
      await page.locator(at('product-new')).click()
      await page.locator(at('product-title')).fill('Tasting cup')
      // Asked whether to leave what is typed, nobody answers: one stays.
      await page.locator(at('section-gifts')).click()
      await soon(() => page.locator(at('product-title')).inputValue()).toBe('Tasting cup')
      await putFile(page, 'picture-input', 'cup.png', 'image/png', '<svg onload="alert(1)"/>'.repeat(4))
      await soon(() => page.locator(at('picture-refused')).textContent()).toContain(
        'This is no PNG, JPEG or WebP picture.',
      )
      await putFile(page, 'picture-input', 'cup.txt', 'text/plain', 'not a picture at all')
      await soon(() => countOf(page, 'picture-refused')).toBe(2)
      await soon(() => countOf(page, 'picture')).toBe(0)
      await putFile(page, 'picture-input', 'cups.webp', 'image/webp', PICTURE)
      await page.locator(at('picture')).waitFor()
      await putFile(page, 'picture-input', 'bowl.webp', 'image/webp', OTHER_PICTURE)
      await page.locator(at('picture')).nth(1).waitFor()
      let addresses: string[] = []
      await until('both are kept', async () => {
        addresses = await picturesOf(page)
        return addresses.length === 2
      })
      await page.getByRole('button', { name: 'Move picture 2 forward' }).click()
      await soon(() => picturesOf(page)).toEqual(addresses.toReversed())

      for (const [i, [name, values]] of [['Size', 'S, L'] as const, ['Colour', 'celadon, ink'] as const].entries()) {
        await page.locator(at('option-add')).click()
        await page.locator(at('option-name')).nth(i).fill(name)
        await page.locator(at('option-values')).nth(i).fill(values)
      }
      await soon(() => countOf(page, 'sku-draft')).toBe(4)
      await page.locator(at('product-create')).click()
      await page.locator(at('skus-fault')).waitFor()
      for (let i = 0; i < 4; i++) {
        await page
          .locator(at('draft-price'))
          .nth(i)
          .fill(`${12 + i}.50`)
        await page.locator(at('draft-stock')).nth(i).fill('20')
      }
      await shoot('shop-01-new', boss)
      await page.locator(at('product-create')).click()
      await page.locator(at('product-page')).waitFor()
      await soon(() => countOf(page, 'sku-line')).toBe(4)

      const made = (await productsOf()).find(({ title }) => title === 'Tasting cup')
      expect(made).toMatchObject({
        images: addresses.toReversed(),
        skus: [
          { label: 'S / celadon', options: { Size: 'S', Colour: 'celadon' }, priceMinor: 1250, stock: 20 },
          { label: 'S / ink', priceMinor: 1350 },
          { label: 'L / celadon', priceMinor: 1450 },
          { label: 'L / ink', options: { Size: 'L', Colour: 'ink' }, priceMinor: 1550 },
        ],
      })
      expect(boss.errors).toEqual([])
    },
    LIMIT_MS,
  )

  test(
    'changes a price, which its history and the room know at once, and warns of a struck price that nobody paid',
    async () => {
      const { page } = boss
      await page.goto(`${server.origin}/shop/products/${shelved.productId}`)
      await page.locator(at('never-charged')).waitFor()
      await page.locator(at('sku-price')).fill('64')
      await page.locator(at('sku-save')).click()
      await soon(() => page.locator(`${at('price')} b`).allTextContents()).toEqual(['$64', '$48'])
      await page.locator(at('never-charged')).waitFor({ state: 'detached' })
      await until('the room’s price', () => viewer.state.shelf[0]?.priceMinor === 6400)

      await page.locator(at('sku-pieces')).fill('-11')
      await page.locator(at('sku-restock')).click()
      await soon(() => page.locator(at('sku-line')).textContent()).toContain('Only 10 are free')
      await page.locator(at('sku-pieces')).fill('+5')
      await page.locator(at('sku-restock')).click()
      await soon(() => page.locator(at('sku-free')).textContent()).toStartWith('15 of 15')
      await shoot('shop-02-product', boss)
      expect(boss.errors).toEqual([])
    },
    LIMIT_MS,
  )

  test(
    'shows what is wrong in a table by line and takes nothing of it in; a right one waits for a yes',
    async () => {
      const { page } = boss
      await page.goto(`${server.origin}/shop/products?view=import`)
      const before = await productsOf()
      const wrong = `${HEAD}\ntea,Tea,EUR,tea-1,12.50,10\n,Nothing,EUR,x,1,1\ntea,,,tea-2,12.505,ten\n`
      await putFile(page, 'csv-input', 'wrong.csv', 'application/vnd.ms-excel', wrong)
      await page.locator(`${at('csv-answer')}[data-standing=wrong]`).waitFor()
      const lines = page.locator(at('csv-error'))
      await soon(() => lines.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-line')))).toEqual([
        ...['3', '4', '4'],
      ])
      await soon(async () => (await lines.allTextContents()).join('\n')).toContain('stocked')
      await soon(() => countOf(page, 'csv-take')).toBe(0)
      await shoot('shop-03-wrong', boss)
      await putFile(page, 'csv-input', 'utf16.csv', 'text/csv', Buffer.from(`\ufeff${wrong}`, 'utf16le'))
      await soon(() => page.locator(at('csv-refused')).textContent()).toContain('UTF-16')
      expect(await productsOf()).toEqual(before)

      const many = Array.from({ length: 60 }, (_, i) => `cup-${i},Cup ${i},EUR,cup-${i},5,1\n`).join('')
      const right = `${HEAD}\ntea,Tea,EUR,tea-1,12.50,10\ntea,,,tea-2,13,5\n${many}`
      await putFile(page, 'csv-input', 'right.csv', 'text/csv', right)
      await page.locator(at('csv-take')).waitFor()
      await soon(() => page.locator(at('csv-created')).textContent()).toBe('61')
      expect(await productsOf()).toEqual(before)
      await page.locator(at('csv-take')).click()
      await page.locator(at('csv-done')).waitFor()
      const [download] = await Promise.all([page.waitForEvent('download'), page.locator(at('csv-export')).click()])
      // What goes out comes in again as what is there.
      await putFile(page, 'csv-input', 'again.csv', 'text/csv', readFileSync(await download.path()))
      await page.locator(`${at('csv-answer')}[data-standing=same]`).waitFor()
      await page.locator(at('section-products')).click()
      await page.locator(at('product-more')).click()
      await soon(() => countOf(page, 'product-row')).toBe(before.length + 61)
      await page.locator(at('product-search')).fill('tea-2')
      await soon(() => countOf(page, 'product-row')).toBe(1)
      await soon(() => attributeOf(page, 'product-row', 'data-product')).toBe('tea')
      expect(boss.errors).toEqual([])
    },
    LIMIT_MS,
  )

  test(
    'puts what stands in the catalogue on a room’s shelf, from the room’s desk',
    async () => {
      const { page, errors, context } = await openDesk(browser, server, ROOM, ADMIN)
      await page.locator(at('add-product')).click()
      await page.locator(at('known-search')).fill('tasting')
      await soon(() => countOf(page, 'known-product')).toBe(1)
      await page.locator(at('known-product')).getByRole('button').click()
      await until('the room’s shelf', () => viewer.state.shelf.some(({ title }) => title === 'Tasting cup'))
      await soon(() => countOf(page, 'known-product')).toBe(0)
      await page.keyboard.press('Escape')
      await soon(() => attributeOf(page, 'to-shop', 'href')).toBe('/shop')
      expect(errors).toEqual([])
      await context.close()
    },
    LIMIT_MS,
  )

  test(
    'S13 an assistant adds a gift, of which the room that is open hears, and takes it off the list again',
    async () => {
      const { page, errors } = await openShopPage(browser, server, ASSISTANT, '/shop/gifts', PHONE)
      const version = viewer.state.giftCatalogueVersion
      await page.locator(at('gift-new')).click()
      await page.locator(at('gift-save')).click()
      await page.locator(at('gift-name')).fill('Open kiln')
      await page.locator(at('gift-coins')).fill('520')
      await page.locator(at('gift-save')).click()
      await page.locator(at('gift-tile')).waitFor()
      await soon(() => page.locator(at('gift-told')).textContent()).toContain('Open kiln')
      await until('the room hears', () => viewer.state.giftCatalogueVersion !== version)
      await page.locator(at('gift-tile')).locator('button').click()
      await page.locator(at('gift-remove')).click()
      await page.locator(at('gift-remove')).click()
      await page.locator(at('gift-tile')).waitFor({ state: 'detached' })
      expect(errors).toEqual([])
    },
    LIMIT_MS,
  )

  test(
    'an analyst sees all of it and finds nothing to press; nobody else comes in',
    async () => {
      const { page } = await openShopPage(browser, server, ANALYST, `/shop/products/${shelved.productId}`, PHONE)
      await page.locator(at('product-page')).waitFor()
      await page.locator(at('price')).first().waitFor()
      for (const id of ['facts-save', 'sku-restock', 'sku-add', 'picture-input'])
        await soon(() => countOf(page, id)).toBe(0)
      for (const id of ['product-title', 'sku-price', 'product-sale'])
        await soon(async () => [id, await page.locator(at(id)).first().isDisabled()]).toEqual([id, true])
      await page.goto(`${server.origin}/shop/products?view=new`)
      await page.locator(at('product-row')).first().waitFor()
      await soon(() => countOf(page, 'product-new')).toBe(0)
      await soon(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
      await page.locator(at('sign-out')).click()
      await page.locator(at('signin-email')).waitFor()
    },
    LIMIT_MS,
  )
})

describe('N13 prices and countdowns are honest', () => {
  const HONEST = 'honest'
  const MINUTE_MS = 60_000
  let product: string
  let sku: string
  let phone: Tab
  const row = () => phone.page.locator(`${at('goods-row')}[data-product="${product}"]`)
  const openBag = async () => {
    await phone.page.locator(at('bag')).click()
    await row().waitFor()
  }
  const setPrice = (priceMinor: number) => owner.call('PATCH', `/api/products/${product}/skus/${sku}`, { priceMinor })
  const launch = (productId: string, more: object = {}) =>
    owner.call<{ launch: { id: string } }>('POST', `/api/rooms/${HONEST}/launches`, { productId, ...more })

  beforeAll(async () => {
    const made = await owner.call<{ productId: string; skuIds: string[] }>('POST', '/api/products', {
      ...{ title: 'Ash-glaze pitcher', currency: 'USD', listPriceMinor: 9_000 },
      skus: [{ label: '', priceMinor: 5_000, stock: 20 }],
    })
    product = made.productId
    sku = made.skuIds[0]!
    await owner.call('POST', '/api/rooms', { id: HONEST, title: 'Honest prices' })
    const items = [product, shelved.productId].map((productId, i) => ({ productId, number: i + 1 }))
    await owner.call('PUT', `/api/rooms/${HONEST}/shelf`, { items })
    for (const status of ['scheduled', 'live']) await owner.call('POST', `/api/rooms/${HONEST}/status`, { status })
    phone = await openTab(browser, `${server.origin}/r/${HONEST}`, PHONE)
  }, LIMIT_MS)

  test(
    'a list price that nobody was charged is not struck on the phone; once it was charged and lowered it is',
    async () => {
      await openBag()
      await soon(() => row().locator(at('recommended')).textContent()).toBe('RRP $90')
      await soon(() => row().locator('s').count()).toBe(0)
      await setPrice(9_000)
      await setPrice(5_000)
      await row().locator('s').waitFor()
      await soon(() => row().locator(at('recommended')).count()).toBe(0)
      await row().locator(at('row-buy')).click()
      await soon(() => phone.page.locator(`${at('product-sheet')} ${at('lowest-price')}`).textContent()).toBe(
        'Lowest price of the last 30 days: $50',
      )
      await shoot('shop-04-struck', phone)

      const { page } = boss
      await page.goto(`${server.origin}/shop/products/${product}`)
      await page.locator(`${at('list-price-look')}[data-look=struck]`).waitFor()
      await page.locator(at('product-listPrice')).fill('95')
      await page.locator(`${at('list-price-look')}[data-look=recommended]`).waitFor()
      await page.locator(at('product-listPrice')).fill('50')
      await page.locator(`${at('list-price-look')}[data-look=not-above]`).waitFor()
      await page.locator(at('product-listPrice')).fill('90')
      expect([...phone.errors, ...boss.errors]).toEqual([])
    },
    LIMIT_MS,
  )

  test(
    'a countdown started again says so on the phone, and stands in the history with how each ended',
    async () => {
      const { page } = phone
      await page.goto(`${server.origin}/r/${HONEST}`)
      const card = page.locator(`${at('product-card')}[data-product="${product}"]`)
      // Waited for from before it comes: untouched for 15 s a card is a chip.
      await Promise.all([card.waitFor(), launch(product, { lastsMs: 20 * MINUTE_MS })])
      await soon(() => countOf(page, 'again')).toBe(0)
      const again = card.locator(`${at('again')}[data-again="1"]:visible`, { hasText: '2nd time today' })
      await Promise.all([again.waitFor(), launch(product, { lastsMs: 20 * MINUTE_MS })])
      await shoot('shop-05-again', phone)

      await page.goto('about:blank')
      await page.goto(`${server.origin}/r/${HONEST}#prices=${product}`)
      const offers = page.locator(`${at('price-history')} ${at('timed-offer')}`)
      await soon(() => offers.evaluateAll((all) => all.map(({ dataset }) => [dataset.again, dataset.reason]))).toEqual([
        ['1', undefined],
        [undefined, 'replaced'],
      ])
      await soon(() => offers.first().textContent()).toContain('2nd time in 24 hours')
      await soon(() => page.locator(`${at('sku-past')} td b`).allTextContents()).toEqual(['$50', '$90', '$50'])
      await shoot('shop-06-history', phone)
      expect(phone.errors).toEqual([])
    },
    LIMIT_MS,
  )

  test(
    'the desk says before the next one what viewers will be shown, and what was shown is among the explained',
    async () => {
      await launch(shelved.productId)
      const { page, errors, context } = await openDesk(browser, server, HONEST, ASSISTANT)
      await page.locator(at('launch-minutes')).fill('5')
      await page.locator(`${at('ran-before')}[data-times="2"]`).waitFor()
      await shoot('shop-07-desk', { page, errors, context })
      expect(errors).toEqual([])
      await context.close()

      // Somebody who comes late.
      await phone.page.goto('about:blank')
      await phone.page.goto(`${server.origin}/r/${HONEST}`)
      await openBag()
      await phone.page.locator(at('bag-tab-all')).press('ArrowRight')
      const panel = phone.page.locator(`${at('bag-panel')}[data-tab=explained]`)
      await panel.waitFor()
      const shown = panel.locator(at('goods-row'))
      await soon(() => shown.evaluateAll((all) => all.map((one) => one.getAttribute('data-product')))).toEqual([
        shelved.productId,
        product,
      ])
      await phone.page.locator(at('bag-search')).fill('pitcher')
      await soon(() => shown.count()).toBe(1)
      await phone.page.locator(at('bag-tab-explained')).press('End')
      await phone.page.locator(`${at('bag-panel')}[data-tab=coupons] ${at('coupon-code')}`).waitFor()
      await shoot('shop-08-coupons', phone)
      expect(phone.errors).toEqual([])
    },
    LIMIT_MS,
  )
})
