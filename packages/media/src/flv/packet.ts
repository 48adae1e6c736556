import { MediaViolation } from '../violation.ts'

const CODEC_AVC = 7
const FORMAT_AAC = 10
const KEYFRAME = 1
const COMMAND_FRAME = 5
const ENHANCED = 0x80
const VIDEO_NAMES: Record<number, string> = { 2: 'Sorenson H.263', 4: 'VP6', 5: 'VP6', 12: 'HEVC', 13: 'AV1' }
const AUDIO_NAMES: Record<number, string> = { 2: 'MP3', 3: 'PCM', 9: 'enhanced RTMP audio', 11: 'Speex', 14: 'MP3' }

export type VideoPacket =
  | { kind: 'config'; record: Uint8Array }
  | { kind: 'frame'; keyframe: boolean; compositionMs: number; data: Uint8Array }
  | { kind: 'nothing' }

export type AudioPacket =
  | { kind: 'config'; record: Uint8Array }
  | { kind: 'frame'; data: Uint8Array }
  | { kind: 'nothing' }

const NOTHING = { kind: 'nothing' } as const

/** Reads the head of a video message: VIDEODATA and AVCVIDEOPACKET (Adobe FLV v10.1, E.4.3). Views, no copy. */
export function readVideoPacket(payload: Uint8Array): VideoPacket | MediaViolation {
  const head = payload[0]
  if (head === undefined) return NOTHING
  if (head & ENHANCED) {
    const fourCc = String.fromCharCode(...payload.subarray(1, 5)).replace(/[^ -~]/g, '?')
    return new MediaViolation('unsupported', `The picture is coded as ${fourCc}; this server takes H.264`)
  }
  const codec = head & 15
  if (head >> 4 === COMMAND_FRAME) return NOTHING
  if (codec !== CODEC_AVC) {
    const name = VIDEO_NAMES[codec] ?? `number ${codec}`
    return new MediaViolation('unsupported', `The picture is coded as ${name}; this server takes H.264`)
  }
  if (payload.length < 5) return new MediaViolation('truncated', 'AVC packet without its head')
  if (payload[1] === 0) return { kind: 'config', record: payload.subarray(5) }
  if (payload[1] !== 1) return NOTHING
  const offset = (payload[2]! << 16) | (payload[3]! << 8) | payload[4]!
  const compositionMs = (offset << 8) >> 8
  return { kind: 'frame', keyframe: head >> 4 === KEYFRAME, compositionMs, data: payload.subarray(5) }
}

/** Reads the head of an audio message: AUDIODATA and AACAUDIODATA (Adobe FLV v10.1, E.4.2). Views, no copy. */
export function readAudioPacket(payload: Uint8Array): AudioPacket | MediaViolation {
  const head = payload[0]
  if (head === undefined) return NOTHING
  const format = head >> 4
  if (format !== FORMAT_AAC) {
    const name = AUDIO_NAMES[format] ?? `number ${format}`
    return new MediaViolation('unsupported', `The sound is coded as ${name}; this server takes AAC`)
  }
  if (payload.length < 2) return NOTHING
  if (payload[1] === 0) return { kind: 'config', record: payload.subarray(2) }
  if (payload[1] !== 1 || payload.length === 2) return NOTHING
  return { kind: 'frame', data: payload.subarray(2) }
}
