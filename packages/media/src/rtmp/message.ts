import { ByteWriter } from '../bytes/writer.ts'

/** Message types (Adobe RTMP 1.0, 5.4 and 7.1). */
export const messageType = {
  setChunkSize: 1,
  abort: 2,
  acknowledgement: 3,
  userControl: 4,
  windowSize: 5,
  peerBandwidth: 6,
  audio: 8,
  video: 9,
  dataAmf3: 15,
  commandAmf3: 17,
  data: 18,
  command: 20,
} as const

/** Chunk streams we write on: 2 is the protocol's own, the rest is custom (5.3.1.1). */
export const chunkStream = { control: 2, command: 3, audio: 4, status: 5, video: 6 } as const

export interface RtmpMessage {
  type: number
  streamId: number
  timestampMs: number
  payload: Uint8Array
}

const EXTENDED = 0xffffff

/**
 * Writes one message as chunks: a full header, then type-3 continuations (Adobe RTMP 1.0, 5.3.1). `payload` may come
 * in pieces; they are copied once, into the result.
 */
export function writeMessage(
  chunkStreamId: number,
  message: Omit<RtmpMessage, 'payload'> & { payload: readonly Uint8Array[] },
  chunkSize: number,
): Uint8Array {
  let length = 0
  for (const piece of message.payload) length += piece.length
  const extended = message.timestampMs >= EXTENDED
  const extra = extended ? 4 : 0
  const chunks = Math.max(1, Math.ceil(length / chunkSize))
  const bytes = new Uint8Array(12 + extra + length + (chunks - 1) * (1 + extra))
  const view = new DataView(bytes.buffer)
  const stamp = extended ? EXTENDED : message.timestampMs
  bytes[0] = chunkStreamId
  view.setUint16(1, stamp >>> 8)
  bytes[3] = stamp & 0xff
  view.setUint16(4, length >>> 8)
  bytes[6] = length & 0xff
  bytes[7] = message.type
  view.setUint32(8, message.streamId, true)
  if (extended) view.setUint32(12, message.timestampMs)
  let at = 12 + extra
  let room = chunkSize
  for (const piece of message.payload) {
    for (let from = 0; from < piece.length; ) {
      if (room === 0) {
        bytes[at++] = 0xc0 | chunkStreamId
        if (extended) view.setUint32(at, message.timestampMs)
        at += extra
        room = chunkSize
      }
      const count = Math.min(room, piece.length - from)
      bytes.set(piece.subarray(from, from + count), at)
      at += count
      from += count
      room -= count
    }
  }
  return bytes
}

const control = (type: number, payload: Uint8Array, chunkSize: number) =>
  writeMessage(chunkStream.control, { type, streamId: 0, timestampMs: 0, payload: [payload] }, chunkSize)

/** Protocol control messages (5.4) and the two user control events that we use (7.1.7). */
export const controls = {
  setChunkSize: (size: number) => control(messageType.setChunkSize, new ByteWriter().u32(size).done(), 128),
  acknowledgement: (received: number) =>
    control(messageType.acknowledgement, new ByteWriter().u32(received >>> 0).done(), 128),
  windowSize: (bytes: number) => control(messageType.windowSize, new ByteWriter().u32(bytes).done(), 128),
  peerBandwidth: (bytes: number) => control(messageType.peerBandwidth, new ByteWriter().u32(bytes).u8(2).done(), 128),
  streamBegin: (streamId: number) =>
    control(messageType.userControl, new ByteWriter().u16(0).u32(streamId).done(), 128),
  pong: (stamp: number) => control(messageType.userControl, new ByteWriter().u16(7).u32(stamp).done(), 128),
}
