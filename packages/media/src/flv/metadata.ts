import { attempt, isViolation } from '../violation.ts'
import { type Amf, decodeAmf, encodeAmf, encodeEcmaArray, isAmfObject } from './amf0.ts'

const ENCODER_NAME_LENGTH = 64
const AVC = 7
const AAC = 10

/** What `onMetaData` said, field by field; what is not listed here does not travel on. */
export interface StreamFacts {
  width?: number
  height?: number
  framesPerSecond?: number
  videoKbps?: number
  audioKbps?: number
  audioSampleRate?: number
  stereo?: boolean
  hasVideo?: boolean
  hasAudio?: boolean
  /** The sender's name for itself, printable ASCII, at most 64 characters. */
  encoder?: string
}

/**
 * Reads a data message or script tag (Adobe FLV v10.1, E.5). Undefined when it is not `onMetaData` or cannot be
 * read: such messages are a courtesy, and encoders put many things into them.
 */
export function parseMetadata(payload: Uint8Array): StreamFacts | undefined {
  const values = attempt(() => decodeAmf(payload))
  if (isViolation(values)) return undefined
  const [name, fields] = values[0] === '@setDataFrame' ? values.slice(1) : values
  if (name !== 'onMetaData' || !isAmfObject(fields)) return undefined
  const facts: StreamFacts = {}
  const number = (key: string, most: number): number | undefined => {
    const value = fields[key]
    return typeof value === 'number' && value > 0 && value <= most ? value : undefined
  }
  assign(facts, 'width', number('width', 16_384))
  assign(facts, 'height', number('height', 16_384))
  assign(facts, 'framesPerSecond', number('framerate', 1000) ?? number('fps', 1000))
  assign(facts, 'videoKbps', number('videodatarate', 1_000_000))
  assign(facts, 'audioKbps', number('audiodatarate', 10_000))
  assign(facts, 'audioSampleRate', number('audiosamplerate', 192_000))
  if (typeof fields.stereo === 'boolean') facts.stereo = fields.stereo
  assign(facts, 'hasVideo', has(fields, 'video', facts.width !== undefined))
  assign(facts, 'hasAudio', has(fields, 'audio', facts.audioSampleRate !== undefined))
  if (typeof fields.encoder === 'string') {
    facts.encoder = fields.encoder.replace(/[^ -~]/g, '').slice(0, ENCODER_NAME_LENGTH)
  }
  return facts
}

/** Encoders say it, name a codec, or give a size. Metadata with none of these says that there is no such track. */
function has(fields: Record<string, Amf>, track: 'video' | 'audio', measured: boolean): boolean {
  const said = fields[track === 'video' ? 'hasVideo' : 'hasAudio']
  if (typeof said === 'boolean') return said
  return measured || fields[`${track}codecid`] !== undefined
}

function assign<K extends keyof StreamFacts>(facts: StreamFacts, key: K, value: StreamFacts[K] | undefined): void {
  if (value !== undefined) facts[key] = value
}

/** `onMetaData` rebuilt from facts alone, as the body of a script tag (Adobe FLV v10.1, E.5). */
export function encodeMetadata(facts: StreamFacts): Uint8Array[] {
  const fields: Record<string, Amf> = {}
  const say = (key: string, value: Amf) => {
    if (value !== undefined) fields[key] = value
  }
  say('width', facts.width)
  say('height', facts.height)
  say('framerate', facts.framesPerSecond)
  say('videodatarate', facts.videoKbps)
  say('audiodatarate', facts.audioKbps)
  say('audiosamplerate', facts.audioSampleRate)
  say('stereo', facts.stereo)
  if (facts.hasVideo) say('videocodecid', AVC)
  if (facts.hasAudio) say('audiocodecid', AAC)
  say('encoder', facts.encoder)
  return [encodeAmf('onMetaData'), encodeEcmaArray(fields)]
}
