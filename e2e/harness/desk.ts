// The console as staff use it: signed in through its own door.
import type { Browser, Page } from 'playwright-core'
import { DESK, openTab, type Tab } from './browser.ts'
import type { RunningServer } from './server.ts'
import { at } from './viewer-page.ts'

export const openDesk = async (
  browser: Browser,
  server: RunningServer,
  room: string,
  { email, password }: { email: string; password: string },
): Promise<Tab> => {
  const tab = await openTab(browser, `${server.origin}/console/${room}`, DESK)
  await tab.page.locator(at('signin-email')).fill(email)
  await tab.page.locator(at('signin-password')).fill(password)
  await tab.page.locator(at('signin-submit')).click()
  await tab.page.locator(at('console-chat-input')).waitFor()
  return tab
}

export const deskLineOf = (page: Page, text: string) => page.locator(at('console-chat-line')).filter({ hasText: text })

/** Points at the newest line with this text and presses one of its tools. */
export const actOn = async (page: Page, text: string, act: string) => {
  await page.locator(at('tab-chat')).click()
  // Under the mouse lines stand still: away from it the newest comes into view.
  await page.mouse.move(0, 0)
  const line = deskLineOf(page, text).last()
  await line.hover()
  await line.locator(at(act)).click()
}

/** Opens what is in the head, does something in it and closes it again. */
export const inHead = async (page: Page, opener: string, part: string, act: () => Promise<unknown>) => {
  await page.locator(at(opener)).click()
  await page.locator(at(part)).waitFor()
  await act()
  await page.keyboard.press('Escape')
  await page.locator(at(part)).waitFor({ state: 'detached' })
}
