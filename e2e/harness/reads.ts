// What stands in a page at this moment. A moment later it may be another: to be asked through `soon`.
import type { Page } from 'playwright-core'
import { at } from './viewer-page.ts'

export const countOf = (page: Page, id: string): Promise<number> => page.locator(at(id)).count()

export const attributeOf = (page: Page, id: string, name: string): Promise<string | null> =>
  page.locator(at(id)).first().getAttribute(name)

/** The lines of the chat, oldest first. */
export const linesOf = (page: Page): Promise<string[]> =>
  page.locator(`${at('chat-line')} ${at('chat-text')}`).allTextContents()

/** Where the pictures of a product are kept, in their order. */
export const picturesOf = async (page: Page): Promise<string[]> =>
  (await page.locator(at('picture')).evaluateAll((all) => all.map((one) => one.dataset.address))).flatMap(
    (address) => address ?? [],
  )

/** A mark that a page loses when it goes elsewhere, and what it was showing with it. */
export const markPage = (page: Page) => page.evaluate(() => void Object.assign(globalThis, { stillThisPage: true }))
export const isStillThatPage = (page: Page): Promise<boolean> =>
  page.evaluate(() => (globalThis as { stillThisPage?: boolean }).stillThisPage === true)

/** By which name the server knows who is at this page. */
export const nameOf = (page: Page): Promise<string> =>
  page.evaluate(async () => (await (await fetch('/api/session')).json()).you.person.name as string)

/** Whether the server knows who is at this page as one who follows that host. */
export const isFollowing = (page: Page, host: string): Promise<boolean> =>
  page.evaluate(async (host) => (await (await fetch(`/api/hosts/${host}/follow`)).json()).following as boolean, host)

/** Everything that scripts of the page can read of what a browser keeps. */
export const keptOf = (page: Page) =>
  page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    cookies: document.cookie,
    databases: (await indexedDB.databases()).map(({ name }) => name),
  }))
