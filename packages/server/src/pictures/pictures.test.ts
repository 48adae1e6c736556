// A17. What is no picture is refused before it is decoded; what is one is made anew, and served as what it is.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { deflateSync } from 'node:zlib'
import { AppId, isRefusal, type Refusal } from '@hawker/protocol'
import sharp from 'sharp'
import { type TestDatabase, testDatabase } from '#db'
import { systemChance } from '#system/chance'
import { look } from './core/look.ts'
import { createPictures, type Pictures } from './index.ts'
import { WAITING_MAX } from './make.ts'

const APP = AppId.parse('shop')
const dir = mkdtempSync(path.join(os.tmpdir(), 'hawker-pictures-'))
let t: TestDatabase
let pictures: Pictures
beforeAll(async () => {
  t = await testDatabase()
  pictures = createPictures({ db: t.database, chance: systemChance, dataDir: dir })
}, 60_000)
afterAll(async () => {
  await t.close()
  rmSync(dir, { recursive: true })
})

const plain = (width: number, height: number, background = '#2a7') =>
  sharp({ create: { width, height, channels: 3, background } })
const done = <T>(answer: T | Refusal): T => {
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer))
  return answer
}
const serve = (url: string, method = 'GET') =>
  pictures.rawRoutes[0]!.handle(new Request(`http://x${url}`, { method }), {
    ...{ url: new URL(`http://x${url}`), address: '', setIdleTimeout: () => {} },
  })
const bytesOf = async (url: string) => new Uint8Array(await (await serve(url))!.arrayBuffer())

describe('a picture', () => {
  test.each(['png', 'jpeg', 'webp'] as const)('in %s is made anew as WebP, in two sizes', async (format) => {
    const sent = await plain(900, 600).toFormat(format).toBuffer()
    const { url, thumbUrl, width, height } = done(await pictures.keep(APP, sent))
    expect([width, height]).toEqual([900, 600])
    expect(await sharp(await bytesOf(url)).metadata()).toMatchObject({ format: 'webp', width: 900 })
    expect(await sharp(await bytesOf(thumbUrl)).metadata()).toMatchObject({ format: 'webp', width: 320 })
  })

  test('that is large becomes 1,600 px, and one that is small stays as it is', async () => {
    expect(done(await pictures.keep(APP, await plain(400, 2_000).jpeg().toBuffer()))).toMatchObject({
      width: 320,
      height: 1_600,
    })
    expect(done(await pictures.keep(APP, await plain(1, 1).png().toBuffer()))).toMatchObject({ width: 1, height: 1 })
  })

  test('loses place, camera and comments, and stands upright as the camera said', async () => {
    const sent = await plain(60, 40)
      .jpeg()
      .withExif({ IFD0: { Copyright: 'CANARY' }, IFD3: { GPSLatitude: '1/1 2/1 3/1' } })
      .withMetadata({ orientation: 6 })
      .toBuffer()
    const { url, width, height } = done(await pictures.keep(APP, sent))
    expect([width, height]).toEqual([40, 60])
    const served = Buffer.from(await bytesOf(url))
    expect(served.includes('CANARY')).toBe(false)
    expect(await sharp(served).metadata()).not.toMatchObject({ exif: expect.anything() })
  })

  test('has a name that tells nothing of its shop, and never changes', async () => {
    const sent = await plain(50, 50, '#111').png().toBuffer()
    const [ours, theirs] = [await pictures.keep(APP, sent), await pictures.keep(AppId.parse('other'), sent)].map(done)
    expect(ours!.url).toMatch(/^\/pictures\/[0-9a-f]{32}\.webp$/)
    expect(theirs!.url).toBe(ours!.url)
    const served = (await serve(ours!.url))!
    expect(Object.fromEntries(served.headers)).toMatchObject({
      ...{ 'content-type': 'image/webp', 'x-content-type-options': 'nosniff' },
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': "sandbox; default-src 'none'",
    })
  })

  test('behind any other name is nobody’s, and nothing but its file is ever opened', async () => {
    for (const name of [
      '',
      '..',
      '../secrets.key',
      '%2e%2e/x.webp',
      `${'a'.repeat(32)}.webp`,
      `${'A'.repeat(32)}.webp`,
      'a.webp',
    ])
      expect(await serve(`/pictures/${name}`)).toBeNull()
    expect(await serve(`/pictures/${'a'.repeat(32)}.webp`, 'POST')).toBeNull()
    const kept = readdirSync(path.join(dir, 'pictures'), { recursive: true }).map(String)
    expect(kept.filter((name) => !/^[0-9a-f]{2}(\/[0-9a-f]{32}(-320)?\.webp)?$/.test(name))).toEqual([])
  })
})

const crc = (bytes: Uint8Array) => Bun.hash.crc32(bytes)
const chunk = (type: string, data: Uint8Array) => {
  const all = Buffer.alloc(12 + data.length)
  all.writeUInt32BE(data.length)
  all.write(type, 4, 'latin1')
  all.set(data, 8)
  all.writeUInt32BE(crc(all.subarray(4, 8 + data.length)), 8 + data.length)
  return all
}
/** A PNG that says it is of this size, with pixels that pack to nothing. */
const bomb = (width: number, height: number, more: Buffer[] = []) => {
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0])
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  const mark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    mark,
    chunk('IHDR', head),
    ...more,
    chunk('IDAT', deflateSync(Buffer.alloc(1_000_000))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

describe('what is not taken', () => {
  const refused = async (bytes: Uint8Array) => {
    const answer = await pictures.keep(APP, bytes)
    return isRefusal(answer) ? [answer.refused, answer.message] : ['taken', '']
  }
  const png = () => plain(20, 20).png().toBuffer()
  const page = Buffer.from('<script>alert(1)</script>')

  test.each([
    [
      'SVG',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      'no PNG, JPEG',
    ],
    ['HTML', () => Buffer.from('<!doctype html><script>alert(1)</script>'), 'no PNG, JPEG'],
    ['GIF', () => plain(9, 9).gif().toBuffer(), 'GIF'],
    ['TIFF', () => plain(9, 9).tiff().toBuffer(), 'no PNG, JPEG'],
    ['nothing', () => Buffer.alloc(0), 'no PNG, JPEG'],
    ['a PNG of 50,000 × 50,000', () => bomb(50_000, 50_000), '8192 px a side'],
    ['a PNG of 8,000 × 8,000', () => bomb(8_000, 8_000), '40 million'],
    ['a PNG of no size', () => bomb(0, 10), 'not whole'],
    ['a PNG that moves', () => bomb(10, 10, [chunk('acTL', Buffer.alloc(8))]), 'move'],
    ['a PNG with a page behind it', async () => Buffer.concat([await png(), page]), 'behind the end'],
    ['a PNG that ends early', async () => (await png()).subarray(0, 60), 'not whole'],
    [
      'a JPEG with an archive behind it',
      async () => Buffer.concat([await plain(9, 9).jpeg().toBuffer(), Buffer.from('PK\x03\x04 and so on')]),
      'behind the end',
    ],
    ['a JPEG that ends early', async () => (await plain(90, 90).jpeg().toBuffer()).subarray(0, -20), 'not whole'],
    [
      'a WebP with a page behind it',
      async () => Buffer.concat([await plain(9, 9).webp().toBuffer(), page]),
      'behind the end',
    ],
    [
      'a mark and noise',
      () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500, 7)]),
      'not whole',
    ],
  ])('%s', async (_, bytes, why) => {
    const [code, message] = await refused(await bytes())
    expect([code, message]).toEqual(['file-refused', expect.stringContaining(why)])
  })

  test('a WebP that moves', async () => {
    const frames = await sharp(await plain(10, 20).png().toBuffer(), {}).toBuffer()
    const moving = await sharp([frames, await plain(10, 20, '#f00').png().toBuffer()], { join: { animated: true } })
      .webp()
      .toBuffer()
    expect((await refused(moving))[0]).toBe('file-refused')
  })

  test('any cut or changed byte of a picture: refused or made anew, never a fault', async () => {
    const jpeg = await plain(64, 64).jpeg().toBuffer()
    const webp = await plain(64, 64).webp().toBuffer()
    for (const whole of [jpeg, webp, await png()] as Uint8Array[])
      for (let at = 0; at < whole.length; at += 7) {
        expect(() => look(whole.subarray(0, at))).not.toThrow()
        const changed = Buffer.from(whole)
        changed[at] = changed[at]! ^ 0xff
        expect(() => look(changed)).not.toThrow()
        if (at % 49 === 0) expect(['taken', 'file-refused']).toContain(String((await refused(changed))[0]))
      }
  }, 60_000)

  test('a telephone’s second picture behind the first is dropped, not refused', async () => {
    const jpeg = await plain(64, 64).jpeg().toBuffer()
    expect((await refused(Buffer.concat([jpeg, jpeg])))[0]).toBe('taken')
  })
})

test('many at once wait their turn, too many are told busy, and the event loop goes on', async () => {
  const sent = await plain(3_000, 2_000).jpeg().toBuffer()
  let longest = 0
  let used = process.threadCpuUsage()
  const watch = setInterval(() => {
    // Of this thread: neither what others take of the machine nor the decoding, which has threads of its own.
    const { user, system } = process.threadCpuUsage(used)
    longest = Math.max(longest, (user + system) / 1_000)
    used = process.threadCpuUsage()
  }, 5)
  const answers = await Promise.all(Array.from({ length: WAITING_MAX + 4 }, () => pictures.keep(APP, sent)))
  clearInterval(watch)
  const busy = answers.filter((answer) => isRefusal(answer) && answer.refused === 'busy').length
  expect([busy, answers.length - busy]).toEqual([4, WAITING_MAX])
  expect(longest).toBeLessThan(100)
}, 120_000)
