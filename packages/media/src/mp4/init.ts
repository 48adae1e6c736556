import { ascii, type Box, box, fixed, fullBox, u16, u32, writeBoxes, zeros } from './box.ts'
import type { Track } from './track.ts'

const UNITY_MATRIX = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].flatMap(u32)
const MOVIE_TIMESCALE = 1000
const UNDETERMINED_LANGUAGE = 0x55c4
const NO_MORE_TRACKS_HINT = 0xffffffff

/** An initialization segment: `ftyp` and `moov` without samples (ISO/IEC 14496-12, 8.1; CMAF header, 23000-19, 7.3.1). */
export function initSegment(tracks: readonly Track[]): Uint8Array {
  return writeBoxes([ftyp(), moov(tracks)])
}

const ftyp = () => box('ftyp', [ascii('iso6'), u32(0), ascii('iso6cmfcmp41')])

const moov = (tracks: readonly Track[]) => box('moov', [], [mvhd(), ...tracks.map(trak), mvex(tracks)])

const mvhd = () =>
  fullBox('mvhd', 0, 0, [
    zeros(8),
    u32(MOVIE_TIMESCALE),
    u32(0),
    fixed(1),
    u16(0x100),
    zeros(10),
    UNITY_MATRIX,
    zeros(24),
    u32(NO_MORE_TRACKS_HINT),
  ])

const trak = (track: Track) => box('trak', [], [tkhd(track), mdia(track)])

function tkhd(track: Track): Box {
  const enabledAndInMovie = 3
  const size = track.kind === 'video' ? [...fixed(track.width), ...fixed(track.height)] : zeros(8)
  const volume = track.kind === 'audio' ? 0x100 : 0
  const group = track.kind === 'audio' ? 1 : 0
  return fullBox('tkhd', 0, enabledAndInMovie, [
    zeros(8),
    u32(track.id),
    zeros(4 + 4 + 8),
    u16(0),
    u16(group),
    u16(volume),
    u16(0),
    UNITY_MATRIX,
    size,
  ])
}

const mdia = (track: Track) => box('mdia', [], [mdhd(track), hdlr(track), minf(track)])

const mdhd = (track: Track) =>
  fullBox('mdhd', 0, 0, [zeros(8), u32(track.timescale), u32(0), u16(UNDETERMINED_LANGUAGE), u16(0)])

const hdlr = (track: Track) =>
  fullBox('hdlr', 0, 0, [zeros(4), ascii(track.kind === 'video' ? 'vide' : 'soun'), zeros(12), ascii('hawker\0')])

const minf = (track: Track) =>
  box('minf', [], [track.kind === 'video' ? vmhd() : smhd(), box('dinf', [], [dref()]), stbl(track)])

const vmhd = () => fullBox('vmhd', 0, 1, [zeros(8)])

const smhd = () => fullBox('smhd', 0, 0, [zeros(4)])

const dref = () => fullBox('dref', 0, 0, [u32(1)], [fullBox('url ', 0, 1)])

const stbl = (track: Track) =>
  box(
    'stbl',
    [],
    [
      fullBox('stsd', 0, 0, [u32(1)], [track.kind === 'video' ? avc1(track) : mp4a(track)]),
      fullBox('stts', 0, 0, [u32(0)]),
      fullBox('stsc', 0, 0, [u32(0)]),
      fullBox('stsz', 0, 0, [u32(0), u32(0)]),
      fullBox('stco', 0, 0, [u32(0)]),
    ],
  )

/** ISO/IEC 14496-15, 5.4.2. */
const avc1 = (track: Track & { kind: 'video' }) =>
  box(
    'avc1',
    [
      zeros(6),
      u16(1),
      zeros(16),
      u16(track.width),
      u16(track.height),
      fixed(72),
      fixed(72),
      u32(0),
      u16(1),
      zeros(32),
      u16(0x18),
      u16(0xffff),
    ],
    [box('avcC', [track.config])],
  )

/** ISO/IEC 14496-14, 5.6. The rate field holds 16 bits; players read the true one out of the config. */
const mp4a = (track: Track & { kind: 'audio' }) =>
  box(
    'mp4a',
    [
      zeros(6),
      u16(1),
      zeros(8),
      u16(track.channels),
      u16(16),
      u32(0),
      track.timescale > 0xffff ? u32(0) : fixed(track.timescale),
    ],
    [esds(track)],
  )

/** ES descriptor holding decoder config, decoder specific info and SL config (ISO/IEC 14496-1, 7.2.6). */
function esds(track: Track & { kind: 'audio' }): Box {
  const aac = 0x40
  const audioStream = 0x15
  const specific = descriptor(5, [...track.config])
  const decoder = descriptor(4, [aac, audioStream, 0, 0, 0, ...u32(0), ...u32(0), ...specific])
  return fullBox('esds', 0, 0, [descriptor(3, [...u16(track.id), 0, ...decoder, ...descriptor(6, [2])])])
}

/** Its length as four bytes of seven bits (ISO/IEC 14496-1, 8.3.3), so that any length has one form. */
function descriptor(tag: number, body: number[]): number[] {
  const length = [21, 14, 7, 0].map((shift) => ((body.length >> shift) & 0x7f) | (shift === 0 ? 0 : 0x80))
  return [tag, ...length, ...body]
}

const mvex = (tracks: readonly Track[]) =>
  box(
    'mvex',
    [],
    tracks.map((track) => fullBox('trex', 0, 0, [u32(track.id), u32(1), u32(0), u32(0), u32(0)])),
  )
