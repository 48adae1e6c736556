// Draws the demo's effects: art/effects.html frame by frame in Chromium → effects/*.webp.
// Only for whoever changes a drawing; the results are in the repository. Needs Chromium.
import { chromium } from 'playwright-core'
import sharp from 'sharp'

interface Scene {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly lastsMs: number
  readonly framesPerS: number
  readonly quality: number
  readonly alphaQuality: number
  /** What it draws with, by its name there. */
  readonly art: Readonly<Record<string, string>>
}

/** A room should not wait for them. */
const EFFECT_MAX_BYTES = 150_000
const SCENES: readonly Scene[] = [
  {
    ...{ name: 'kiln', width: 360, height: 640, lastsMs: 2_800, framesPerS: 12, quality: 32, alphaQuality: 14 },
    art: { kiln: 'gifts/kiln', teapot: 'products/teapot' },
  },
  {
    ...{ name: 'crane', width: 360, height: 640, lastsMs: 2_800, framesPerS: 13, quality: 34, alphaQuality: 15 },
    art: {},
  },
  {
    ...{ name: 'koi', width: 192, height: 192, lastsMs: 1_600, framesPerS: 20, quality: 60, alphaQuality: 40 },
    art: { koi: 'gifts/koi' },
  },
]
const art = new URL('art/', import.meta.url)
const target = new URL('effects/', import.meta.url)

const shared = (await Bun.file(new URL('defs.svg', art)).text()).match(/<defs>[\s\S]*<\/defs>/)?.[0] ?? ''
/** A drawing without what stands behind it: the ground, the lamp and the table's edge. */
const cutOut = (svg: string): string =>
  svg
    .replace(/<rect width="120"[^>]*\/>/, '')
    .replace(/<ellipse[^>]*g-lamp[^>]*\/>/, '')
    .replace(/<path d="M0 88h120v32H0z"[^>]*\/>/, '')
    .replace(/<ellipse[^>]*url\(#soft\)[^>]*\/>/, '')
    .replace(/<svg ([^>]*)>/, `<svg $1 width="512" height="512">${shared}`)

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
const page = await browser.newPage()
await page.goto(new URL('effects.html', art).href)
for (const { name, width, height, lastsMs, framesPerS, quality, alphaQuality, art: pieces } of SCENES) {
  for (const [piece, file] of Object.entries(pieces)) {
    const svg = cutOut(await Bun.file(new URL(`${file}.svg`, art)).text())
    await page.evaluate(
      ([piece, svg]) => (globalThis as never as { load(...of: unknown[]): unknown }).load(piece, svg),
      [piece, svg],
    )
  }
  const count = Math.round((lastsMs / 1_000) * framesPerS)
  const frames: Buffer[] = []
  for (let i = 0; i < count; i++) {
    const drawn = await page.evaluate(
      (asked) => (globalThis as never as { draw(...of: unknown[]): string }).draw(...asked),
      [name, (i + 0.5) / count, width, height],
    )
    frames.push(Buffer.from(drawn, 'base64'))
  }
  const bytes = await sharp(frames, { join: { animated: true } })
    .webp({
      quality,
      alphaQuality,
      effort: 6,
      minSize: true,
      loop: 0,
      delay: frames.map(() => Math.floor(1_000 / framesPerS)),
    })
    .toBuffer()
  console.log(`${name}.webp ${bytes.length}`)
  if (bytes.length > EFFECT_MAX_BYTES) throw new Error(`${name}: ${bytes.length} bytes`)
  await Bun.write(new URL(`${name}.webp`, target), bytes)
}
await browser.close()
