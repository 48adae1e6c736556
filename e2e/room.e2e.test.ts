// One evening, end to end: a real encoder, a real server, real browsers.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openTab, PHONE, type Tab } from './harness/browser.ts'
import { type Caller, openShop, signInAsOwner } from './harness/caller.ts'
import { type ClockPublisher, percentile, publishClock, readClock } from './harness/clock-publisher.ts'
import { type RunningServer, startServer } from './harness/server.ts'
import { at, buyShown, linesOf, say } from './harness/viewer-page.ts'

const ROOM = 'opening-kiln'
const STOCK = 10
const VIDEO = '[data-testid=player-video]'
/** The bench holds the target (1.2 s); here two busy browsers and an encoder share two cores. */
const AGE_P50_MAX_MS = 4_000
const SAID = ['is the glaze food safe?', '大号还有吗？', 'how heavy is it?', 'hello from Bergen']

let server: RunningServer
let owner: Caller
let browser: Browser
let ann: Tab
let ben: Tab
let publisher: ClockPublisher
let pushUrl: string
let goods: { productId: string; skuId: string }
const tabs: Tab[] = []

const open = async () => {
  const tab = await openTab(browser, `${server.origin}/r/${ROOM}`, PHONE)
  tabs.push(tab)
  return tab
}

const playsOn = async (page: Page, forMs: number) => {
  const from = await page.locator(VIDEO).evaluate((v: HTMLVideoElement) => v.currentTime)
  await page.waitForFunction(
    ({ selector, until }) => (document.querySelector<HTMLVideoElement>(selector)?.currentTime ?? 0) > until,
    { selector: VIDEO, until: from + forMs / 1000 },
    { timeout: 30_000 },
  )
}

beforeAll(async () => {
  server = await startServer()
  owner = await signInAsOwner(server)
  goods = await openShop(owner, ROOM, STOCK)
  const address = await owner.call<{ url: string }>('POST', `/api/rooms/${ROOM}/push-address`, {})
  pushUrl = address.url
  publisher = publishClock(pushUrl)
  browser = await openBrowser()
  ann = await open()
  ben = await open()
}, 90_000)

afterAll(async () => {
  await publisher?.kill()
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

describe('one evening', () => {
  test('the page plays what the encoder sends, about a second later', async () => {
    await playsOn(ann.page, 2_000)
    const ages = await readClock(ann.page, VIDEO, 6_000)
    const p50 = percentile(ages, 0.5)
    console.log(`glass to glass over ${ages.length} frames: p50 ${p50} ms, p95 ${percentile(ages, 0.95)} ms`)
    expect(ages.length).toBeGreaterThan(40)
    expect(p50).toBeLessThan(AGE_P50_MAX_MS)
    const error = await ann.page.locator(VIDEO).evaluate((v: HTMLVideoElement) => v.error?.message ?? null)
    expect(error).toBeNull()
  }, 60_000)

  test('promise 4: two browsers see the same lines in the same order', async () => {
    await say(ann.page, SAID[0]!, 'Ann')
    await say(ben.page, SAID[1]!, 'Ben')
    await say(ann.page, SAID[2]!, 'Ann')
    await say(ben.page, SAID[3]!, 'Ben')
    for (const { page } of [ann, ben]) {
      await page.waitForFunction(
        ({ selector, wanted }) => {
          const lines = [...document.querySelectorAll(selector)].map((e) => e.textContent ?? '')
          return wanted.every((text) => lines.some((line) => line.includes(text)))
        },
        { selector: `${at('chat-line')} ${at('chat-text')}`, wanted: SAID },
        { timeout: 15_000 },
      )
    }
    const [first, second] = [await linesOf(ann.page), await linesOf(ben.page)]
    expect(first.slice(-SAID.length)).toEqual(second.slice(-SAID.length))
  }, 60_000)

  test('a launch appears for everybody, and for who comes later', async () => {
    await owner.call('POST', `/api/rooms/${ROOM}/launches`, { productId: goods.productId })
    const late = await open()
    for (const { page } of [ann, ben, late]) {
      const card = page.locator(`${at('product-card')}[data-product="${goods.productId}"]`)
      await card.waitFor({ timeout: 10_000 })
      expect(await card.textContent()).toContain('Rain-glaze teapot')
    }
  }, 60_000)

  test('a viewer buys without leaving the room, and the stock goes down for both', async () => {
    const { page } = ann
    // Sheets write history entries, so that Back closes them; a navigation would lose this mark, and the running video.
    await page.evaluate(() => Object.assign(globalThis, { stillThisPage: true }))
    await buyShown(page)
    await page.locator(at('buy-now')).click()
    await page.locator(at('pay')).click()
    await page.locator(at('payment-approve')).click()
    await page.locator(`${at('checkout-state')}[data-state=paid]`).waitFor({ timeout: 15_000 })
    expect(await page.evaluate(() => (globalThis as { stillThisPage?: boolean }).stillThisPage)).toBe(true)
    expect(page.url()).toBe(`${server.origin}/r/${ROOM}`)
    await playsOn(page, 500)
    await ben.page.locator(at('purchase-notice')).first().waitFor({ timeout: 10_000 })
    await page.locator(at('checkout-done')).click()
    for (const tab of [ann, ben]) {
      await tab.page.locator(at('bag')).click()
      const left = tab.page.locator(`${at('bag-sheet')} ${at('stock-text')}[data-free="${STOCK - 1}"]`)
      await left.waitFor({ timeout: 10_000 })
      await tab.page.keyboard.press('Escape')
    }
    const shelf = await owner.call<{ items: { skus: { stock: number }[] }[] }>('GET', `/api/rooms/${ROOM}/shelf`)
    expect(shelf.items[0]?.skus[0]?.stock).toBe(STOCK - 1)
  }, 60_000)

  test('a publisher that drops and comes back after 5 s is played on by the same page', async () => {
    await ben.page.evaluate(() => Object.assign(globalThis, { stillThisPage: true }))
    await publisher.kill()
    await ben.page.locator(at('overlay-interrupted')).waitFor({ timeout: 15_000 })
    await Bun.sleep(5_000)
    publisher = publishClock(pushUrl)
    await ben.page.locator(at('overlay-interrupted')).waitFor({ state: 'detached', timeout: 20_000 })
    await playsOn(ben.page, 3_000)
    const ages = await readClock(ben.page, VIDEO, 2_000)
    expect(percentile(ages, 0.5)).toBeLessThan(10_000)
    expect(await ben.page.evaluate(() => (globalThis as { stillThisPage?: boolean }).stillThisPage)).toBe(true)
  }, 90_000)

  test('no page threw, and none was stopped by its own policy', () => {
    expect(tabs.flatMap((tab) => tab.errors)).toEqual([])
  })
})
