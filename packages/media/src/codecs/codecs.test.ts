import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { readFlv } from '../flv/file.ts'
import { parseMetadata } from '../flv/metadata.ts'
import { readAudioPacket, readVideoPacket } from '../flv/packet.ts'
import { avcRecord, nal, SPS } from '../testing.ts'
import { isViolation } from '../violation.ts'
import { parseAacConfig } from './aac.ts'
import { parseAvcConfig } from './h264.ts'
import { readAvcFrame } from './h264-frame.ts'

test('a record of x264 is read: size, codec string, length of lengths', () => {
  expect(parseAvcConfig(avcRecord())).toMatchObject({ width: 640, height: 360, codec: 'avc1.64001e', lengthSize: 4 })
})

test.each([
  [
    'AAC-LC 48 kHz stereo',
    [0x11, 0x90],
    { codec: 'mp4a.40.2', sampleRate: 48_000, channels: 2, samplesPerFrame: 1024 },
  ],
  ['AAC-LC 44.1 kHz mono', [0x12, 0x08], { codec: 'mp4a.40.2', sampleRate: 44_100, channels: 1 }],
  ['HE-AAC 24/48 kHz', [0x2b, 0x11, 0x88, 0x00], { codec: 'mp4a.40.5', sampleRate: 24_000, channels: 2 }],
])('%s is read', (_, bytes, expected) => {
  expect(parseAacConfig(Uint8Array.from(bytes))).toMatchObject(expected)
})

test.each([
  ['an empty record', new Uint8Array(0)],
  ['another version', avcRecord().with(0, 2)],
  ['three-byte lengths', avcRecord().with(4, 0xfe)],
  ['no parameter set', avcRecord().with(5, 0xe0)],
  ['a set longer than the record', avcRecord().with(6, 0xff)],
  ['64 KiB of it', new Uint8Array(65_536).fill(1)],
])('an avcC with %s is a violation', (_, record) => {
  expect(isViolation(parseAvcConfig(record))).toBe(true)
})

test('L10: any bytes give a value or a violation, never more', () => {
  const bytes = fc.uint8Array({ maxLength: 600 })
  const mutatedSps = fc
    .tuple(fc.nat(SPS.length - 1), fc.nat(255), fc.nat(SPS.length))
    .map(([at, byte, cut]) => avcRecord(SPS.with(at, byte).subarray(0, Math.max(4, cut))))
  const readers = [
    parseAvcConfig,
    parseAacConfig,
    readVideoPacket,
    readAudioPacket,
    readFlv,
    parseMetadata,
    (input: Uint8Array) => readAvcFrame(input, 4),
    (input: Uint8Array) => readAvcFrame(input, 1),
  ]
  fc.assert(
    fc.property(fc.oneof(bytes, mutatedSps), (input) => {
      for (const read of readers) read(input)
      const video = parseAvcConfig(input)
      if (!isViolation(video)) {
        expect(video.width).toBeWithin(1, 16_385)
        expect(video.height).toBeWithin(1, 16_385)
      }
    }),
    { numRuns: 3000 },
  )
})

const sei = (type: number, ...body: number[]) => nal(6, type, body.length, ...body, 0x80)
const slice = nal(0x65, 1, 2, 3)

test('L11: user data in the picture does not go on, unless asked', () => {
  const canary = [...new TextEncoder().encode('canary-uuid-16bytes: where I live')]
  const frame = Uint8Array.from([...nal(9, 0xf0), ...sei(5, ...canary), ...slice, ...nal(12, 0xff, 0xff)])
  const read = readAvcFrame(frame, 4)
  if (isViolation(read)) throw read
  expect(Buffer.concat(read.pieces)).toEqual(Buffer.from([...nal(9, 0xf0), ...slice]))
  expect(read.size).toBe(14)
  expect(read.entry).toBe(true)
  const kept = readAvcFrame(frame, 4, true)
  expect(!isViolation(kept) && Buffer.concat(kept.pieces).includes('where I live')).toBe(true)
})

test('L11: captions, and anything hidden behind another message or an escape, go as well', () => {
  const hidden = [
    sei(4, 0xb5, 0, 0x31, 71, 65),
    nal(6, 1, 1, 0, 5, 2, 7, 7, 0x80),
    nal(6, 1, 3, 0, 0, 3, 1, 5, 1, 7, 0x80),
    nal(6, 1, 0xff),
  ]
  for (const unit of hidden) {
    const read = readAvcFrame(Uint8Array.from([...unit, ...slice]), 4)
    expect(!isViolation(read) && read.size).toBe(slice.length)
  }
  const harmless = Uint8Array.from([...sei(1, 1, 2, 3), ...slice])
  expect(readAvcFrame(harmless, 4)).toMatchObject({ size: harmless.length, pieces: [harmless] })
})

test('decoding starts at an IDR picture or a recovery point, not at any picture', () => {
  const entry = (...bytes: number[]) => {
    const read = readAvcFrame(Uint8Array.from(bytes), 4)
    return !isViolation(read) && read.entry
  }
  expect(entry(...nal(0x41, 9))).toBe(false)
  expect(entry(...sei(6, 0x84), ...nal(0x41, 9))).toBe(true)
})

test('a NAL unit that is longer than its frame is a violation', () => {
  expect(readAvcFrame(Uint8Array.of(0, 0, 0, 9, 0x65), 4)).toMatchObject({ code: 'malformed' })
  expect(readAvcFrame(Uint8Array.of(0, 0, 0), 4)).toMatchObject({ code: 'truncated' })
})
