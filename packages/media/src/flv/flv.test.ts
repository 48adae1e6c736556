import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { joinBytes } from '../bytes/writer.ts'
import { attempt, isViolation } from '../violation.ts'
import { type Amf, decodeAmf, encodeAmf } from './amf0.ts'
import { flvHeader, flvMetadata, flvTag, readFlv } from './file.ts'
import { encodeMetadata, parseMetadata } from './metadata.ts'
import { readVideoPacket } from './packet.ts'
import type { MediaTag } from './tag.ts'

test('what is written as FLV is read back', () => {
  const tags = fc.array(
    fc.record<MediaTag>({
      type: fc.constantFrom('audio', 'video'),
      timestampMs: fc.nat(0xffffffff),
      payload: fc.uint8Array({ maxLength: 300 }),
    }),
  )
  fc.assert(
    fc.property(tags, (sent) => {
      const facts = { width: 640, height: 360, framesPerSecond: 25, hasVideo: true, hasAudio: false }
      const file = joinBytes([flvHeader({ audio: true, video: true }), flvMetadata(facts), ...sent.map(flvTag)])
      expect(readFlv(file)).toEqual({ facts, tags: sent })
    }),
  )
})

test('composition offsets are signed', () => {
  const read = readVideoPacket(Uint8Array.of(0x27, 1, 0xff, 0xff, 0xd8, 0))
  expect(read).toMatchObject({ kind: 'frame', compositionMs: -40 })
})

test('L11: of onMetaData only known facts go on, and they are checked', () => {
  const said = encodeAmf('@setDataFrame', 'onMetaData', {
    width: 1920,
    height: Number.NaN,
    framerate: -1,
    audiocodecid: 'mp4a',
    encoder: `obs<script>\u0000\n${'x'.repeat(200)}`,
    location: 'canary: home address',
    __proto__: { hasVideo: 'yes' },
  })
  const facts = parseMetadata(said)!
  expect(facts).toMatchObject({ width: 1920, hasVideo: true, hasAudio: true })
  expect(facts.encoder).toHaveLength(64)
  expect(Object.keys(facts).sort()).toEqual(['encoder', 'hasAudio', 'hasVideo', 'width'])
  expect(Buffer.concat(encodeMetadata(facts)).includes('canary')).toBe(false)
})

test('AMF0 is read back as it was written', () => {
  const { value } = fc.letrec<{ value: Amf }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.double({ noNaN: true }),
      fc.boolean(),
      fc.string({ maxLength: 50 }),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string({ minLength: 1, maxLength: 9 }), tie('value'), { maxKeys: 4 }),
    ),
  }))
  fc.assert(
    fc.property(value, (sent) => {
      expect(JSON.stringify(decodeAmf(encodeAmf(sent)))).toBe(JSON.stringify([sent]))
    }),
    { numRuns: 300 },
  )
})

test.each([
  ['nested nine deep', Uint8Array.from({ length: 27 }, (_, i) => [3, 0, 1][i % 3]!)],
  ['an array of four billion', Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff)],
  ['a string of 5,000 bytes', Uint8Array.from([2, 0x13, 0x88, ...new Array(5000).fill(65)])],
  ['2,000 values', new Uint8Array(2000).fill(5)],
  ['an object that does not end', Uint8Array.of(3, 0, 1, 65, 5)],
])('AMF0: %s is a violation', (_, bytes) => {
  expect(isViolation(attempt(() => decodeAmf(bytes)))).toBe(true)
})
