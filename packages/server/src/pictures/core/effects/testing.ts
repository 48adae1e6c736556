// Small files of each kind, of two frames of 64 × 96 px and 100 ms, made by hand so that a test can spoil any part.
import { box, text, uint32s } from './boxes.ts'
import { crc32 } from './crc.ts'
import { join, viewOf } from './effect.ts'

const WIDTH = 64
const HEIGHT = 96

export const webpChunk = (type: string, body: Uint8Array): Uint8Array => {
  const length = new Uint8Array(4)
  viewOf(length).setUint32(0, body.length, true)
  return join([text(type), length, body, new Uint8Array(body.length % 2)])
}
const uint24 = (value: number) => Uint8Array.of(value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff)

interface WebpParts {
  readonly durationMs?: number
  readonly pictureWidth?: number
  readonly x?: number
  readonly flags?: number
  readonly inside?: readonly Uint8Array[]
  readonly more?: readonly Uint8Array[]
}

export const webp = (parts: WebpParts = {}): Uint8Array => {
  const { durationMs = 100, pictureWidth = WIDTH, x = 0, flags = 0x12, inside = [], more = [] } = parts
  const packed = new Uint8Array(12)
  packed[0] = 0x2f
  viewOf(packed).setUint32(1, (pictureWidth - 1) | ((HEIGHT - 1) << 14), true)
  const place = [uint24(x), uint24(0), uint24(WIDTH - 1), uint24(HEIGHT - 1), uint24(durationMs), Uint8Array.of(0)]
  const frame = webpChunk('ANMF', join([...place, webpChunk('VP8L', packed), ...inside]))
  const head = join([Uint8Array.of(flags, 0, 0, 0), uint24(WIDTH - 1), uint24(HEIGHT - 1)])
  const body = join([webpChunk('VP8X', head), webpChunk('ANIM', new Uint8Array(6)), frame, frame, ...more])
  return webpFile(body)
}
const webpFile = (body: Uint8Array): Uint8Array => {
  const length = new Uint8Array(4)
  viewOf(length).setUint32(0, body.length + 4, true)
  return join([text('RIFF'), length, text('WEBP'), body])
}

export const pngChunk = (type: string, body: Uint8Array): Uint8Array => {
  const named = join([text(type), body])
  return join([uint32s(body.length), named, uint32s(crc32(named))])
}

type Ordered = 'fcTL' | 'IDAT' | 'fdAT'
interface PngParts {
  readonly order?: readonly Ordered[]
  readonly before?: readonly Uint8Array[]
  readonly counted?: boolean
  /** How far the second number lies from where it should. */
  readonly jump?: number
}

export const png = (parts: PngParts = {}): Uint8Array => {
  const { order = ['fcTL', 'IDAT', 'fcTL', 'fdAT'], before = [], counted = true, jump = 0 } = parts
  let sequence = 0
  const next = () => sequence + (sequence++ > 0 ? jump : 0)
  const pixels = new Uint8Array(5)
  const made: Record<Ordered, () => Uint8Array> = {
    fcTL: () =>
      pngChunk('fcTL', join([uint32s(next(), WIDTH, HEIGHT, 0, 0), Uint8Array.of(0, 1, 0, 10), new Uint8Array(2)])),
    IDAT: () => pngChunk('IDAT', pixels),
    fdAT: () => pngChunk('fdAT', join([uint32s(next()), pixels])),
  }
  return join([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    pngChunk('IHDR', join([uint32s(WIDTH, HEIGHT), Uint8Array.of(8, 6, 0, 0, 0)])),
    ...before,
    ...(counted ? [pngChunk('acTL', uint32s(order.filter((type) => type === 'fcTL').length, 0))] : []),
    ...order.map((type) => made[type]()),
    pngChunk('IEND', new Uint8Array()),
  ])
}

/** A film of two samples. `overlapping`: both are nearly the whole file, and there are many. */
export const film = ({ sampleBytes = 20, overlapping = false } = {}): Uint8Array => {
  const count = overlapping ? 150 : 2
  const ftyp = box('ftyp', text('isom'), uint32s(0))
  const mdat = box('mdat', new Uint8Array(overlapping ? sampleBytes : sampleBytes * count).fill(7))
  const at = ftyp.length + 8
  const avc1 = box('avc1', new Uint8Array(78), box('avcC', new Uint8Array(7)))
  const stbl = box(
    'stbl',
    box('stsd', uint32s(0, 1), avc1),
    box('stts', uint32s(0, 1, count, overlapping ? 10 : 100)),
    box('stsc', uint32s(0, 1, 1, overlapping ? 1 : count, 1)),
    box('stsz', uint32s(0, sampleBytes, count)),
    box('stco', uint32s(0, overlapping ? count : 1, ...Array.from({ length: overlapping ? count : 1 }, () => at))),
  )
  const upright = uint32s(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
  const mdia = box(
    'mdia',
    box('mdhd', uint32s(0, 0, 0, 1_000, 200, 0)),
    box('hdlr', uint32s(0, 0), text('vide'), new Uint8Array(13)),
    box('minf', box('vmhd', new Uint8Array(12)), stbl),
  )
  const trak = box('trak', box('tkhd', new Uint8Array(40), upright, uint32s(WIDTH << 16, HEIGHT << 16)), mdia)
  return join([ftyp, mdat, box('moov', box('mvhd', new Uint8Array(100)), trak)])
}
