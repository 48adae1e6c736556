// A film without sound: its picture track is read, and a new file is written around its samples. Of the upload nothing
// else is left: no other box, and no byte that no sample is made of.
import { BOXES_MAX, box, boxesOf, text, theOne, uint32s } from './boxes.ts'
import { BROKEN, type EffectFile, join, MORE_BEHIND, measure, STILL } from './effect.ts'
import { type Film, type MeasureAvc, readFilm } from './film.ts'

const MOVIE_TIMESCALE = 1_000
/** A length that its field holds. */
const UNITS_MAX = 0xffffffff
const IDENTITY = uint32s(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
const NOTHING = (words: number) => new Uint8Array(words * 4)
const FLAG_ENABLED_IN_MOVIE = 3
const SELF_CONTAINED = 1

const avc1Of = ({ widthPx, heightPx, avcC, colr }: Film): Uint8Array =>
  box(
    'avc1',
    uint32s(0, 1),
    NOTHING(4),
    uint32s(((widthPx << 16) | heightPx) >>> 0, 0x480000, 0x480000, 0),
    // One frame a sample, no name, 24 bits.
    new Uint8Array([0, 1]),
    NOTHING(8),
    new Uint8Array([0, 24, 0xff, 0xff]),
    box('avcC', avcC),
    ...(colr ? [box('colr', colr)] : []),
  )

const moovOf = (film: Film, durationMs: number, durationUnits: number, mediaAt: number): Uint8Array => {
  const { widthPx, heightPx, timescale, times, shifts, shiftsAreSigned, keys, samples, startsAt } = film
  const count = samples.length
  const tables = [
    box('stsd', uint32s(0, 1), avc1Of(film)),
    box('stts', uint32s(0, times.length, ...times.flat())),
    ...(shifts ? [box('ctts', uint32s(shiftsAreSigned ? 0x01000000 : 0, shifts.length, ...shifts.flat()))] : []),
    ...(keys ? [box('stss', uint32s(0, keys.length, ...keys))] : []),
    box('stsc', uint32s(0, 1, 1, count, 1)),
    box('stsz', uint32s(0, 0, count, ...samples.map(({ size }) => size))),
    box('stco', uint32s(0, 1, mediaAt)),
  ]
  const minf = box(
    'minf',
    box('vmhd', uint32s(1), NOTHING(2)),
    box('dinf', box('dref', uint32s(0, 1), box('url ', uint32s(SELF_CONTAINED)))),
    box('stbl', ...tables),
  )
  const undetermined = 0x55c40000
  const mdia = box(
    'mdia',
    box('mdhd', uint32s(0, 0, 0, timescale, durationUnits, undetermined)),
    box('hdlr', uint32s(0, 0), text('vide'), NOTHING(3), new Uint8Array(1)),
    minf,
  )
  const trak = box(
    'trak',
    box(
      'tkhd',
      uint32s(FLAG_ENABLED_IN_MOVIE, 0, 0, 1, 0, durationMs, 0, 0, 0, 0),
      IDENTITY,
      uint32s(widthPx * 0x10000, heightPx * 0x10000),
    ),
    ...(startsAt === null ? [] : [box('edts', box('elst', uint32s(0, 1, durationMs, startsAt, 0x10000)))]),
    mdia,
  )
  const mvhd = box(
    'mvhd',
    uint32s(0, 0, 0, MOVIE_TIMESCALE, durationMs, 0x10000, 0x01000000, 0, 0),
    IDENTITY,
    NOTHING(6),
    uint32s(2),
  )
  return box('moov', mvhd, trak)
}

/** Its measure and what is kept of it, or why it is not taken. The caller has seen `ftyp`. */
export const readMp4 = (bytes: Uint8Array, measureAvc: MeasureAvc): EffectFile | string => {
  const allowance = { boxes: BOXES_MAX }
  const boxes = boxesOf(bytes, allowance)
  if (boxes === null) return allowance.boxes < 0 ? BROKEN : brokenOrMore(bytes)
  const moov = theOne(boxes, 'moov')
  if (moov === null) return BROKEN
  const film = readFilm(moov, allowance, measureAvc)
  if (typeof film === 'string') return film
  const { samples, times, timescale, widthPx, heightPx } = film
  if (samples.length < 2) return STILL
  // Samples may name the same bytes again and again: what is written is never more than what came.
  if (samples.reduce((sum, { size }) => sum + size, 0) > bytes.length) return BROKEN
  if (samples.some(({ at, size }) => size === 0 || at + size > bytes.length)) return BROKEN
  const units = times.reduce((sum, [count, delta]) => sum + count * delta, 0)
  if (units > UNITS_MAX) return BROKEN
  const each = (units * 1_000) / timescale / samples.length
  const durationMs = measure(samples.map(() => ({ widthPx, heightPx, durationMs: each })))
  if (typeof durationMs === 'string') return durationMs
  const type = box('ftyp', text('isom'), uint32s(0x200), text('isomiso2avc1mp41'))
  const headBytes = type.length + moovOf(film, durationMs, units, 0).length
  const media = samples.map(({ at, size }) => bytes.subarray(at, at + size))
  return {
    ...{ type: 'video/mp4', widthPx, heightPx, durationMs },
    bytes: join([type, moovOf(film, durationMs, units, headBytes + 8), box('mdat', ...media)]),
  }
}

/** A film that is whole, with something behind it, is told apart from one that is cut. */
const brokenOrMore = (bytes: Uint8Array): string => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const seen = new Set<string>()
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at)
    if (size < 8 || at + size > bytes.length) break
    seen.add(String.fromCharCode(...bytes.subarray(at + 4, at + 8)))
    at += size
  }
  return seen.has('moov') && seen.has('mdat') ? MORE_BEHIND : BROKEN
}
