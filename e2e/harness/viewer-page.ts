// The viewer's page as a viewer uses it.
import type { Page } from 'playwright-core'

export const at = (id: string) => `[data-testid=${id}]`

export const nameYourself = async (page: Page, name: string) => {
  const asked = page.locator(at('name-input'))
  const wasAsked = await asked.waitFor({ timeout: 1_500 }).then(
    () => true,
    () => false,
  )
  if (!wasAsked) return
  await asked.fill(name)
  await page.locator(at('name-save')).click()
}

/** Says a line; `name`: the page asks a guest for one the first time. */
export const say = async (page: Page, text: string, name?: string) => {
  await page.locator(at('chat-input')).fill(text)
  await page.locator(at('chat-send')).click()
  if (name !== undefined) await nameYourself(page, name)
  // A focused line means an open keyboard: card and strip make room for it.
  await page.locator(at('chat-input')).blur()
}

export const lineOf = (page: Page, text: string) =>
  page.locator(at('chat-line')).filter({ has: page.locator(at('chat-text'), { hasText: text }) })

export const linesOf = (page: Page): Promise<string[]> =>
  page.locator(`${at('chat-line')} ${at('chat-text')}`).allTextContents()

/** Presses Buy of what is shown. A card that nobody touched for 15 s, as on a busy machine, is a chip: a tap brings it back. */
export const buyShown = async (page: Page) => {
  const buy = page.locator(`${at('product-card')} ${at('buy')}`)
  const chip = page.locator(at('product-chip'))
  const press = async (timeout?: number) => {
    await buy.or(chip).first().waitFor()
    if (await chip.isVisible()) await chip.click()
    await buy.click(timeout === undefined ? {} : { timeout })
  }
  // It may have become one between the look and the press.
  await press(5_000).catch(() => press())
}
