import { ByteReader } from '../bytes/reader.ts'
import { attempt, MediaViolation } from '../violation.ts'
import { parseSps, type Sps } from './h264-sps.ts'

const LONGEST_RECORD_BYTES = 4096

export interface AvcConfig {
  /** The record as it came: it goes into `avcC` unchanged. */
  record: Uint8Array
  /** Bytes of the length before each NAL unit. */
  lengthSize: 1 | 2 | 4
  codec: string
  width: number
  height: number
}

const hex = (byte: number) => byte.toString(16).padStart(2, '0')

/** The `codecs` parameter for a picture (RFC 6381, 3.3): `avc1.` and profile, constraints, level. */
export const avcCodecString = (sps: Pick<Sps, 'profile' | 'constraints' | 'level'>) =>
  `avc1.${hex(sps.profile)}${hex(sps.constraints)}${hex(sps.level)}`

/** Reads an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1). The record is copied. */
export function parseAvcConfig(bytes: Uint8Array): AvcConfig | MediaViolation {
  return attempt(() => {
    if (bytes.length > LONGEST_RECORD_BYTES) throw new MediaViolation('too-large', `avcC of ${bytes.length} bytes`)
    const record = bytes.slice()
    const reader = new ByteReader(record)
    if (reader.u8() !== 1) throw new MediaViolation('malformed', 'avcC: unknown version')
    reader.skip(3)
    const lengthSize = (reader.u8() & 3) + 1
    if (lengthSize === 3) throw new MediaViolation('malformed', 'avcC: NAL lengths of three bytes')
    const spsCount = reader.u8() & 31
    if (spsCount === 0) throw new MediaViolation('malformed', 'avcC: no sequence parameter set')
    const sets = Array.from({ length: spsCount }, () => reader.take(reader.u16()))
    const ppsCount = reader.u8()
    if (ppsCount === 0) throw new MediaViolation('malformed', 'avcC: no picture parameter set')
    for (let i = 0; i < ppsCount; i++) reader.skip(reader.u16())
    const sps = parseSps(sets[0]!)
    return {
      record,
      lengthSize: lengthSize as 1 | 2 | 4,
      codec: avcCodecString(sps),
      width: sps.width,
      height: sps.height,
    }
  })
}
