// Answers that come late, on a slow line: a page says nothing that is no longer so, and what somebody did meanwhile stays.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openTab, type Tab } from './harness/browser.ts'
import { type Caller, signInAsOwner } from './harness/caller.ts'
import { actOn, openDesk } from './harness/desk.ts'
import { answeredFirst, holdAnswer } from './harness/late.ts'
import { attributeOf, countOf, isFollowing, nameOf } from './harness/reads.ts'
import { ADMIN, type RunningServer, startServer } from './harness/server.ts'
import { soon } from './harness/soon.ts'
import { at, lineOf, say, toRoom } from './harness/viewer-page.ts'

const ROOM = 'kiln'
const COINS = 500
const LEAF_COINS = 5

let server: RunningServer
let owner: Caller
let browser: Browser
let ann: Tab

const openGifts = async (page: Page) => {
  await page.locator(at('gifts')).click()
  await page.locator(at('gift')).first().waitFor()
}
const coins = () => soon(() => attributeOf(ann.page, 'coins', 'data-coins'))

beforeAll(async () => {
  server = await startServer()
  owner = await signInAsOwner(server)
  const { you } = await owner.call<{ you: { person: { id: string } } }>('GET', '/api/session')
  await owner.call('POST', '/api/rooms', { id: ROOM, title: 'Kiln No. 7', hostId: you.person.id })
  for (const status of ['scheduled', 'live']) await owner.call('POST', `/api/rooms/${ROOM}/status`, { status })
  await owner.call('PUT', '/api/gifts/leaf', { name: 'Tea leaf', imageUrl: null, coins: LEAF_COINS, size: 'small' })
  browser = await openBrowser()
  ann = await openTab(browser, `${server.origin}/r/${ROOM}`)
})

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

describe('an answer that comes late', () => {
  test('to a name closes nothing that was opened after the question was closed', async () => {
    const { page } = ann
    const name = await holdAnswer(page, 'POST', /\/api\/session\/guest$/)
    await page.locator(at('chat-input')).fill('good evening')
    await page.locator(at('chat-send')).click()
    await page.locator(at('name-input')).fill('Ann')
    await page.locator(at('name-save')).click()
    await name.given
    await toRoom(page)
    await page.locator(at('bag')).click()
    await page.locator(at('bag-sheet')).waitFor()
    // She has her name, and comes into the room with it: by another socket.
    const withName = page.waitForEvent('websocket')
    await name.release()
    await withName
    await page.locator(`${at('connection')}[data-state=open]`).waitFor({ state: 'attached' })
    await page.locator(at('my-orders')).click()
    await page.locator(at('orders-sheet')).waitFor()
    await page.keyboard.press('Escape')
    await page.locator(at('orders-sheet')).waitFor({ state: 'detached' })
    await soon(() => countOf(page, 'bag-sheet')).toBe(1)
    await soon(() => nameOf(page)).toBe('Ann')
    await toRoom(page)
    // Her line was not said, for she closed the question; it waits where she wrote it.
    await page.locator(at('chat-send')).click()
    await lineOf(page, 'good evening').waitFor()
  })

  test('of what was in a wallet does not take back what was topped up since', async () => {
    const { page } = ann
    const wallet = await holdAnswer(page, 'GET', /\/api\/wallet$/)
    await openGifts(page)
    await wallet.given
    await page.locator(at('top-up-open')).click()
    await answeredFirst(page, /\/top-ups$/, () => page.locator(at('top-up')).nth(1).click())
    await wallet.release()
    await coins().toBe(`${COINS}`)
  })

  test('to a gift keeps no tap from being the next', async () => {
    const { page } = ann
    const gift = await holdAnswer(page, 'POST', /\/gifts$/)
    await page.locator(at('gift-send')).click()
    await gift.given
    await page.locator(at('gift-send')).click()
    await gift.release()
    await coins().toBe(`${COINS - 2 * LEAF_COINS}`)
    await toRoom(page)
  })

  test('from one board is not shown on the other', async () => {
    const { page } = ann
    const mona = { rank: 1, person: { id: 'mona', name: 'Mona', avatarUrl: null, role: 'guest', level: 0 }, coins: 7 }
    await page.route(/gift-leaders\?.*month/, (route) => route.fulfill({ json: { leaders: [mona], you: null } }))
    const show = await holdAnswer(page, 'GET', /gift-leaders\?.*show/)
    await page.locator(at('leaders')).click()
    await show.given
    await page.locator(at('leaders-month')).click()
    await page.locator(at('leader')).filter({ hasText: 'Mona' }).waitFor()
    await show.release()
    await soon(() => page.locator(at('leader')).allTextContents()).toEqual(['1MMona7'])
    await toRoom(page)
  })

  test('to following does not come to stand after a tap that took it back', async () => {
    const { page } = ann
    const follow = await holdAnswer(page, 'PUT', /\/follow$/)
    await page.locator(at('follow')).click()
    await follow.given
    await page.locator(`${at('follow')}[aria-pressed=true]`).waitFor()
    const stopped = page.waitForResponse((one) => one.request().method() === 'DELETE')
    await answeredFirst(page, /\/follow$/, () => page.locator(at('follow')).click())
    await Promise.all([follow.release(), stopped])
    const { you } = await owner.call<{ you: { person: { id: string } } }>('GET', '/api/session')
    await soon(() => isFollowing(page, you.person.id)).toBe(false)
    await soon(() => attributeOf(page, 'follow', 'aria-pressed')).toBe('false')
  })

  test('to a mute at the desk lets nobody take back what was done before it', async () => {
    await say(ann.page, 'how heavy is it?')
    const desk = await openDesk(browser, server, ROOM, ADMIN)
    const { page } = desk
    // The clock stands: what was done before may be taken back for as long as it takes.
    await page.clock.setFixedTime(Date.now())
    await actOn(page, 'how heavy', 'act-pin')
    await page.locator(at('undo-bar')).filter({ hasText: 'Pinned' }).waitFor()
    const mute = await holdAnswer(page, 'PUT', /\/mutes\//)
    await actOn(page, 'how heavy', 'act-mute')
    await page.locator(at('mute-3600')).click()
    await mute.given
    await soon(() => countOf(page, 'undo')).toBe(0)
    await mute.release()
    await page.locator(at('undo-bar')).filter({ hasText: 'Muted' }).waitFor()
    await soon(() => countOf(page, 'console-pinned')).toBe(1)
    await page.keyboard.press('z')
    await ann.page.locator(at('chat-input')).waitFor()
    expect(desk.errors).toEqual([])
    await desk.context.close()
  })

  test('no page threw, and none was stopped by its own policy', () => {
    expect(ann.errors).toEqual([])
  })
})
