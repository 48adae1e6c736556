import { type Box, box, fullBox, sizeOf, u32, u64, writeBox } from './box.ts'
import type { Sample, Track } from './track.ts'

const DEFAULT_BASE_IS_MOOF = 0x020000
const DEFAULT_FLAGS_PRESENT = 0x000020
const DATA_OFFSET_PRESENT = 0x000001
const DURATION_PRESENT = 0x000100
const SIZE_PRESENT = 0x000200
const FLAGS_PRESENT = 0x000400
const COMPOSITION_PRESENT = 0x000800
const SYNC_SAMPLE = 0x02000000
const DEPENDENT_SAMPLE = 0x01010000
/** version and flags, sample count; then comes the data offset. */
const DATA_OFFSET_AT = 8
const TRUN_HEAD_BYTES = 12

export interface Run {
  track: Track
  samples: readonly Sample[]
}

/**
 * One `moof` with its `mdat` (ISO/IEC 14496-12, 8.8.4 and 8.1.1; CMAF chunk, ISO/IEC 23000-19, 7.3.2.3).
 * Media is copied once, here. Composition offsets are signed: `trun` version 1 (8.8.8).
 */
export function fragment(sequence: number, runs: readonly Run[]): Uint8Array {
  const filled = runs.filter((run) => run.samples.length > 0)
  const truns = filled.map(trun)
  const head = moof(
    sequence,
    filled.map((run, i) => traf(run, truns[i]!)),
  )
  const headBytes = sizeOf(head)
  let dataBytes = 8
  for (const [i, run] of filled.entries()) {
    const contents = truns[i]!.contents[0] as Uint8Array
    new DataView(contents.buffer).setUint32(DATA_OFFSET_AT, headBytes + dataBytes)
    for (const sample of run.samples) dataBytes += sample.size
  }
  const bytes = new Uint8Array(headBytes + dataBytes)
  let at = writeBox(head, bytes, 0)
  bytes.set(u32(dataBytes), at)
  bytes.set([0x6d, 0x64, 0x61, 0x74], at + 4)
  at += 8
  for (const run of filled) {
    for (const sample of run.samples) {
      for (const piece of sample.data) {
        bytes.set(piece, at)
        at += piece.length
      }
    }
  }
  return bytes
}

const moof = (sequence: number, trafs: Box[]) => box('moof', [], [fullBox('mfhd', 0, 0, [u32(sequence)]), ...trafs])

const traf = (run: Run, samples: Box) => box('traf', [], [tfhd(run.track), tfdt(run.samples[0]!.dts), samples])

const tfhd = (track: Track) =>
  fullBox('tfhd', 0, DEFAULT_BASE_IS_MOOF | DEFAULT_FLAGS_PRESENT, [
    u32(track.id),
    u32(track.kind === 'video' ? DEPENDENT_SAMPLE : SYNC_SAMPLE),
  ])

const tfdt = (dts: number) => fullBox('tfdt', 1, 0, [u64(dts)])

function trun(run: Run): Box {
  const video = run.track.kind === 'video'
  const sampleBytes = video ? 16 : 8
  const contents = new Uint8Array(TRUN_HEAD_BYTES + run.samples.length * sampleBytes)
  const view = new DataView(contents.buffer)
  const flags =
    DATA_OFFSET_PRESENT | DURATION_PRESENT | SIZE_PRESENT | (video ? FLAGS_PRESENT | COMPOSITION_PRESENT : 0)
  view.setUint32(0, (1 << 24) | flags)
  view.setUint32(4, run.samples.length)
  let at = TRUN_HEAD_BYTES
  for (const sample of run.samples) {
    view.setUint32(at, sample.duration)
    view.setUint32(at + 4, sample.size)
    if (video) {
      view.setUint32(at + 8, sample.sync ? SYNC_SAMPLE : DEPENDENT_SAMPLE)
      view.setInt32(at + 12, sample.composition)
    }
    at += sampleBytes
  }
  return box('trun', [contents])
}
