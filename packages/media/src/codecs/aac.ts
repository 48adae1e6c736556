import { BitReader } from '../bytes/bits.ts'
import { attempt, MediaViolation } from '../violation.ts'

const LONGEST_CONFIG_BYTES = 256
const SAMPLE_RATES = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350]
const CHANNELS = [2, 1, 2, 3, 4, 5, 6, 8]
const ESCAPE = 31
const SBR = 5
const PS = 29

export interface AacConfig {
  /** The AudioSpecificConfig as it came. */
  record: Uint8Array
  codec: string
  /** Of the core coder; HE-AAC doubles it while decoding. */
  sampleRate: number
  channels: number
  samplesPerFrame: 960 | 1024
}

function readObjectType(bits: BitReader): number {
  const type = bits.bits(5)
  return type === ESCAPE ? 32 + bits.bits(6) : type
}

function readSampleRate(bits: BitReader): number {
  const index = bits.bits(4)
  const rate = index === 15 ? bits.bits(24) : SAMPLE_RATES[index]
  if (rate === undefined || rate < 7350 || rate > 96_000) throw new MediaViolation('malformed', 'AAC: sample rate')
  return rate
}

/**
 * Reads an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1): AAC Main, LC, SSR, LTP and HE-AAC. The record is copied.
 * The codec string follows RFC 6381, 3.3: `mp4a.40.` and the object type.
 */
export function parseAacConfig(bytes: Uint8Array): AacConfig | MediaViolation {
  return attempt(() => {
    if (bytes.length > LONGEST_CONFIG_BYTES)
      throw new MediaViolation('too-large', `AAC config of ${bytes.length} bytes`)
    const bits = new BitReader(bytes)
    const declared = readObjectType(bits)
    const sampleRate = readSampleRate(bits)
    const channels = CHANNELS[bits.bits(4)]
    let core = declared
    if (declared === SBR || declared === PS) {
      readSampleRate(bits)
      core = readObjectType(bits)
    }
    if (core < 1 || core > 4) throw new MediaViolation('unsupported', `AAC object type ${core}`)
    if (channels === undefined) throw new MediaViolation('malformed', 'AAC: channel configuration')
    const samplesPerFrame = bits.bit() ? 960 : 1024
    return { record: bytes.slice(), codec: `mp4a.40.${declared}`, sampleRate, channels, samplesPerFrame }
  })
}
