// Draws the demo's pictures: art/**.svg in Chromium → packages/web/public/demo/**.webp.
// Only for whoever changes a drawing; the results are in the repository. Needs Chromium.
import { Glob } from 'bun'
import { chromium } from 'playwright-core'

interface Sheet {
  readonly folder: string
  readonly width: number
  readonly height: number
  readonly quality: number
}

/** A seeded page should not wait for its pictures. */
const PICTURE_MAX_BYTES = 40_000
const SHEETS: readonly Sheet[] = [
  { folder: 'products', width: 640, height: 640, quality: 0.86 },
  { folder: 'gifts', width: 256, height: 256, quality: 0.9 },
  { folder: 'people', width: 192, height: 192, quality: 0.9 },
  { folder: 'covers', width: 720, height: 1280, quality: 0.82 },
]
const art = new URL('art/', import.meta.url)
const target = new URL('../../packages/web/public/demo/', import.meta.url)

const shared = (await Bun.file(new URL('defs.svg', art)).text()).match(/<defs>[\s\S]*<\/defs>/)?.[0] ?? ''

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
const page = await browser.newPage()

for (const { folder, width, height, quality } of SHEETS) {
  for await (const file of new Glob('*.svg').scan({ cwd: new URL(`${folder}/`, art).pathname })) {
    const source = await Bun.file(new URL(`${folder}/${file}`, art)).text()
    const svg = source.replace(
      /<svg ([^>]*)>/,
      `<svg $1 width="${width}" height="${height}" preserveAspectRatio="xMidYMid slice">${shared}`,
    )
    const encoded = await page.evaluate(
      async ({ svg, width, height, quality }) => {
        const image = new Image(width, height)
        image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
        await image.decode()
        const canvas = Object.assign(document.createElement('canvas'), { width, height })
        canvas.getContext('2d')?.drawImage(image, 0, 0, width, height)
        return canvas.toDataURL('image/webp', quality).split(',')[1] ?? ''
      },
      { svg, width, height, quality },
    )
    const bytes = Buffer.from(encoded, 'base64')
    if (bytes.length > PICTURE_MAX_BYTES) throw new Error(`${folder}/${file}: ${bytes.length} bytes`)
    await Bun.write(new URL(`${folder}/${file.replace('.svg', '.webp')}`, target), bytes)
    console.log(`${folder}/${file} ${bytes.length}`)
  }
}
await browser.close()
