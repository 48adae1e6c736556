// The merchant's page as staff use it: signed in through its own door.
import type { Browser, Page } from 'playwright-core'
import { DESK, openTab, type Tab } from './browser.ts'
import type { RunningServer } from './server.ts'
import { at } from './viewer-page.ts'

export const openShopPage = async (
  browser: Browser,
  server: RunningServer,
  { email, password }: { email: string; password: string },
  path = '/shop',
  viewport = DESK,
): Promise<Tab> => {
  const tab = await openTab(browser, server.origin + path, viewport)
  await tab.page.locator(at('signin-email')).fill(email)
  await tab.page.locator(at('signin-password')).fill(password)
  await tab.page.locator(at('signin-submit')).click()
  await tab.page.locator(at('page-shop')).waitFor()
  return tab
}

/** Into a field that takes files. */
export const putFile = (page: Page, field: string, name: string, mimeType: string, content: string | Buffer) =>
  page.locator(at(field)).setInputFiles({ name, mimeType, buffer: Buffer.from(content) })
