// What goes by itself within seconds, written down in the page as it comes: a late look does not miss it.
import type { Page } from 'playwright-core'
import { at } from './viewer-page.ts'

/** From now on every toast is kept. */
export const keepToasts = (page: Page) =>
  page.evaluate((toast) => {
    const kept: string[] = []
    Object.assign(globalThis, { toasts: kept })
    new MutationObserver(() => {
      const text = document.querySelector(toast)?.textContent
      if (text && kept.at(-1) !== text) kept.push(text)
    }).observe(document.body, { childList: true, subtree: true })
  }, at('toast'))

export const toastsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { toasts: string[] }).toasts)

/** From now on every effect that plays is kept, and every banner that stood in a lane. */
export const keepPlays = (page: Page) =>
  page.evaluate(
    ([effect, banner]) => {
      const plays: object[] = []
      const lanes: string[] = []
      Object.assign(globalThis, { plays, lanes })
      const known = new WeakSet<Element>()
      new MutationObserver(() => {
        for (const lane of document.querySelectorAll(banner)) lanes.push(lane.textContent)
        for (const element of document.querySelectorAll<HTMLImageElement | HTMLVideoElement>(effect)) {
          if (known.has(element)) continue
          known.add(element)
          const play = { tag: element.tagName, lane: element.closest('[data-testid=gift-lane]') !== null }
          if (element instanceof HTMLVideoElement)
            element.addEventListener('playing', () =>
              plays.push({ ...play, width: element.videoWidth, muted: element.muted }),
            )
          else
            void element
              .decode()
              // What leaves the page meanwhile was there all the same.
              .catch(() => {})
              .then(() => element.naturalWidth > 0 && plays.push({ ...play, width: element.naturalWidth }))
        }
      }).observe(document.body, { childList: true, subtree: true, attributes: true })
    },
    [at('effect'), at('gift-lane')] as const,
  )

export const playsOf = (page: Page): Promise<object[]> =>
  page.evaluate(() => (globalThis as unknown as { plays: object[] }).plays)

export const lanesOf = async (page: Page): Promise<string[]> => [
  ...new Set(await page.evaluate(() => (globalThis as unknown as { lanes: string[] }).lanes)),
]

/** From now on every look of the tile of a drop is kept. */
export const keepLooks = (page: Page) =>
  page.evaluate((tile) => {
    const looks: string[] = []
    Object.assign(globalThis, { looks })
    new MutationObserver(() => {
      const look = document.querySelector<HTMLElement>(tile)?.dataset.look
      if (look !== undefined && looks.at(-1) !== look) looks.push(look)
    }).observe(document.body, { childList: true, subtree: true, attributes: true })
  }, at('drop-tile'))

export const looksOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { looks: string[] }).looks)
