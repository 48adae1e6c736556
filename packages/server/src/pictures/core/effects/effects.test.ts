// Any bytes give an effect or a sentence: never a throw, never a hang, never more than came in.
import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { crc32 } from './crc.ts'
import { EFFECT_FRAMES_MAX, type EffectFile } from './effect.ts'
import { readEffect } from './read-effect.ts'
import { film, png, pngChunk, webp, webpChunk } from './testing.ts'

const avc = () => ({ width: 64, height: 96 })
const read = (bytes: Uint8Array) => readEffect(bytes, avc)
const taken = (bytes: Uint8Array): EffectFile => {
  const answer = read(bytes)
  if (typeof answer === 'string') throw new Error(answer)
  return answer
}
const WHOLE = { webp: webp(), png: png(), mp4: film() }

/** What is written anew is never longer than a few tables, and reads as the same. */
const isSound = (bytes: Uint8Array) => {
  const answer = read(bytes)
  if (typeof answer === 'string') return answer.length > 0
  expect(answer.bytes.length).toBeLessThanOrEqual(bytes.length + 16 * EFFECT_FRAMES_MAX + 1_024)
  expect(taken(answer.bytes)).toEqual(answer)
  return true
}

describe('readers of effects', () => {
  test('take whole files of each kind, and what they write reads as the same', () => {
    for (const [kind, bytes] of Object.entries(WHOLE)) {
      const answer = taken(bytes)
      expect([kind, answer.widthPx, answer.heightPx, answer.durationMs]).toEqual([kind, 64, 96, 200])
      expect(taken(answer.bytes)).toEqual(answer)
    }
  })

  test('answer to any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => isSound(bytes)),
      { numRuns: 2_000 },
    )
  })

  test('answer to any bytes behind each beginning', () => {
    const beginnings = Object.values(WHOLE).map((bytes) => bytes.subarray(0, 16))
    fc.assert(
      fc.property(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 400 }), (start, rest) =>
        isSound(Uint8Array.from([...start, ...rest])),
      ),
      { numRuns: 2_000 },
    )
  })

  test('answer to a whole file with some of its bytes changed, or cut, or doubled', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(WHOLE)), changes, fc.nat(), fc.nat(), (whole, edits, cut, from) => {
        const changed = whole.slice()
        for (const [at, byte] of edits) changed[at % whole.length] = byte
        const twice = Uint8Array.from([...changed, ...changed.subarray(from % whole.length)])
        return isSound(changed) && isSound(changed.subarray(0, cut % whole.length)) && isSound(twice)
      }),
      { numRuns: 3_000 },
    )
  })

  test('answer to any changed byte of each file, with its checksums made right again', () => {
    for (let at = 8; at < WHOLE.png.length; at++)
      for (const byte of [0, 1, 0x7f, 0xff]) {
        const changed = WHOLE.png.slice()
        changed[at] = byte
        const view = new DataView(changed.buffer)
        for (let i = 8; i + 12 <= changed.length; ) {
          const end = i + 12 + view.getUint32(i)
          if (end > changed.length) break
          view.setUint32(end - 4, crc32(changed.subarray(i + 4, end - 4)))
          i = end
        }
        expect(isSound(changed)).toBe(true)
      }
  })

  test('answer to a count that promises millions at once, without making room for them', () => {
    const huge = WHOLE.mp4.slice()
    const at = Buffer.from(huge).indexOf('stsz')
    new DataView(huge.buffer).setUint32(at + 8, 1)
    new DataView(huge.buffer).setUint32(at + 12, 0xffffffff)
    expect(read(huge)).toContain('at most 200 frames')
    const runs = WHOLE.mp4.slice()
    new DataView(runs.buffer).setUint32(Buffer.from(runs).indexOf('stts') + 8, 0xffffffff)
    expect(read(runs)).toBe('This file is not whole.')
    const frames = new Uint8Array(8)
    new DataView(frames.buffer).setUint32(0, 0xffffffff)
    expect(read(png({ before: [pngChunk('acTL', frames)], counted: false }))).toContain('at most 200 frames')
  })

  test('refuse samples that name the same bytes over and over', () => {
    const again = film({ sampleBytes: 4_000, overlapping: true })
    expect(read(again)).toBe('This file is not whole.')
  })

  test('refuse boxes without end, in number and in depth', () => {
    const many = Buffer.concat([...Array(600)].map(() => Buffer.from([0, 0, 0, 8, ...Buffer.from('free')])))
    expect(read(Uint8Array.from([...WHOLE.mp4, ...many]))).toBe('This file is not whole.')
  })

  test('refuse PNG chunks out of their order, twice, or with numbers that jump', () => {
    const broken = 'This file is not whole.'
    expect(read(png({ order: ['fcTL', 'IDAT', 'fdAT', 'fcTL'] }))).toBe(broken)
    expect(read(png({ order: ['IDAT', 'fcTL', 'IDAT', 'fdAT'] }))).toBe(broken)
    expect(read(png({ order: ['fcTL', 'fcTL', 'IDAT'] }))).toBe(broken)
    expect(read(png({ jump: 1 }))).toBe(broken)
    expect(read(png({ before: [pngChunk('HACK', new Uint8Array(1))] }))).toBe(broken)
    // The first picture need not be a frame.
    expect(taken(png({ order: ['IDAT', 'fcTL', 'fdAT', 'fcTL', 'fdAT'] })).durationMs).toBe(200)
  })

  test('refuse a WebP frame that is larger than its picture says, or lies outside', () => {
    const broken = 'This file is not whole.'
    expect(read(webp({ pictureWidth: 65 }))).toBe(broken)
    expect(read(webp({ x: 1 }))).toBe(broken)
    expect(read(webp({ inside: [webpChunk('VP8L', new Uint8Array(12))] }))).toBe(broken)
  })

  test('correct the flags of a WebP whose metadata is dropped', () => {
    const { bytes } = taken(webp({ flags: 0x3e, more: [webpChunk('EXIF', new Uint8Array(9))] }))
    expect(bytes[20]).toBe(0x12)
    expect(Buffer.from(bytes).includes('EXIF')).toBe(false)
  })

  test('count a frame of no time as browsers show it', () => {
    expect(taken(webp({ durationMs: 0 })).durationMs).toBe(200)
    expect(taken(webp({ durationMs: 10 })).durationMs).toBe(200)
    expect(taken(webp({ durationMs: 11 })).durationMs).toBe(22)
    expect(read(webp({ durationMs: 1_501 }))).toContain('3 seconds at most')
  })
})
