import { ByteReader } from '../bytes/reader.ts'
import { joinBytes } from '../bytes/writer.ts'
import { MediaViolation } from '../violation.ts'
import { messageType, type RtmpMessage } from './message.ts'

/** Basic header 3, message header 11, extended timestamp 4 (Adobe RTMP 1.0, 5.3.1). */
const LONGEST_HEADER_BYTES = 18
const HEADER_BYTES = [11, 7, 3, 0] as const
const FIRST_CHUNK_SIZE = 128
const LEAST_CHUNK_SIZE = 128
/** Encoders announce what they like; what counts is the bound on the message. */
const MOST_CHUNK_SIZE = 0xffffff
const EXTENDED = 0xffffff
const NOTHING = new Uint8Array(0)

export interface ChunkLimits {
  chunkStreams: number
  messageBytes: number
  pendingBytes: number
}

interface ChunkStream {
  timestampMs: number
  delta: number
  /** The value last sent in the extended field, when there was one. */
  extended: number | undefined
  length: number
  type: number
  streamId: number
  body: Uint8Array | undefined
  received: number
}

/**
 * Puts messages together out of chunks (Adobe RTMP 1.0, 5.3). Payload bytes are copied once, from the input into the
 * message; only a header that is not whole yet waits. Set Chunk Size and Abort are obeyed here, and not handed on.
 */
export function createChunkReader(limits: () => ChunkLimits) {
  const streams = new Map<number, ChunkStream>()
  const head = new Uint8Array(LONGEST_HEADER_BYTES)
  let headLength = 0
  let chunkSize = FIRST_CHUNK_SIZE
  let pendingBytes = 0
  let current: ChunkStream | undefined
  let chunkLeft = 0

  const streamOf = (id: number, format: number): ChunkStream => {
    const known = streams.get(id)
    if (known) return known
    if (format > 1) throw new MediaViolation('malformed', 'a chunk stream must begin with a full header')
    if (streams.size >= limits().chunkStreams) throw new MediaViolation('too-many', 'chunk streams')
    const fresh: ChunkStream = {
      timestampMs: 0,
      delta: 0,
      extended: undefined,
      length: 0,
      type: 0,
      streamId: 0,
      body: undefined,
      received: 0,
    }
    streams.set(id, fresh)
    return fresh
  }

  /** Reads one header at the start of `bytes` and opens its chunk; 0 when more bytes are needed. */
  const readHeader = (bytes: Uint8Array): number => {
    const first = bytes[0]!
    const format = first >> 6
    const short = first & 63
    const basic = short === 0 ? 2 : short === 1 ? 3 : 1
    if (bytes.length < basic) return 0
    const id = short === 0 ? bytes[1]! + 64 : short === 1 ? bytes[1]! + bytes[2]! * 256 + 64 : short
    let size = basic + HEADER_BYTES[format as 0 | 1 | 2 | 3]
    if (bytes.length < size) return 0
    const stream = streamOf(id, format)
    const reader = new ByteReader(bytes.subarray(basic))
    let stamp = format < 3 ? reader.u24() : 0
    const length = format < 2 ? reader.u24() : stream.length
    const type = format < 2 ? reader.u8() : stream.type
    const streamId = format === 0 ? littleEndian(reader.take(4)) : stream.streamId
    let extended = stream.extended
    if (format < 3 ? stamp === EXTENDED : extended !== undefined) {
      if (bytes.length < size + 4) return 0
      const value = reader.u32()
      // Some encoders leave the field out of continuations: then these four bytes are payload.
      const leftOut = format === 3 && stream.body !== undefined && value !== extended
      if (!leftOut) {
        size += 4
        extended = value
        stamp = value
      }
    } else if (format < 3) extended = undefined
    if (stream.body) {
      if (format < 3 && (length !== stream.length || type !== stream.type)) {
        throw new MediaViolation('malformed', 'a message changed its header midway')
      }
      stream.extended = extended
    } else {
      stream.extended = extended
      stream.length = length
      stream.type = type
      stream.streamId = streamId
      if (format < 3) stream.delta = stamp
      stream.timestampMs = format === 0 ? stamp : (stream.timestampMs + stream.delta) >>> 0
      open(stream)
    }
    current = stream
    chunkLeft = Math.min(chunkSize, stream.length - stream.received)
    return size
  }

  const open = (stream: ChunkStream): void => {
    const bound = limits()
    if (stream.length > bound.messageBytes) {
      throw new MediaViolation('too-large', `message of ${stream.length} bytes`)
    }
    if (pendingBytes + stream.length > bound.pendingBytes) throw new MediaViolation('too-large', 'unfinished messages')
    stream.body = new Uint8Array(stream.length)
    stream.received = 0
    pendingBytes += stream.length
  }

  const close = (stream: ChunkStream): Uint8Array => {
    const body = stream.body!
    stream.body = undefined
    stream.received = 0
    pendingBytes -= body.length
    return body
  }

  /** Hands whole messages to `take`; once that says stop, the bytes not used yet come back. */
  const push = (input: Uint8Array, take: (message: RtmpMessage) => 'go' | 'stop'): Uint8Array => {
    let bytes = input
    let at = 0
    for (;;) {
      if (!current) {
        if (at >= bytes.length) return NOTHING
        const carried = headLength
        const header = carried === 0 ? bytes.subarray(at, at + LONGEST_HEADER_BYTES) : carryOn(bytes)
        const size = readHeader(header)
        if (size === 0) {
          if (carried === 0) head.set(header)
          headLength = header.length
          return NOTHING
        }
        if (size < carried) {
          // What waited turned out to be payload already.
          bytes = joinBytes([head.subarray(0, carried), bytes])
          at = size
        } else at += size - carried
        headLength = 0
      }
      const stream = current!
      const count = Math.min(chunkLeft, bytes.length - at)
      stream.body!.set(bytes.subarray(at, at + count), stream.received)
      stream.received += count
      chunkLeft -= count
      at += count
      if (chunkLeft > 0) return NOTHING
      current = undefined
      if (stream.received < stream.length) continue
      const message = {
        type: stream.type,
        streamId: stream.streamId,
        timestampMs: stream.timestampMs,
        payload: close(stream),
      }
      if (obey(message)) continue
      if (take(message) === 'stop') return bytes.subarray(at)
    }
  }

  /** A header that began in an earlier push: headers wait only when an input ends, so it continues at the start. */
  const carryOn = (bytes: Uint8Array): Uint8Array => {
    head.set(bytes.subarray(0, LONGEST_HEADER_BYTES - headLength), headLength)
    return head.subarray(0, Math.min(LONGEST_HEADER_BYTES, headLength + bytes.length))
  }

  const obey = (message: RtmpMessage): boolean => {
    if (message.type === messageType.setChunkSize) {
      const size = new ByteReader(message.payload).u32()
      if (size < LEAST_CHUNK_SIZE || size > MOST_CHUNK_SIZE) throw new MediaViolation('malformed', `chunk size ${size}`)
      chunkSize = size
      return true
    }
    if (message.type === messageType.abort) {
      const stream = streams.get(new ByteReader(message.payload).u32())
      if (stream?.body) close(stream)
      return true
    }
    return false
  }

  return { push }
}

export type ChunkReader = ReturnType<typeof createChunkReader>

const littleEndian = (bytes: Uint8Array): number =>
  (bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24)) >>> 0
