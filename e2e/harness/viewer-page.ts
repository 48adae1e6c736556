// The viewer's page as a viewer uses it.
import type { Page } from 'playwright-core'

export const at = (id: string) => `[data-testid=${id}]`

/** Whoever has no name is asked for one by his first act. */
export const nameYourself = async (page: Page, name: string) => {
  await page.locator(at('name-input')).fill(name)
  await page.locator(at('name-save')).click()
  await page.locator(at('name-sheet')).waitFor({ state: 'detached' })
}

/** Says a line; `name`: the first time the page asks a guest for one. */
export const say = async (page: Page, text: string, name?: string) => {
  await page.locator(at('chat-input')).fill(text)
  await page.locator(at('chat-send')).click()
  if (name !== undefined) await nameYourself(page, name)
  // A focused line means an open keyboard: card and strip make room for it.
  await page.locator(at('chat-input')).blur()
}

export const lineOf = (page: Page, text: string) =>
  page.locator(at('chat-line')).filter({ has: page.locator(at('chat-text'), { hasText: text }) })

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

/** Closes one sheet after the other, until there is none. */
export const toRoom = async (page: Page) => {
  for (;;) {
    const open = page.locator('[role=dialog]')
    if ((await open.count()) === 0) return
    const label = await open.first().getAttribute('data-testid')
    await page.keyboard.press('Escape')
    await page.locator(at(label ?? '')).waitFor({ state: 'detached' })
  }
}

/** Slides the knob over its way, as a finger does. */
export const slide = async (page: Page, id: string) => {
  const control = page.locator(`${at(id)}[aria-disabled=false]`)
  await control.waitFor()
  const box = (await control.boundingBox())!
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + 24, y)
  await page.mouse.down()
  for (const share of [0.3, 0.6, 1]) await page.mouse.move(box.x + 24 + (box.width - 40) * share, y)
  await page.mouse.up()
}

/** Its picture goes on for so long. */
export const playsOn = async (page: Page, forMs: number) => {
  const selector = at('player-video')
  const from = await page.locator(selector).evaluate((video: HTMLVideoElement) => video.currentTime)
  await page.waitForFunction(
    ({ selector, until }) => (document.querySelector<HTMLVideoElement>(selector)?.currentTime ?? 0) > until,
    { selector, until: from + forMs / 1000 },
  )
}
