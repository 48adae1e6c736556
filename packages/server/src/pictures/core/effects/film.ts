// The one picture track of a film, out of the boxes of its `moov`: what it is coded as, and where each sample stands.
import { type Allowance, type Box, boxesOf, theOne } from './boxes.ts'
import { ascii, BROKEN, framesFault, sizeFault, viewOf } from './effect.ts'

/** What an H.264 decoder is told of the picture (`avcC`), measured by whoever reads such records. */
export type MeasureAvc = (record: Uint8Array) => { readonly width: number; readonly height: number } | null

export interface Film {
  readonly widthPx: number
  readonly heightPx: number
  readonly timescale: number
  readonly avcC: Uint8Array
  /** How its colours are meant, where it says so in numbers. */
  readonly colr: Uint8Array | null
  /** `[count, delta]`, as they stand. */
  readonly times: readonly (readonly [number, number])[]
  /** `[count, offset]` of samples shown in another order; null: in the order they stand. */
  readonly shifts: readonly (readonly [number, number])[] | null
  readonly shiftsAreSigned: boolean
  /** Numbers of samples that need no other; null: none does. */
  readonly keys: readonly number[] | null
  /** When the first picture is shown, in its own units; null: at once. */
  readonly startsAt: number | null
  readonly samples: readonly { readonly at: number; readonly size: number }[]
}

/** Why a film is not taken, with what makes it one that is. */
export const FILM_FAULTS = {
  notH264: 'This film is not H.264: make it again with “ffmpeg -i … -an -c:v libx264 -pix_fmt yuv420p”.',
  sound: 'This film has sound, and an effect has none: make it again with “ffmpeg -i … -an”.',
  moreTracks: 'This film has more than its picture in it: make it again with “ffmpeg -i … -map 0:v:0 -an”.',
  fragments: 'This film stands in fragments: make it again with “ffmpeg -i … -an -movflags +faststart”.',
  turned: 'This film is stored turned: make it again with “ffmpeg -i … -an”, which turns its pixels.',
  cut: 'This film is cut or slowed in its container: make it again with “ffmpeg -i … -an -c:v libx264”.',
} as const

const UPRIGHT = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000]
const AVC1_BYTES = 78

/** A table of numbers: `words` for each row, `head` words before its count. Its length is checked before it is read. */
const tableOf = (body: Uint8Array | null, words: number, max: number, head = 1): number[][] | null => {
  if (body === null || body.length < 4 * (head + 1)) return null
  const view = viewOf(body)
  const count = view.getUint32(4 * head)
  if (count > max || body.length < 4 * (head + 1 + count * words)) return null
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length: words }, (_, word) => view.getUint32(4 * (head + 1 + row * words + word))),
  )
}

const sum = (rows: readonly (readonly number[])[]): number => rows.reduce((total, [count]) => total + count!, 0)

/** Sizes of all samples. One number for all is spelled out, within the limit. */
const sizesOf = (body: Uint8Array | null): number[] | string => {
  if (body === null || body.length < 12) return BROKEN
  const view = viewOf(body)
  const [same, count] = [view.getUint32(4), view.getUint32(8)]
  const tooMany = framesFault(count)
  if (tooMany !== null) return tooMany
  if (same !== 0) return Array.from({ length: count }, () => same)
  return tableOf(body, 1, count, 2)?.map(([size]) => size!) ?? BROKEN
}

/** Where each sample stands: chunks say where they begin, and how many samples follow each other there. */
const placesOf = (sizes: readonly number[], boxes: readonly Box[]): Film['samples'] | null => {
  const count = sizes.length
  const wide = tableOf(theOne(boxes, 'co64'), 2, count)
  const chunks =
    wide?.map(([high, low]) => high! * 0x1_0000_0000 + low!) ??
    tableOf(theOne(boxes, 'stco'), 1, count)?.map(([at]) => at!)
  const runs = tableOf(theOne(boxes, 'stsc'), 3, count)
  if (chunks === undefined || runs === null || runs[0]?.[0] !== 1) return null
  const samples: { at: number; size: number }[] = []
  let run = 0
  for (const [i, start] of chunks.entries()) {
    if (runs[run + 1]?.[0] === i + 1) run++
    const [, perChunk, description] = runs[run]!
    if (description !== 1 || perChunk! > count - samples.length) return null
    let at = start
    for (let n = 0; n < perChunk!; n++) {
      const size = sizes[samples.length]!
      samples.push({ at, size })
      at += size
    }
  }
  return samples.length === count ? samples : null
}

/** The start that an edit list gives, when it does nothing else. */
const startOf = (edits: Uint8Array | null): number | null | string => {
  if (edits === null) return null
  if (edits.length !== 20 || edits[0] !== 0) return FILM_FAULTS.cut
  const view = viewOf(edits)
  const isPlain = view.getUint32(4) === 1 && view.getUint32(16) === 0x10000 && view.getInt32(12) >= 0
  return isPlain ? view.getUint32(12) : FILM_FAULTS.cut
}

const hasSound = (tracks: readonly Uint8Array[], allowance: Allowance): boolean =>
  tracks.some((track) => {
    const handler = theOne(boxesOf(theOne(boxesOf(track, allowance), 'mdia') ?? new Uint8Array(), allowance), 'hdlr')
    return handler !== null && ascii(handler, 8, 12) === 'soun'
  })

/** Reads the track, or says why this film is not taken. */
export const readFilm = (moov: Uint8Array, allowance: Allowance, measureAvc: MeasureAvc): Film | string => {
  const inside = boxesOf(moov, allowance)
  if (inside === null) return BROKEN
  if (inside.some(({ type }) => type === 'mvex')) return FILM_FAULTS.fragments
  const tracks = inside.filter(({ type }) => type === 'trak').map(({ body }) => body)
  if (hasSound(tracks, allowance)) return FILM_FAULTS.sound
  if (tracks.length > 1) return FILM_FAULTS.moreTracks
  const track = tracks[0] ? boxesOf(tracks[0], allowance) : null
  const mediaBody = theOne(track, 'mdia')
  const media = mediaBody && boxesOf(mediaBody, allowance)
  const [head, handler, mdhd, minf] = [
    theOne(track, 'tkhd'),
    theOne(media, 'hdlr'),
    theOne(media, 'mdhd'),
    theOne(media, 'minf'),
  ]
  if (head === null || handler === null || mdhd === null || minf === null) return BROKEN
  if (ascii(handler, 8, 12) !== 'vide') return FILM_FAULTS.moreTracks

  const long = head[0] === 1 ? 12 : 0
  if (head.length !== 84 + long || mdhd.length < 24 + long) return BROKEN
  const tkhd = viewOf(head)
  if (UPRIGHT.some((number, i) => tkhd.getUint32(40 + long + 4 * i) !== number)) return FILM_FAULTS.turned
  const timescale = viewOf(mdhd).getUint32(mdhd[0] === 1 ? 20 : 12)
  if (timescale === 0) return BROKEN

  const editsBody = theOne(track, 'edts')
  const startsAt = startOf(editsBody && theOne(boxesOf(editsBody, allowance), 'elst'))
  if (typeof startsAt === 'string') return startsAt

  const tablesBody = theOne(boxesOf(minf, allowance), 'stbl')
  const tables = tablesBody && boxesOf(tablesBody, allowance)
  const descriptions = theOne(tables, 'stsd')
  if (tables === null || descriptions === null || descriptions.length < 8) return BROKEN
  const entries = boxesOf(descriptions.subarray(8), allowance)
  if (entries === null || viewOf(descriptions).getUint32(4) !== 1 || entries.length !== 1) return BROKEN
  const [entry] = entries
  if (entry!.type !== 'avc1') return FILM_FAULTS.notH264
  if (entry!.body.length < AVC1_BYTES) return BROKEN
  const coding = boxesOf(entry!.body.subarray(AVC1_BYTES), allowance)
  const avcC = theOne(coding, 'avcC')
  if (avcC === null) return BROKEN
  const size = measureAvc(avcC)
  if (size === null) return FILM_FAULTS.notH264
  // The decoder goes by its own record; what the boxes say of the size besides is written anew from it.
  const { width: widthPx, height: heightPx } = size
  const tooLarge = sizeFault({ widthPx, heightPx })
  if (tooLarge !== null) return tooLarge

  const sizes = sizesOf(theOne(tables, 'stsz'))
  if (typeof sizes === 'string') return sizes
  const samples = placesOf(sizes, tables)
  const times = tableOf(theOne(tables, 'stts'), 2, sizes.length)
  if (samples === null || samples.length === 0 || times === null || sum(times) !== samples.length) return BROKEN
  const ctts = theOne(tables, 'ctts')
  const shifts = ctts && tableOf(ctts, 2, sizes.length)
  if (ctts !== null && (shifts === null || sum(shifts) !== samples.length)) return BROKEN
  const stss = theOne(tables, 'stss')
  const keys = stss && tableOf(stss, 1, sizes.length)
  if (stss !== null && (keys === null || keys.some(([number]) => number! < 1 || number! > samples.length)))
    return BROKEN
  const colr = theOne(coding, 'colr')
  return {
    ...{ widthPx, heightPx, timescale, avcC, startsAt, samples },
    colr: colr !== null && colr.length === 11 && ascii(colr, 0, 4) === 'nclx' ? colr : null,
    times: times.map(([count, delta]) => [count!, delta!] as const),
    shifts: shifts?.map(([count, offset]) => [count!, offset!] as const) ?? null,
    shiftsAreSigned: ctts?.[0] === 1,
    keys: keys?.map(([number]) => number!) ?? null,
  }
}
