// What a browser keeps of somebody who is signed in: nothing that a script could carry away.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { DESK, openBrowser, openTab, type Tab } from './harness/browser.ts'
import { openShop, signInAsOwner } from './harness/caller.ts'
import { ADMIN, type RunningServer, startServer } from './harness/server.ts'

const ROOM = 'opening-kiln'
const at = (id: string) => `[data-testid=${id}]`

let server: RunningServer
let browser: Browser

beforeAll(async () => {
  server = await startServer()
  await openShop(await signInAsOwner(server), ROOM)
  browser = await openBrowser()
}, 90_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
}, 30_000)

/** Everything that scripts of the page can read. */
const readable = ({ page }: Tab) =>
  page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    cookies: document.cookie,
    databases: (await indexedDB.databases()).map(({ name }) => name),
  }))
const NOTHING = { local: {}, session: {}, cookies: '', databases: [] }

const expectSignedIn = async ({ page, context }: Tab, name: string) => {
  const you = await page.evaluate(async () => (await (await fetch('/api/session')).json()).you.person.name as string)
  expect(you).toBe(name)
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
  expect<unknown>(await readable(tab)).toEqual(NOTHING)
}, 60_000)

test('X8 after signing staff in no storage of the page holds anything', async () => {
  const tab = await openTab(browser, `${server.origin}/console`, DESK)
  await tab.page.locator(at('signin-email')).fill(ADMIN.email)
  await tab.page.locator(at('signin-password')).fill(ADMIN.password)
  await tab.page.locator(at('signin-submit')).click()
  await tab.page.locator(at('signin-password')).waitFor({ state: 'detached' })
  const name = await tab.page.evaluate(async () => (await (await fetch('/api/session')).json()).you.person.name)
  await expectSignedIn(tab, name)
  expect<unknown>(await readable(tab)).toEqual(NOTHING)
}, 60_000)
