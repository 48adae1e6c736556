// Headless Chromium from the system.
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { shakeGlobals } from '../../scripts/shake-globals.ts'

// biome-ignore format: one flag a word
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', '--autoplay-policy=no-user-gesture-required']

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: Bun.which('chromium') ?? '/usr/bin/chromium', args: FLAGS })

/** A machine that has everything to do at once is slow, not wrong. */
const WAITS_MS = 60_000

export const PHONE = { width: 390, height: 844 }
export const DESK = { width: 1440, height: 900 }

export interface Tab {
  readonly page: Page
  readonly context: BrowserContext
  /** Errors the page threw or logged, and requests its policy blocked. */
  readonly errors: string[]
}

let tabs = 0
/** `SHAKE=7`: what pages are answered and told comes late, each page's in its own way. */
const lateness = () => ({ seed: Number(process.env.SHAKE) * 100 + tabs++, mostMs: Number(process.env.SHAKE_MS ?? 600) })

/** A fresh visitor: own cookies, own storage. */
export const openTab = async (browser: Browser, url: string, viewport = PHONE): Promise<Tab> => {
  const context = await browser.newContext({ viewport, locale: 'en-US', deviceScaleFactor: 1 })
  if (process.env.SHAKE !== undefined) await context.addInitScript(shakeGlobals, lateness())
  context.setDefaultTimeout(WAITS_MS)
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (line) => {
    if (line.type() === 'error' && /Content Security Policy|Uncaught/.test(line.text())) errors.push(line.text())
  })
  await page.goto(url)
  return { page, context, errors }
}

/** Into the folder `SHOTS`, for who works on a test and wants to see what it sees. */
export const shoot = async (name: string, ...tabs: Tab[]) => {
  const folder = process.env.SHOTS
  if (folder === undefined) return
  for (const [i, { page }] of tabs.entries())
    await page.screenshot({ path: `${folder}/${name}-${i}.png`, timeout: 5_000 }).catch(() => {})
}
