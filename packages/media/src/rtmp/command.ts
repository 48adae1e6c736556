import { type Amf, type AmfObject, decodeAmf, encodeAmf, isAmfObject } from '../flv/amf0.ts'
import { MediaViolation } from '../violation.ts'
import { chunkStream, messageType, type RtmpMessage, writeMessage } from './message.ts'

export interface Command {
  name: string
  transaction: number
  object: AmfObject
  rest: Amf[]
}

/** Reads a command message (Adobe RTMP 1.0, 7.1.1): AMF0, or AMF0 behind the marker byte of AMF3. Throws violations. */
export function readCommand(message: RtmpMessage): Command {
  const body = message.type === messageType.commandAmf3 ? message.payload.subarray(1) : message.payload
  const [name, transaction, object, ...rest] = decodeAmf(body)
  if (typeof name !== 'string') throw new MediaViolation('malformed', 'a command without a name')
  return {
    name,
    transaction: typeof transaction === 'number' ? transaction : 0,
    object: isAmfObject(object) ? object : {},
    rest,
  }
}

export function writeCommand(streamId: number, chunkSize: number, ...values: Amf[]): Uint8Array {
  const id = streamId === 0 ? chunkStream.command : chunkStream.status
  const message = { type: messageType.command, streamId, timestampMs: 0, payload: [encodeAmf(...values)] }
  return writeMessage(id, message, chunkSize)
}
