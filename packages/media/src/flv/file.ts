import { ByteReader } from '../bytes/reader.ts'
import { joinBytes } from '../bytes/writer.ts'
import { attempt, MediaViolation } from '../violation.ts'
import { encodeMetadata, parseMetadata, type StreamFacts } from './metadata.ts'
import type { MediaTag } from './tag.ts'

const AUDIO = 8
const VIDEO = 9
const SCRIPT = 18
const TAG_HEAD_BYTES = 11

export interface FlvFile {
  facts: StreamFacts
  tags: MediaTag[]
}

/** Reads a whole FLV file (Adobe FLV v10.1, E.2–E.4). Payloads are views into `bytes`. */
export function readFlv(bytes: Uint8Array): FlvFile | MediaViolation {
  return attempt(() => {
    const reader = new ByteReader(bytes)
    if (reader.u24() !== 0x464c56) throw new MediaViolation('malformed', 'not an FLV file')
    reader.skip(2)
    const headBytes = reader.u32()
    if (headBytes < 9) throw new MediaViolation('malformed', 'FLV header too short')
    reader.skip(headBytes - 9)
    reader.skip(4)
    const tags: MediaTag[] = []
    let facts: StreamFacts = {}
    while (reader.left > 0) {
      const type = reader.u8() & 31
      const length = reader.u24()
      const low = reader.u24()
      const timestampMs = ((reader.u8() << 24) | low) >>> 0
      reader.skip(3)
      const payload = reader.take(length)
      reader.skip(4)
      if (type === AUDIO || type === VIDEO) {
        tags.push({ type: type === AUDIO ? 'audio' : 'video', timestampMs, payload })
      } else if (type === SCRIPT) facts = parseMetadata(payload) ?? facts
    }
    return { facts, tags }
  })
}

/** The nine bytes and the first back pointer that open an FLV stream (Adobe FLV v10.1, E.2). */
export function flvHeader(tracks: { audio: boolean; video: boolean }): Uint8Array {
  const flags = (tracks.audio ? 4 : 0) | (tracks.video ? 1 : 0)
  return Uint8Array.of(0x46, 0x4c, 0x56, 1, flags, 0, 0, 0, 9, 0, 0, 0, 0)
}

/** One tag with its back pointer (Adobe FLV v10.1, E.4.1). */
export function flvTag(tag: MediaTag): Uint8Array {
  return frame(tag.type === 'audio' ? AUDIO : VIDEO, tag.timestampMs, tag.payload)
}

/** `onMetaData` rebuilt from facts as a script tag (Adobe FLV v10.1, E.5). */
export function flvMetadata(facts: StreamFacts): Uint8Array {
  return frame(SCRIPT, 0, joinBytes(encodeMetadata(facts)))
}

function frame(type: number, timestampMs: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(TAG_HEAD_BYTES + payload.length + 4)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, payload.length)
  bytes[0] = type
  view.setUint32(4, (timestampMs << 8) | (timestampMs >>> 24))
  bytes.set(payload, TAG_HEAD_BYTES)
  view.setUint32(TAG_HEAD_BYTES + payload.length, TAG_HEAD_BYTES + payload.length)
  return bytes
}
