// F8, A17: what moves while a gift is shown is data alone. Real encoders make the files, a real decoder plays what is
// kept of them; what could hold a script, or is more than a phone can, is refused with a sentence.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { AppId, GiftEffect, isRefusal, type Refusal } from '@hawker/protocol'
import { sql } from 'kysely'
import sharp from 'sharp'
import { type TestDatabase, testDatabase } from '#db'
import { systemChance } from '#system/chance'
import { EFFECTS_PER_APP } from './effects.ts'
import { createPictures, type Pictures } from './index.ts'

const APP = AppId.parse('shop')
const OTHER = AppId.parse('other')
const dir = mkdtempSync(path.join(os.tmpdir(), 'hawker-effects-'))
const LIMIT_MS = 60_000
let t: TestDatabase
let pictures: Pictures

const run = (...command: string[]): string => {
  const { exitCode, stdout, stderr } = Bun.spawnSync(command)
  if (exitCode !== 0) throw new Error(`${command[0]} failed: ${stderr}`)
  return stdout.toString()
}
/** A file of ffmpeg's: moving colours, unless said otherwise. */
const made = (ending: string, options: string[], source = 'testsrc2=s=96x160:r=20:d=1'): Buffer => {
  const file = path.join(dir, `made.${ending}`)
  run('ffmpeg', '-y', '-v', 'error', '-f', 'lavfi', '-i', source, ...options, file)
  return readFileSync(file)
}
const WEBP = ['-c:v', 'libwebp_anim', '-loop', '0', '-quality', '40']
const APNG = ['-c:v', 'apng', '-plays', '0', '-f', 'apng']
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-an']
let webp: Buffer
let apng: Buffer
let mp4: Buffer

beforeAll(async () => {
  if (!Bun.which('ffmpeg')) throw new Error('ffmpeg is missing: install it (Debian: apt-get install ffmpeg)')
  t = await testDatabase()
  pictures = createPictures({ db: t.database, chance: systemChance, dataDir: dir })
  webp = made('webp', WEBP)
  apng = made('png', APNG)
  mp4 = made('mp4', [...H264, '-bf', '2'])
}, LIMIT_MS)
afterAll(async () => {
  await t.close()
  rmSync(dir, { recursive: true })
})

const keep = (bytes: Uint8Array, app = APP) => pictures.keepEffect(app, bytes)
const kept = async (bytes: Uint8Array): Promise<GiftEffect> => {
  const answer = await keep(bytes)
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer))
  return GiftEffect.parse(answer)
}
const sentence = (answer: GiftEffect | Refusal): string =>
  isRefusal(answer) ? `${answer.refused}: ${answer.message}` : 'taken'
const serve = async (url: string, headers: Record<string, string> = {}, method = 'GET') => {
  for (const { prefix, handle } of pictures.rawRoutes) {
    if (!url.startsWith(prefix)) continue
    const context = { url: new URL(`http://x${url}`), address: '', setIdleTimeout: () => {} }
    return handle(new Request(`http://x${url}`, { method, headers }), context)
  }
  return null
}
const bytesOf = async (url: string) => Buffer.from(await (await serve(url))!.arrayBuffer())
/** Frames that a decoder finds in it, and what it says of the picture. */
const played = async (url: string): Promise<{ width: number; height: number; frames: number }> => {
  const file = path.join(dir, `played${path.extname(url)}`)
  writeFileSync(file, await bytesOf(url))
  const told = run(
    ...['ffprobe', '-v', 'error', '-count_frames', '-select_streams', 'v', '-of', 'json'],
    ...['-show_entries', 'stream=width,height,nb_read_frames,codec_name', file],
  )
  const [stream] = JSON.parse(told).streams
  return { width: stream.width, height: stream.height, frames: Number(stream.nb_read_frames) }
}
/** ffprobe of Debian reads no animated WebP: its frames are counted by the library that pictures are made with. */
const webpFrames = async (url: string) => {
  const { width, pageHeight, pages, delay } = await sharp(await bytesOf(url), { animated: true }).metadata()
  await sharp(await bytesOf(url), { animated: true })
    .raw()
    .toBuffer()
  return { width, height: pageHeight, frames: pages, delay }
}

describe('an effect', () => {
  test('as animated WebP is kept, measured by its own bytes, and plays', async () => {
    const effect = await kept(webp)
    expect(effect).toMatchObject({ type: 'image/webp', widthPx: 96, heightPx: 160, durationMs: 1_000 })
    expect(effect.url).toMatch(/^\/effects\/[0-9a-f]{32}\.webp$/)
    expect(await webpFrames(effect.url)).toMatchObject({ width: 96, height: 160, frames: 20 })
  })

  test('as animated PNG is kept, and plays', async () => {
    const effect = await kept(apng)
    expect(effect).toMatchObject({ type: 'image/png', widthPx: 96, heightPx: 160, durationMs: 1_000 })
    expect(await played(effect.url)).toEqual({ width: 96, height: 160, frames: 20 })
  })

  test.each([
    ['with B-frames', () => mp4],
    ['with its head in front', () => made('mp4', [...H264, '-movflags', '+faststart'])],
    ['of another time base', () => made('mp4', [...H264, '-r', '30000/1001', '-bf', '0'])],
  ])('as MP4 %s is written anew, and plays', async (_, file) => {
    const bytes = file()
    const effect = await kept(bytes)
    expect(effect).toMatchObject({ type: 'video/mp4', widthPx: 96, heightPx: 160 })
    expect(Math.abs(effect.durationMs - 1_000)).toBeLessThan(60)
    writeFileSync(path.join(dir, 'sent.mp4'), bytes)
    const sums = (file: string) => run('ffmpeg', '-v', 'error', '-i', file, '-f', 'framemd5', '-')
    const before = sums(path.join(dir, 'sent.mp4'))
    writeFileSync(path.join(dir, 'kept.mp4'), await bytesOf(effect.url))
    // The same pictures at the same times, to the last bit.
    expect(sums(path.join(dir, 'kept.mp4'))).toBe(before)
  })

  test('is what its bytes are, whatever it was called, and the same upload is the same effect', async () => {
    const [one, again] = [await kept(webp), await kept(webp)]
    expect(again).toEqual(one)
    expect(await pictures.findEffect(APP, one.url)).toEqual(one)
  })

  test('N1 of another app cannot be used by its address', async () => {
    const { url } = await kept(apng)
    expect(await pictures.findEffect(OTHER, url)).toBeNull()
    expect(await pictures.findEffect(APP, '/effects/../secrets.key')).toBeNull()
  })

  test('A17 is served as what it is, for ever, as no page, and in stretches', async () => {
    const { url } = await kept(mp4)
    const whole = (await serve(url))!
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      ...{ 'content-type': 'video/mp4', 'x-content-type-options': 'nosniff', 'accept-ranges': 'bytes' },
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': "sandbox; default-src 'none'",
    })
    const bytes = await bytesOf(url)
    const stretch = async (range: string) => {
      const answer = (await serve(url, { range }))!
      return [answer.status, answer.headers.get('content-range'), Buffer.from(await answer.arrayBuffer())] as const
    }
    const size = bytes.length
    expect(await stretch('bytes=0-1')).toEqual([206, `bytes 0-1/${size}`, bytes.subarray(0, 2)])
    expect(await stretch('bytes=10-')).toEqual([206, `bytes 10-${size - 1}/${size}`, bytes.subarray(10)])
    expect(await stretch('bytes=-4')).toEqual([206, `bytes ${size - 4}-${size - 1}/${size}`, bytes.subarray(-4)])
    for (const odd of ['bytes=-', 'bytes=5-1', `bytes=${size}-`, 'bytes=0-1,4-5', 'lines=0-1', 'bytes=-0'])
      expect((await stretch(odd))[0]).toBe(200)
    expect((await serve(url, { range: 'bytes=0-1' }, 'HEAD'))!.status).toBe(200)
  })

  test('behind any other name is nobody’s, and nothing but its file is ever opened', async () => {
    const { url } = await kept(webp)
    for (const name of ['', '..', '../secrets.key', '%2e%2e/x.webp', 'a.webp', `${'a'.repeat(32)}.webp`])
      expect(await serve(`/effects/${name}`)).toBeNull()
    expect(await serve(url.replace('.webp', '.mp4'))).toBeNull()
    expect(await serve(url.replace('.webp', '.html'))).toBeNull()
    expect(await serve(url, {}, 'POST')).toBeNull()
    expect(existsSync(path.join(dir, 'effects', url.slice(9, 11), url.slice(9)))).toBe(true)
  })
})

const chunk = (type: string, body: Uint8Array) => {
  const all = Buffer.alloc(12 + body.length)
  all.writeUInt32BE(body.length)
  all.write(type, 4, 'latin1')
  all.set(body, 8)
  all.writeUInt32BE(Bun.hash.crc32(all.subarray(4, 8 + body.length)), 8 + body.length)
  return all
}
const PAGE = Buffer.from('<!doctype html><script>alert("CANARY")</script>')
const ZIP = Buffer.from('PK\x03\x04CANARY and so on')
/** Behind IHDR, where any ancillary chunk may stand. */
const withChunk = (png: Buffer, more: Buffer) => Buffer.concat([png.subarray(0, 33), more, png.subarray(33)])
const riffChunk = (type: string, body: Buffer) => {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)])
}
const withRiffChunk = (file: Buffer, type: string, body: Buffer) => {
  const all = Buffer.concat([file, riffChunk(type, body)])
  all.writeUInt32LE(all.length - 8, 4)
  return all
}
const box = (type: string, body: Buffer) => {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + body.length)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}

describe('F8 of a scripted or hidden thing nothing is left', () => {
  const LOTTIE = {
    ...{ v: '5.7.0', fr: 30, ip: 0, op: 60, w: 512, h: 512 },
    layers: [{ ty: 4, ks: { o: { a: 0, k: 100, x: "var $bm_rt; $bm_rt = eval('alert(1)');" } } }],
  }
  test.each([
    ['F8 a Lottie file with an expression', () => Buffer.from(JSON.stringify(LOTTIE)), 'a film, not a drawing'],
    ['F8 the same with spaces before it', () => Buffer.from(`\n  ${JSON.stringify(LOTTIE)}`), 'a film, not a drawing'],
    ['F8 the same with a BOM', () => Buffer.from(`\ufeff${JSON.stringify(LOTTIE)}`), 'a film, not a drawing'],
    ['F8 a dotLottie archive', () => ZIP, 'no animated WebP or PNG'],
    ['F8 an SVG that moves', () => Buffer.from('<svg><animate onbegin="alert(1)"/></svg>'), 'a film, not a drawing'],
    ['F8 a page', () => PAGE, 'a film, not a drawing'],
    ['a GIF', () => made('gif', []), 'GIF is not taken'],
    ['a WebM', () => made('webm', ['-c:v', 'libvpx', '-b:v', '200k']), 'no animated WebP or PNG'],
    ['nothing', () => Buffer.alloc(0), 'no animated WebP or PNG'],
    ['F8 a WebP with a page behind it', () => Buffer.concat([webp, PAGE]), 'behind the end'],
    ['F8 a PNG with a page behind it', () => Buffer.concat([apng, PAGE]), 'behind the end'],
    ['F8 a PNG with an archive behind it', () => Buffer.concat([apng, ZIP]), 'behind the end'],
    ['F8 an MP4 with a page behind it', () => Buffer.concat([mp4, PAGE]), 'behind the end'],
    ['F8 an MP4 with an archive behind it', () => Buffer.concat([mp4, ZIP]), 'behind the end'],
    ['a WebP that ends early', () => webp.subarray(0, -40), 'not whole'],
    ['a PNG that ends early', () => apng.subarray(0, -40), 'not whole'],
    ['an MP4 that ends early', () => mp4.subarray(0, -40), 'not whole'],
  ])('%s', async (_, file, why) => {
    expect(sentence(await keep(file()))).toContain(`file-refused: `)
    expect(sentence(await keep(file()))).toContain(why)
  })

  test.each([
    ['F8 EXIF in a WebP', () => withRiffChunk(webp, 'EXIF', PAGE)],
    ['F8 XMP in a WebP', () => withRiffChunk(webp, 'XMP ', PAGE)],
    ['F8 what nobody knows in a WebP', () => withRiffChunk(webp, 'HACK', PAGE)],
    ['F8 a text in a PNG', () => withChunk(apng, chunk('tEXt', PAGE))],
    ['F8 EXIF in a PNG', () => withChunk(apng, chunk('eXIf', PAGE))],
    ['F8 what nobody knows in a PNG', () => withChunk(apng, chunk('haCk', PAGE))],
    ['F8 free room in an MP4', () => Buffer.concat([mp4, box('free', PAGE)])],
    ['F8 a uuid box in an MP4', () => Buffer.concat([mp4, box('uuid', PAGE)])],
    ['F8 data of no sample in an MP4', () => Buffer.concat([mp4, box('mdat', PAGE)])],
    ['F8 a title in an MP4', () => made('mp4', [...H264, '-metadata', 'title=CANARY'])],
  ])('%s is dropped', async (_, file) => {
    const bytes = file()
    expect(bytes.includes('CANARY')).toBe(true)
    const { url } = await kept(bytes)
    expect((await bytesOf(url)).includes('CANARY')).toBe(false)
  })
})

describe('what is too much, or no effect, says what to do', () => {
  const still = (ending: string, codec: string[]) => made(ending, [...codec, '-frames:v', '1'])
  test.each([
    ['a WebP that stands still', () => still('webp', ['-c:v', 'libwebp']), 'does not move'],
    ['a PNG that stands still', () => still('png', []), 'does not move'],
    ['a WebP of 4 seconds', () => made('webp', WEBP, 'testsrc2=s=32x32:r=5:d=4'), '3 seconds at most; this one 4.0'],
    ['a PNG of 4 seconds', () => made('png', APNG, 'testsrc2=s=32x32:r=5:d=4'), '3 seconds at most'],
    ['an MP4 of 4 seconds', () => made('mp4', H264, 'testsrc2=s=32x32:r=5:d=4'), '3 seconds at most; this one 4.0'],
    ['a PNG of 210 frames', () => made('png', APNG, 'testsrc2=s=16x16:r=100:d=2.1'), 'at most 200 frames'],
    ['an MP4 of 210 frames', () => made('mp4', H264, 'testsrc2=s=32x32:r=100:d=2.1'), 'at most 200 frames'],
    ['a WebP of 2,064 px', () => made('webp', WEBP, 'testsrc2=s=2064x16:r=5:d=1'), 'at most 2048 px a side'],
    ['a PNG of 2,064 px', () => made('png', APNG, 'testsrc2=s=16x2064:r=5:d=1'), 'at most 2048 px a side'],
    ['an MP4 of 2,064 px', () => made('mp4', H264, 'testsrc2=s=2064x16:r=5:d=1'), 'at most 2048 px a side'],
    ['an MP4 of more pixels than a phone has', () => made('mp4', H264, 'color=s=2048x2048:r=50:d=1'), 'for a phone'],
    ['an MP4 in another coding', () => made('mp4', ['-c:v', 'mpeg4', '-an']), 'not H.264'],
    ['an MP4 in fragments', () => made('mp4', [...H264, '-movflags', '+frag_keyframe+empty_moov']), 'fragments'],
    [
      'an MP4 with sound',
      () => made('mp4', ['-f', 'lavfi', '-i', 'sine=d=1', ...H264.slice(0, -1), '-c:a', 'aac']),
      'has sound',
    ],
    ['an MP4 with two pictures', () => made('mp4', ['-map', '0:v', '-map', '0:v', ...H264]), 'more than its picture'],
  ])('%s', async (_, file, why) => expect(sentence(await keep(file()))).toContain(why), LIMIT_MS)

  test('an app keeps so many and no more; what it has stays, and another app has room', async () => {
    await sql`
      insert into gift_effects (app_id, url, type, bytes, width_px, height_px, duration_ms)
      select 'full', '/effects/' || lpad(n::text, 32, '0') || '.webp', 'image/webp', 1, 1, 1, 1
      from generate_series(1, ${EFFECTS_PER_APP}::int) n`.execute(t.database.system)
    expect(sentence(await keep(webp, AppId.parse('full')))).toContain('limit-reached')
    expect(sentence(await keep(webp, OTHER))).toBe('taken')
  })
})
