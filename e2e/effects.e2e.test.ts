// Effects of gifts, from the shop's page to the phones of viewers: what is refused is said in place, what is taken plays,
// can be skipped, is not shown to whoever wants less movement, and is missed by nobody when it does not load.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Hawker } from '@hawker/sdk'
import { isRefusal } from '@hawker/sdk'
import type { Browser, Page } from 'playwright-core'
import { DESK, openBrowser, openTab, shoot, type Tab } from './harness/browser.ts'
import { type Caller, openShop, signInAsOwner } from './harness/caller.ts'
import { joinAsGuest } from './harness/crowd.ts'
import { keepPlays, lanesOf, playsOf } from './harness/kept.ts'
import { countOf } from './harness/reads.ts'
import { ADMIN, type RunningServer, startServer } from './harness/server.ts'
import { openShopPage, putFile } from './harness/shop-page.ts'
import { soon, until } from './harness/soon.ts'
import { at } from './harness/viewer-page.ts'

const ROOM = 'kiln'
const LIMIT_MS = 120_000
const drawn = (name: string) => readFileSync(new URL(`../scripts/demo/effects/${name}.webp`, import.meta.url))
const LOTTIE = JSON.stringify({ v: '5.7.0', layers: [{ ks: { o: { k: 100, x: "$bm_rt = eval('alert(1)');" } } }] })

const dir = mkdtempSync(path.join(tmpdir(), 'hawker-effects-'))
const film = (...options: string[]): Buffer => {
  const file = path.join(dir, `made.${options.at(-1)}`)
  const { exitCode, stderr } = Bun.spawnSync([
    ...['ffmpeg', '-y', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=180x320:r=20:d=2'],
    ...[...options.slice(0, -1), file],
  ])
  if (exitCode !== 0) throw new Error(`ffmpeg failed: ${stderr}`)
  return readFileSync(file)
}

let server: RunningServer
let owner: Caller
let browser: Browser
let boss: Tab
let ben: Tab
let ann: { hawker: Hawker; room: { leave(): void } }

const send = async (gift: string) => {
  const sent = await ann.hawker.gifts.send(ROOM as never, gift as never, 1)
  if (isRefusal(sent)) throw new Error(sent.refused)
}
/** An effect is at hand once a page has all of it: then it plays from the first moment. */
const loadAhead = async (page: Page, effects: number) => {
  const loaded: Promise<unknown>[] = []
  page.on('response', (response) => {
    if (response.url().includes('/effects/')) loaded.push(response.finished())
  })
  await page.locator(at('gifts')).click()
  await until('all effects are loaded', () => loaded.length >= effects)
  await Promise.all(loaded)
  await page.keyboard.press('Escape')
  await page.locator('[role=dialog]').waitFor({ state: 'detached' })
}

beforeAll(async () => {
  server = await startServer()
  owner = await signInAsOwner(server)
  await openShop(owner, ROOM)
  browser = await openBrowser()
  boss = await openShopPage(browser, server, ADMIN, '/shop/gifts')
  ann = await joinAsGuest(server.origin, ROOM, 'Ann')
  await ann.hawker.gifts.topUp(50_000)
}, 120_000)

afterAll(async () => {
  ann?.room.leave()
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
  rmSync(dir, { recursive: true })
}, LIMIT_MS)

describe('the effect of a gift', () => {
  test(
    'F8 a file with an expression is refused beside the field, and an animated WebP plays there',
    async () => {
      const { page } = boss
      await page.locator(at('gift-new')).click()
      await page.locator(at('gift-name')).fill('Open kiln')
      await page.locator(at('gift-coins')).fill('100')
      await page.getByText('Large', { exact: true }).click()
      await putFile(page, 'effect-input', 'sparks.json', 'application/json', LOTTIE)
      await page.locator(at('effect-refused'), { hasText: 'a film, not a drawing' }).waitFor()
      await putFile(page, 'effect-input', 'sparks.webp', 'image/webp', LOTTIE)
      await page.locator(at('effect-refused'), { hasText: 'a film, not a drawing' }).waitFor()
      await soon(() => countOf(page, 'effect-preview')).toBe(0)
      await shoot('effect-refused', boss)

      await putFile(page, 'effect-input', 'kiln.webp', 'image/webp', drawn('kiln'))
      await page.locator(at('effect-preview')).waitFor()
      await soon(() => countOf(page, 'effect-refused')).toBe(0)
      await soon(() => page.locator(at('effect-facts')).textContent()).toContain('WebP · 360 × 640 px · 2.8 s')
      const picture = page.locator(`${at('effect-preview')} img`)
      await soon(() => picture.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth))).toBe(360)
      // It moves: two looks at it differ.
      const first = await picture.screenshot()
      await until('the preview moves', async () => !(await picture.screenshot()).equals(first))
      await shoot('effect-form', boss)
      await page.locator(at('gift-save')).click()
      await soon(() => page.locator(at('gift-tile')).textContent()).toContain('With an effect')
    },
    LIMIT_MS,
  )

  test(
    'an MP4 and an animated PNG play as they are kept, and one is taken off again',
    async () => {
      const { page } = boss
      await page.locator(at('gift-tile')).locator('button').click()
      const mp4 = film('-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-an', 'mp4')
      await putFile(page, 'effect-input', 'film.mp4', 'video/mp4', mp4)
      const video = page.locator(`${at('effect-preview')} video`)
      await video.waitFor()
      await until('the film plays', () => video.evaluate((it: HTMLVideoElement) => it.currentTime > 0.2 && it.muted))
      await soon(() => video.evaluate((it: HTMLVideoElement) => [it.videoWidth, it.videoHeight])).toEqual([180, 320])
      await putFile(page, 'effect-input', 'moving.png', 'image/png', film('-f', 'apng', '-plays', '0', 'png'))
      const picture = page.locator(`${at('effect-preview')} img`)
      await picture.waitFor()
      const first = await picture.screenshot()
      await until('the PNG moves', async () => !(await picture.screenshot()).equals(first))
      await page.locator(at('effect-remove')).click()
      await soon(() => countOf(page, 'effect-preview')).toBe(0)
      await page.getByRole('button', { name: 'Cancel' }).click()
      // Nothing was saved: the gift has what it had.
      const { gifts } = await owner.call<{ gifts: { id: string; effect: { url: string } }[] }>('GET', '/api/gifts')
      expect(gifts[0]!.effect.url).toMatch(/^\/effects\/[0-9a-f]{32}\.webp$/)
    },
    LIMIT_MS,
  )

  test(
    'S34 fills the other phone’s picture until a tap, and a small one plays in its lane',
    async () => {
      const { gifts } = await owner.call<{ gifts: { id: string; effect: { url: string } }[] }>('GET', '/api/gifts')
      const kiln = gifts[0]!.id
      const upload = await fetch(`${server.origin}/api/gift-effects`, {
        method: 'POST',
        headers: { authorization: `Bearer ${owner.token}`, 'content-type': 'image/webp' },
        body: drawn('koi'),
      })
      const { url: effectUrl } = (await upload.json()) as { url: string }
      await owner.call('PUT', '/api/gifts/koi', {
        ...{ name: 'Koi', imageUrl: '/demo/gifts/koi.webp', coins: 5, size: 'small', effectUrl },
      })
      ben = await openTab(browser, `${server.origin}/r/${ROOM}`)
      await ben.page.locator(at('gifts')).waitFor()
      await keepPlays(ben.page)
      await loadAhead(ben.page, 2)
      const large = ben.page.locator(at('large-gift'))
      await Promise.all([large.waitFor(), send(kiln)])
      await soon(() => playsOf(ben.page)).toEqual([{ tag: 'IMG', lane: false, width: 360 }])
      await shoot('effect-large', ben)
      await large.waitFor({ state: 'detached' })

      // A tap ends it before its time: the clock stands, so nothing else does.
      await ben.page.clock.setFixedTime(Date.now())
      await send(kiln)
      await large.waitFor()
      await large.click()
      await large.waitFor({ state: 'detached' })
      await ben.page.clock.resume()

      await send('koi')
      await soon(() => playsOf(ben.page)).toContainEqual({ tag: 'IMG', lane: true, width: 192 })
      await shoot('effect-lane', ben)
    },
    LIMIT_MS,
  )

  test(
    'N14 whoever wants less movement sees the banner with the still picture, and loads no effect',
    async () => {
      const calm = await openTab(browser, `${server.origin}/r/${ROOM}`)
      await calm.page.emulateMedia({ reducedMotion: 'reduce' })
      await calm.page.locator(at('gifts')).waitFor()
      const asked: string[] = []
      calm.page.on('request', (request) => request.url().includes('/effects/') && asked.push(request.url()))
      await keepPlays(calm.page)
      const { gifts } = await owner.call<{ gifts: { id: string }[] }>('GET', '/api/gifts')
      for (const { id } of gifts) await send(id)
      for (const name of ['Open kiln', 'Koi']) await soon(async () => (await lanesOf(calm.page)).join()).toContain(name)
      await shoot('effect-calm', calm)
      await soon(() => countOf(calm.page, 'large-gift')).toBe(0)
      await soon(() => playsOf(calm.page)).toEqual([])
      expect([asked, calm.errors]).toEqual([[], []])
      await calm.context.close()
    },
    LIMIT_MS,
  )

  test(
    'that does not load is missed by nobody: the page shows the gift its own way at once',
    async () => {
      const dora = await openTab(browser, `${server.origin}/r/${ROOM}`, DESK)
      await dora.page.route('**/effects/*', (route) => route.abort())
      await dora.page.locator(at('gifts')).waitFor()
      await keepPlays(dora.page)
      const { gifts } = await owner.call<{ gifts: { id: string; size: string }[] }>('GET', '/api/gifts')
      const large = gifts.find(({ size }) => size === 'large')!.id
      await Promise.all([dora.page.locator(at('large-gift')).waitFor(), send(large)])
      await shoot('effect-missing', dora)
      await dora.page.locator(at('large-gift')).waitFor({ state: 'detached' })
      await soon(() => playsOf(dora.page)).toEqual([])
      expect(dora.errors).toEqual([])

      // Once it can be had it plays, at the latest when its gift comes again; nobody opened the sheet for that.
      await dora.page.unroute('**/effects/*')
      const sendAgain = async () => {
        await Promise.all([dora.page.locator(at('large-gift')).waitFor(), send(large)])
        await dora.page.locator(at('large-gift')).waitFor({ state: 'detached' })
      }
      await until('it plays', async () => (await playsOf(dora.page)).length > 0 || sendAgain(), LIMIT_MS / 2)
      await soon(() => playsOf(dora.page)).toContainEqual({ tag: 'IMG', lane: false, width: 360 })
      expect(dora.errors).toEqual([])
      await dora.context.close()
    },
    LIMIT_MS,
  )

  test('no page threw, and none was stopped by its own policy', () => {
    expect([...boss.errors, ...ben.errors]).toEqual([])
  })
})
