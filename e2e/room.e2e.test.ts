// One evening, end to end: a real encoder, a real server, real browsers.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openTab, PHONE, type Tab } from './harness/browser.ts'
import { type Caller, openShop, signInAsOwner } from './harness/caller.ts'
import { type ClockPublisher, percentile, publishClock, readClock } from './harness/clock-publisher.ts'
import { isStillThatPage, linesOf, markPage } from './harness/reads.ts'
import { type RunningServer, startServer } from './harness/server.ts'
import { soon, until } from './harness/soon.ts'
import { at, buyShown, playsOn, say } from './harness/viewer-page.ts'

const ROOM = 'opening-kiln'
const STOCK = 10
const VIDEO = '[data-testid=player-video]'
/** The bench holds the target (1.2 s); here two busy browsers and an encoder share two cores. */
const AGE_P50_MAX_MS = 4_000
const AGE_AFTER_DROP_MAX_MS = 10_000
const LOOK_MS = 3_000
/** Of 75. */
const FRAMES_SEEN = 20
/** A machine that was busy for a while plays on behind, and catches up. */
const CATCHES_UP_MS = 40_000
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

/** Looks until what is seen is no older. */
const playsWithin = async (page: Page, ageMs: number) => {
  let ages: number[] = []
  const isFresh = async () => {
    ages = await readClock(page, VIDEO, LOOK_MS)
    return ages.length > FRAMES_SEEN && percentile(ages, 0.5) < ageMs
  }
  await until(`a picture no older than ${ageMs} ms`, isFresh, CATCHES_UP_MS)
  return ages
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
}, 120_000)

afterAll(async () => {
  await publisher?.kill()
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

describe('one evening', () => {
  test('the page plays what the encoder sends, about a second later', async () => {
    await playsOn(ann.page, 2_000)
    const ages = await playsWithin(ann.page, AGE_P50_MAX_MS)
    const [p50, p95] = [percentile(ages, 0.5), percentile(ages, 0.95)]
    console.log(`glass to glass over ${ages.length} frames: p50 ${p50} ms, p95 ${p95} ms`)
    await soon(() => ann.page.locator(VIDEO).evaluate((v: HTMLVideoElement) => v.error?.message ?? null)).toBeNull()
  }, 120_000)

  test('promise 4: two browsers see the same lines in the same order', async () => {
    await say(ann.page, SAID[0]!, 'Ann')
    await say(ben.page, SAID[1]!, 'Ben')
    await say(ann.page, SAID[2]!)
    await say(ben.page, SAID[3]!)
    for (const { page } of [ann, ben])
      await soon(async () => (await linesOf(page)).slice(-SAID.length).toSorted()).toEqual(SAID.toSorted())
    // One's own line stands last until the room has said which place it has.
    await until('both have the same order', async () => {
      const [first, second] = [await linesOf(ann.page), await linesOf(ben.page)]
      return first.slice(-SAID.length).join('\n') === second.slice(-SAID.length).join('\n')
    })
  }, 120_000)

  test('a launch appears for everybody, and for who comes later', async () => {
    const shown = ({ page }: Tab) =>
      page
        .locator(`${at('product-card')}[data-product="${goods.productId}"]`, { hasText: 'Rain-glaze teapot' })
        .waitFor()
    // Waited for from before it comes: untouched for 15 s a card is a chip.
    await Promise.all([
      ...[ann, ben].map(shown),
      owner.call('POST', `/api/rooms/${ROOM}/launches`, { productId: goods.productId }),
    ])
    await shown(await open())
  }, 120_000)

  test('a viewer buys without leaving the room, and the stock goes down for both', async () => {
    const { page } = ann
    // Sheets write history entries, so that Back closes them; a navigation would lose this mark, and the running video.
    await markPage(page)
    await buyShown(page)
    await page.locator(at('buy-now')).click()
    await page.locator(at('pay')).click()
    await Promise.all([
      ben.page.locator(at('purchase-notice')).first().waitFor(),
      page.locator(at('payment-approve')).click(),
    ])
    await page.locator(`${at('checkout-state')}[data-state=paid]`).waitFor()
    await soon(() => isStillThatPage(page)).toBe(true)
    await soon(() => page.url()).toBe(`${server.origin}/r/${ROOM}`)
    await playsOn(page, 500)
    await page.locator(at('checkout-done')).click()
    for (const tab of [ann, ben]) {
      await tab.page.locator(at('bag')).click()
      const left = tab.page.locator(`${at('bag-sheet')} ${at('stock-text')}[data-free="${STOCK - 1}"]`)
      await left.waitFor()
      await tab.page.keyboard.press('Escape')
    }
    const shelf = await owner.call<{ items: { skus: { stock: number }[] }[] }>('GET', `/api/rooms/${ROOM}/shelf`)
    expect(shelf.items[0]?.skus[0]?.stock).toBe(STOCK - 1)
  }, 120_000)

  test('a publisher that drops and comes back after 5 s is played on by the same page', async () => {
    await markPage(ben.page)
    await publisher.kill()
    await ben.page.locator(at('overlay-interrupted')).waitFor()
    await Bun.sleep(5_000)
    publisher = publishClock(pushUrl)
    await ben.page.locator(at('overlay-interrupted')).waitFor({ state: 'detached' })
    await playsOn(ben.page, 3_000)
    await playsWithin(ben.page, AGE_AFTER_DROP_MAX_MS)
    await soon(() => isStillThatPage(ben.page)).toBe(true)
  }, 120_000)

  test('no page threw, and none was stopped by its own policy', () => {
    expect(tabs.flatMap((tab) => tab.errors)).toEqual([])
  })
})
