import { sameBytes } from '../bytes/writer.ts'
import { type AacConfig, parseAacConfig } from '../codecs/aac.ts'
import { type AvcConfig, parseAvcConfig } from '../codecs/h264.ts'
import { readAvcFrame } from '../codecs/h264-frame.ts'
import { readAudioPacket, readVideoPacket } from '../flv/packet.ts'
import type { MediaTag } from '../flv/tag.ts'
import { isViolation, MediaViolation } from '../violation.ts'

const LONGEST_FRAME_BYTES = 4 * 1024 * 1024
/** Eight channels of 6,144 bits (ISO/IEC 14496-3, 4.5.3.3), and room to spare. */
const LONGEST_AAC_FRAME_BYTES = 8192

export interface IntakeOptions {
  maxWidth: number
  maxHeight: number
  keepUserData: boolean
}

export interface Picture {
  kind: 'picture'
  timestampMs: number
  compositionMs: number
  /** Decoding can start here. */
  entry: boolean
  size: number
  data: readonly Uint8Array[]
}

export interface Sound {
  kind: 'sound'
  timestampMs: number
  data: Uint8Array
}

const NOTHING = { kind: 'nothing' } as const

/** Takes tags apart and keeps what each track said last of its coding. */
export function createIntake(options: IntakeOptions) {
  let video: AvcConfig | undefined
  let audio: AacConfig | undefined

  const setVideo = (record: Uint8Array): MediaViolation | undefined => {
    if (video && sameBytes(video.record, record)) return undefined
    const config = parseAvcConfig(record)
    if (isViolation(config)) return config
    const long = Math.max(config.width, config.height)
    const short = Math.min(config.width, config.height)
    if (long > options.maxWidth || short > options.maxHeight) {
      const most = `${options.maxWidth} × ${options.maxHeight}`
      return new MediaViolation('unsupported', `A picture of ${config.width} × ${config.height}; the most is ${most}`)
    }
    video = config
    return undefined
  }

  const setAudio = (record: Uint8Array): MediaViolation | undefined => {
    if (audio && sameBytes(audio.record, record)) return undefined
    const config = parseAacConfig(record)
    if (isViolation(config)) return config
    audio = config
    return undefined
  }

  const readVideo = (tag: MediaTag): Picture | typeof NOTHING | MediaViolation => {
    const packet = readVideoPacket(tag.payload)
    if (isViolation(packet)) return packet
    if (packet.kind === 'config') return setVideo(packet.record) ?? NOTHING
    if (packet.kind === 'nothing' || !video) return NOTHING
    const frame = readAvcFrame(packet.data, video.lengthSize, options.keepUserData)
    if (isViolation(frame)) return frame
    if (frame.size === 0) return NOTHING
    return {
      kind: 'picture',
      timestampMs: tag.timestampMs,
      compositionMs: packet.compositionMs,
      entry: packet.keyframe && frame.entry,
      size: frame.size,
      data: frame.pieces,
    }
  }

  const readAudio = (tag: MediaTag): Sound | typeof NOTHING | MediaViolation => {
    const packet = readAudioPacket(tag.payload)
    if (isViolation(packet)) return packet
    if (packet.kind === 'config') return setAudio(packet.record) ?? NOTHING
    if (packet.kind === 'nothing' || !audio) return NOTHING
    if (packet.data.length > LONGEST_AAC_FRAME_BYTES) {
      return new MediaViolation('too-large', `AAC frame of ${packet.data.length} bytes`)
    }
    return { kind: 'sound', timestampMs: tag.timestampMs, data: packet.data }
  }

  return {
    read(tag: MediaTag): Picture | Sound | typeof NOTHING | MediaViolation {
      if (tag.payload.length > LONGEST_FRAME_BYTES) {
        return new MediaViolation('too-large', `a frame of ${tag.payload.length} bytes`)
      }
      return tag.type === 'video' ? readVideo(tag) : readAudio(tag)
    },
    forget() {
      video = undefined
      audio = undefined
    },
    get video() {
      return video
    },
    get audio() {
      return audio
    },
  }
}
