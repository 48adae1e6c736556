// One piece for whoever bids most, on a real server: the desk puts it up by keyboard, two phones bid by sliding and by the
// most they would pay, a late bid moves the end, the winner pays in the room, and anybody counts it again.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openTab, shoot, type Tab } from './harness/browser.ts'
import { type Caller, openShop, signInAsOwner } from './harness/caller.ts'
import { connectToDatabase } from './harness/database.ts'
import { openDesk } from './harness/desk.ts'
import { attributeOf } from './harness/reads.ts'
import { ADMIN, type RunningServer, startServer } from './harness/server.ts'
import { soon, until } from './harness/soon.ts'
import { at, nameYourself, slide } from './harness/viewer-page.ts'

const ROOM = 'kiln'
const LIMIT_MS = 120_000
/** No machine is so slow that it is over before the test ends it. */
const LASTS_MS = 300_000
/** The most there is. */
const EXTENDS_MS = 60_000

let server: RunningServer
let owner: Caller
let browser: Browser
let desk: Tab
let ann: Tab
let ben: Tab
let skuId: string

const card = (page: Page, how = '') => page.locator(`${at('auction-card')}${how}`)
const priced = (page: Page, minor: number) => card(page, `[data-price="${minor}"]`).waitFor()
const placed = (page: Page, place: 'watching' | 'leads' | 'outbid') => card(page, `[data-place=${place}]`).waitFor()
const result = (page: Page, end: string) => page.locator(`${at('auction-result')}[data-end=${end}]`)
/** By the clock that decides it, the database's: the server ends what is due within a second. */
const letTimeRunOut = async () => {
  const db = await connectToDatabase(server.dataDir)
  const { rowCount } = await db.query(`update auctions set ends_at = clock_timestamp() where state = 'open'`)
  expect(rowCount).toBe(1)
  await db.end()
}
const closeSheet = async (page: Page, id: string) => {
  await page.keyboard.press('Escape')
  await page.locator(at(id)).waitFor({ state: 'detached' })
}

const bidUpTo = async (page: Page, steps: 0 | 1 | 2) => {
  await page.locator(at('max-bid')).click()
  await page.locator(at('most-steps')).nth(steps).click()
  await slide(page, 'slide-most')
}

beforeAll(async () => {
  server = await startServer()
  owner = await signInAsOwner(server)
  skuId = (await openShop(owner, ROOM, 3)).skuId
  browser = await openBrowser()
  const url = `${server.origin}/r/${ROOM}`
  ;[ann, ben] = [await openTab(browser, url), await openTab(browser, url)]
  desk = await openDesk(browser, server, ROOM, ADMIN)
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

describe('an auction', () => {
  test(
    'is put up by the desk with the keyboard alone, and stands in both rooms',
    async () => {
      const { keyboard } = desk.page
      await desk.page.locator(at('auction-open')).waitFor()
      await keyboard.press('b')
      await desk.page.locator(`${at('auction-sku')}:focus`).waitFor()
      await keyboard.press('Tab')
      await keyboard.type('ten')
      await desk.page.locator(`${at('auction-start')}[aria-invalid=true]`).waitFor()
      await keyboard.press('ControlOrMeta+a')
      await keyboard.type('20')
      await keyboard.press('Tab')
      await keyboard.type('2')
      for (const [field, lasting, ms] of [
        ['auction-lasts', '5 min', LASTS_MS],
        ['auction-extends', '30 s', 30_000],
      ] as const) {
        await keyboard.press('Tab')
        await keyboard.type(lasting)
        await desk.page.locator(`${at(field)}:focus`).waitFor()
        await soon(() => desk.page.locator(at(field)).inputValue()).toBe(`${ms}`)
      }
      await keyboard.press('Tab')
      await desk.page.locator(`${at('auction-who')}:focus`).waitFor()
      await soon(() => desk.page.locator(at('auction-who')).inputValue()).toBe('all')
      await keyboard.press('Tab')
      await keyboard.press('Tab')
      await desk.page.locator(`${at('auction-go')}:focus`).waitFor()
      await keyboard.press('Enter')
      // Asked once more.
      await desk.page.locator(at('auction-sure')).waitFor()
      await soon(() => card(ann.page).count()).toBe(0)
      await shoot('form', desk)
      await keyboard.press('Enter')
      await desk.page.locator(`${at('console-auction')}[data-price="2000"]`).waitFor()
      for (const { page } of [ann, ben]) await priced(page, 2000)
      await desk.page.locator(`${at('preview-auction')}[data-price="2000"]`).waitFor()
    },
    LIMIT_MS,
  )

  test(
    'takes a bid that is slid, never one that is tapped, and asks a guest for a name first',
    async () => {
      await ann.page.locator(at('slide-to-bid')).click()
      await slide(ann.page, 'slide-to-bid')
      await nameYourself(ann.page, 'Ann')
      await placed(ann.page, 'leads')
      for (const { page } of [ann, ben]) await card(page, '[data-bids="1"]').waitFor()
      await shoot('first-bid', ann, ben, desk)
    },
    LIMIT_MS,
  )

  test(
    'whoever is outbid sees it, and who would pay more leads at no more than it takes',
    async () => {
      await ben.page.locator(at('max-bid')).click()
      await ben.page.locator(at('bid-sheet')).waitFor()
      await closeSheet(ben.page, 'bid-sheet')
      await bidUpTo(ben.page, 1)
      await nameYourself(ben.page, 'Ben')
      await placed(ben.page, 'leads')
      await placed(ann.page, 'outbid')
      for (const { page } of [ann, ben]) await priced(page, 2200)
      await shoot('outbid', ann, ben)
      // The next step is not enough against the most of the other.
      await slide(ann.page, 'slide-to-bid')
      for (const { page } of [ann, ben, desk])
        await page.locator(`:is(${at('auction-card')}, ${at('console-auction')})[data-price="2600"]`).waitFor()
      await placed(ann.page, 'outbid')
    },
    LIMIT_MS,
  )

  test(
    'a page that is loaded again in the middle knows where it stands',
    async () => {
      for (const { page } of [ann, ben]) await page.reload()
      await placed(ann.page, 'outbid')
      await placed(ben.page, 'leads')
      await ben.page.locator(at('own-most')).waitFor()
    },
    LIMIT_MS,
  )

  test(
    'what somebody bids on one of his pages stands on the other, without it being loaded again',
    async () => {
      const other = await ben.context.newPage()
      await other.goto(`${server.origin}/r/${ROOM}`)
      await placed(other, 'leads')
      let most: string | null = null
      await until('he sees his most', async () => {
        most = await other.locator(at('own-most')).textContent()
        return most !== null && most !== ''
      })
      await bidUpTo(ben.page, 1)
      await until('both his pages have another', async () => {
        const [one, two] = await Promise.all(
          [ben.page, other].map((page) => page.locator(at('own-most')).textContent()),
        )
        return one !== most && one === two
      })
      await other.close()
    },
    LIMIT_MS,
  )

  test(
    'is withdrawn by the desk: all bids are void, and the piece is free again',
    async () => {
      await desk.page.locator(at('auction-withdraw')).focus()
      await desk.page.keyboard.press('Enter')
      await desk.page.locator(`${at('confirm')}:focus`).waitFor()
      await desk.page.keyboard.press('Enter')
      await Promise.all([ann, ben].map(({ page }) => result(page, 'withdrawn').waitFor()))
      await shoot('withdrawn', ann, desk)
      const { items } = await owner.call<{ items: { skus: { stock: number }[] }[] }>('GET', `/api/rooms/${ROOM}/shelf`)
      expect(items[0]?.skus[0]?.stock).toBe(3)
    },
    LIMIT_MS,
  )

  test(
    'the winner pays in the room, the other sees for how much it went, and both count it again',
    async () => {
      const { standing } = await owner.call<{ standing: { endsAt: number } }>(
        ...(['POST', `/api/rooms/${ROOM}/auctions`] as const),
        { skuId, startMinor: 3000, stepMinor: 100, lastsMs: EXTENDS_MS, extendsMs: EXTENDS_MS },
      )
      for (const { page } of [ann, ben]) await priced(page, 3000)
      await bidUpTo(ben.page, 2)
      await placed(ben.page, 'leads')
      // What she slides is what stands on her page.
      await card(ann.page, '[data-bids="1"]').waitFor()
      await slide(ann.page, 'slide-to-bid')
      // Every bid comes within the time that moves the end.
      for (const { page } of [ann, ben]) {
        await priced(page, 3200)
        await soon(async () => Number(await attributeOf(page, 'auction-card', 'data-ends'))).toBeGreaterThan(
          standing.endsAt,
        )
      }
      // How it ended stands there for some seconds; the sheet that is open meanwhile stays.
      for (const { page } of [ann, ben]) {
        await page.locator(at('auction-bids')).click()
        await page.locator(at('bid')).nth(1).waitFor()
      }
      await Promise.all([
        letTimeRunOut(),
        result(ben.page, 'mine').waitFor(),
        result(ann.page, 'won')
          .filter({ hasText: /B\*\*n, bidder 1, won at \$32/ })
          .waitFor(),
      ])
      for (const { page } of [ann, ben]) {
        await page.locator(`${at('recount')}[data-right=true]`).waitFor()
        await soon(() => page.locator(at('bid')).first().textContent()).toMatch(/up to \$31/)
      }
      await shoot('recounted', ann, ben)
      for (const { page } of [ann, ben]) await closeSheet(page, 'bids-sheet')

      await ben.page.locator(at('won-take')).click()
      await ben.page.getByTestId('checkout-total').filter({ hasText: '$32.00' }).waitFor()
      await ben.page.locator(`${at('pay')}:enabled`).click()
      await ben.page.locator(at('payment-approve')).click()
      await ben.page.locator(`${at('checkout-state')}[data-state=paid]`).waitFor()
      await ben.page.locator(at('checkout-done')).click()
      await ben.page.locator(at('won-card')).waitFor({ state: 'detached' })
      await ben.page.locator(at('bag')).click()
      await ben.page.locator(at('my-orders')).click()
      await ben.page.locator(`${at('order')}[data-state=paid] ${at('order-auction')}`).waitFor()
      await desk.page.locator(`${at('past-auctions')} summary`).click()
      await desk.page.locator(`${at('past-auction')}[data-end=paid]`).waitFor()
      await shoot('paid', ben, desk)
    },
    LIMIT_MS,
  )

  test(
    'who comes when it is over finds for how much it went, and counts it again',
    async () => {
      const late = await openTab(browser, `${server.origin}/r/${ROOM}`)
      await late.page.locator(at('bag')).click()
      await late.page.locator(at('bag-tab-auctions')).click()
      await late.page.locator(`${at('auction-was')}[data-end=withdrawn]`).waitFor()
      await shoot('past', late)
      await late.page.locator(`${at('auction-was')}[data-price="3200"]`).click()
      await late.page.locator(`${at('recount')}[data-right=true]`).waitFor()
      await late.page.locator(at('outcome')).filter({ hasText: 'Sold to bidder 1 for $32' }).waitFor()
      await shoot('past-bids', late)
      expect(late.errors).toEqual([])
      await late.context.close()
      // Who bid in it finds himself among the bids.
      await ann.page.locator(at('bag')).click()
      await ann.page.locator(at('bag-tab-auctions')).click()
      await ann.page.locator(`${at('auction-was')}[data-price="3200"]`).click()
      await ann.page.locator(`${at('bid')}[data-bidder="2"][data-own]`).waitFor()
      for (const sheet of ['bids-sheet', 'bag-sheet']) await closeSheet(ann.page, sheet)
    },
    LIMIT_MS,
  )

  test(
    'the winner gives it back: the desk is told, can put it up again as it was, and offers it to who is next',
    async () => {
      for (const sheet of ['orders-sheet', 'bag-sheet']) await closeSheet(ben.page, sheet)
      await owner.call('POST', `/api/rooms/${ROOM}/auctions`, {
        ...{ skuId, startMinor: 4000, stepMinor: 100, lastsMs: LASTS_MS, extendsMs: EXTENDS_MS },
      })
      for (const { page } of [ann, ben]) await priced(page, 4000)
      await slide(ann.page, 'slide-to-bid')
      await placed(ann.page, 'leads')
      await placed(ben.page, 'watching')
      await bidUpTo(ben.page, 1)
      await placed(ben.page, 'leads')
      await letTimeRunOut()
      await ben.page.locator(at('won-card')).waitFor()
      await ben.page.locator(at('bag')).click()
      await ben.page.locator(at('my-orders')).click()
      await ben.page.locator(`${at('order-group')}:has(${at('order')}[data-state=held]) ${at('order-cancel')}`).click()
      await ben.page.locator(at('won-card')).waitFor({ state: 'detached' })

      const letGo = desk.page.locator(at('auction-let-go'))
      await letGo.filter({ hasText: 'Ben did not pay $41' }).waitFor()
      await shoot('let-go', desk)
      await letGo.locator(at('auction-again')).click()
      await desk.page.locator(`${at('auction-sku')}:focus`).waitFor()
      const filled = { start: '40', lasts: `${LASTS_MS}`, extends: `${EXTENDS_MS}` }
      for (const [field, value] of Object.entries(filled))
        await soon(() => desk.page.locator(at(`auction-${field}`)).inputValue()).toBe(value)
      await shoot('again', desk)
      await desk.page.keyboard.press('Escape')
      await letGo.locator(at('auction-offer')).click()
      await desk.page.locator(`${at('confirm')}:focus`).waitFor()
      await desk.page.keyboard.press('Enter')
      await letGo.waitFor({ state: 'detached' })
      // Without Ben she had been alone: it costs what it started at.
      await ann.page.locator(at('won-card')).filter({ hasText: 'Yours for $40?' }).waitFor()
      await shoot('offered', ann, desk)
      await ann.page.locator(at('won-pass')).click()
      await ann.page.locator(at('won-card')).waitFor({ state: 'detached' })
    },
    LIMIT_MS,
  )

  test(
    'staff of the shop do not bid, nor do guests where only customers may',
    async () => {
      await owner.call('POST', `/api/rooms/${ROOM}/auctions`, {
        ...{ skuId, startMinor: 1000, stepMinor: 100, lastsMs: LASTS_MS, extendsMs: 0, guestsMayBid: false },
      })
      await ann.page.locator(at('customers-only')).click()
      await ann.page.locator(at('customers-sheet')).waitFor()
      await soon(() => ann.page.locator(at('slide-to-bid')).count()).toBe(0)
      await desk.page.goto(`${server.origin}/r/${ROOM}`)
      await card(desk.page).filter({ hasText: 'Staff of this shop do not bid' }).waitFor()
      await soon(() => desk.page.locator(`:is(${at('slide-to-bid')}, ${at('max-bid')})`).count()).toBe(0)
    },
    LIMIT_MS,
  )

  test('no page threw, and none was stopped by its own policy', () => {
    expect([...ann.errors, ...ben.errors, ...desk.errors]).toEqual([])
  })
})
