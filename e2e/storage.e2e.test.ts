// What a browser keeps of somebody who is signed in: nothing that a script could carry away.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { DESK, openBrowser, openTab, type Tab } from './harness/browser.ts'
import { openShop, signInAsOwner } from './harness/caller.ts'
import { keptOf, nameOf } from './harness/reads.ts'
import { ADMIN, type RunningServer, startServer } from './harness/server.ts'
import { soon } from './harness/soon.ts'
import { at } from './harness/viewer-page.ts'

const ROOM = 'opening-kiln'
/** From the address that the server was started with. */
const OWNER_NAME = 'owner'

let server: RunningServer
let browser: Browser

beforeAll(async () => {
  server = await startServer()
  await openShop(await signInAsOwner(server), ROOM)
  browser = await openBrowser()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
}, 120_000)

const NOTHING = { local: {}, session: {}, cookies: '', databases: [] }

const expectSignedIn = async ({ page, context }: Tab, name: string) => {
  await soon(() => nameOf(page)).toBe(name)
  const cookies = await context.cookies()
  expect(cookies.length).toBeGreaterThan(0)
  for (const cookie of cookies) expect(cookie.httpOnly).toBe(true)
}

test('X8 after becoming a guest no storage of the page holds anything', async () => {
  const tab = await openTab(browser, `${server.origin}/r/${ROOM}`)
  await tab.page.locator(at('chat-input')).fill('hello')
  await tab.page.locator(at('chat-send')).click()
  await tab.page.locator(at('name-input')).fill('Ann')
  await tab.page.locator(at('name-save')).click()
  await tab.page.locator(at('chat-line')).first().waitFor()
  await expectSignedIn(tab, 'Ann')
  await soon(() => keptOf(tab.page)).toEqual(NOTHING)
}, 120_000)

test('X8 after signing staff in no storage of the page holds anything', async () => {
  const tab = await openTab(browser, `${server.origin}/console`, DESK)
  await tab.page.locator(at('signin-email')).fill(ADMIN.email)
  await tab.page.locator(at('signin-password')).fill(ADMIN.password)
  await tab.page.locator(at('signin-submit')).click()
  await tab.page.locator(at('signin-password')).waitFor({ state: 'detached' })
  await expectSignedIn(tab, OWNER_NAME)
  await soon(() => keptOf(tab.page)).toEqual(NOTHING)
}, 120_000)
