import { BitReader } from '../bytes/bits.ts'
import { MediaViolation } from '../violation.ts'

const NAL_SPS = 7
/** ITU-T H.264, table A-1: no level allows a longer side. */
const LONGEST_SIDE = 16_384
const LONGEST_SPS_BYTES = 1024
/** Profiles that say their chroma format and may carry scaling lists (7.3.2.1.1). */
const HIGH_PROFILES = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135])

export interface Sps {
  profile: number
  constraints: number
  level: number
  width: number
  height: number
}

/** Takes out the bytes that keep a NAL unit from looking like a start code (7.4.1). */
export function unescapeNal(nal: Uint8Array): Uint8Array {
  const plain = new Uint8Array(nal.length)
  let length = 0
  let zeros = 0
  for (const byte of nal) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0
      continue
    }
    zeros = byte === 0 ? zeros + 1 : 0
    plain[length++] = byte
  }
  return plain.subarray(0, length)
}

/** Reads profile, level and picture size out of a sequence parameter set (ITU-T H.264, 7.3.2.1.1). Throws violations. */
export function parseSps(nal: Uint8Array): Sps {
  if (nal.length > LONGEST_SPS_BYTES) throw new MediaViolation('too-large', `SPS of ${nal.length} bytes`)
  if ((nal[0]! & 31) !== NAL_SPS) throw new MediaViolation('malformed', 'not a sequence parameter set')
  const bits = new BitReader(unescapeNal(nal.subarray(1)))
  const profile = bits.bits(8)
  const constraints = bits.bits(8)
  const level = bits.bits(8)
  bits.unsigned()
  const chroma = HIGH_PROFILES.has(profile) ? readChroma(bits) : { format: 1, separate: false }
  bits.unsigned()
  skipPictureOrder(bits)
  bits.unsigned()
  bits.bit()
  const widthInBlocks = bits.unsigned() + 1
  const heightInUnits = bits.unsigned() + 1
  const framesOnly = bits.bit()
  if (framesOnly === 0) bits.bit()
  bits.bit()
  const crop = bits.bit() ? [bits.unsigned(), bits.unsigned(), bits.unsigned(), bits.unsigned()] : [0, 0, 0, 0]
  const subsampled = chroma.format !== 0 && !chroma.separate
  const unitX = subsampled && chroma.format < 3 ? 2 : 1
  const unitY = (subsampled && chroma.format === 1 ? 2 : 1) * (2 - framesOnly)
  const width = widthInBlocks * 16 - (crop[0]! + crop[1]!) * unitX
  const height = heightInUnits * 16 * (2 - framesOnly) - (crop[2]! + crop[3]!) * unitY
  if (width < 1 || height < 1 || width > LONGEST_SIDE || height > LONGEST_SIDE) {
    throw new MediaViolation('malformed', `SPS: picture of ${width} × ${height}`)
  }
  return { profile, constraints, level, width, height }
}

function readChroma(bits: BitReader): { format: number; separate: boolean } {
  const format = bits.unsigned()
  if (format > 3) throw new MediaViolation('malformed', `SPS: chroma format ${format}`)
  const separate = format === 3 && bits.bit() === 1
  bits.unsigned()
  bits.unsigned()
  bits.bit()
  if (bits.bit()) {
    const lists = format === 3 ? 12 : 8
    for (let list = 0; list < lists; list++) if (bits.bit()) skipScalingList(bits, list < 6 ? 16 : 64)
  }
  return { format, separate }
}

function skipScalingList(bits: BitReader, size: number): void {
  let last = 8
  for (let i = 0; i < size; i++) {
    const next = (last + bits.signed() + 256) % 256
    if (next === 0) return
    last = next
  }
}

function skipPictureOrder(bits: BitReader): void {
  const type = bits.unsigned()
  if (type === 0) {
    bits.unsigned()
    return
  }
  if (type !== 1) return
  bits.bit()
  bits.signed()
  bits.signed()
  const cycle = bits.unsigned()
  if (cycle > 255) throw new MediaViolation('malformed', `SPS: ${cycle} reference frames in a cycle`)
  for (let i = 0; i < cycle; i++) bits.signed()
}
