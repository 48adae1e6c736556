import { joinBytes } from '../bytes/writer.ts'
import { encodeAmf, isAmfObject } from '../flv/amf0.ts'
import { encodeMetadata, type StreamFacts } from '../flv/metadata.ts'
import type { MediaTag } from '../flv/tag.ts'
import { attempt, isViolation, type MediaViolation } from '../violation.ts'
import type { RtmpTarget } from './address.ts'
import { createChunkReader } from './chunks.ts'
import { type Command, readCommand, writeCommand } from './command.ts'
import { createGatherer, expectVersion, openingPackets, PACKET_BYTES } from './handshake.ts'
import { chunkStream, controls, messageType, type RtmpMessage, writeMessage } from './message.ts'

const CHUNK_SIZE = 65_536
const LIMITS = { chunkStreams: 64, messageBytes: 65_536, pendingBytes: 131_072 }
const transaction = { connect: 1, releaseStream: 2, fcPublish: 3, createStream: 4, publish: 5 } as const

export type RtmpPublisherOutput =
  | { kind: 'send'; bytes: Uint8Array }
  | { kind: 'ready' }
  | { kind: 'refused'; code: string; description: string }
  | { kind: 'violation'; violation: MediaViolation }

/**
 * The client's side of a publish. Send `start()`, feed what comes back into `push`; after `ready` send what
 * `metadata` and `write` give; before closing send `finish()`.
 */
export interface RtmpPublisher {
  readonly ready: boolean
  start(): Uint8Array
  push(bytes: Uint8Array): RtmpPublisherOutput[]
  metadata(facts: StreamFacts): Uint8Array
  write(tag: MediaTag): Uint8Array
  finish(): Uint8Array
}

/** The client's side of an RTMP publish (Adobe RTMP 1.0, 5.2 and 7.2), as a state machine without a socket. */
export function createRtmpPublisher(target: RtmpTarget): RtmpPublisher {
  const opening = createGatherer(1 + 2 * PACKET_BYTES)
  const chunks = createChunkReader(() => LIMITS)
  let outputs: RtmpPublisherOutput[] = []
  let streamId = 0
  let state: 'handshake' | 'asking' | 'ready' | 'over' = 'handshake'

  const send = (...pieces: Uint8Array[]) => outputs.push({ kind: 'send', bytes: joinBytes(pieces) })
  const ask = (stream: number, ...values: Parameters<typeof encodeAmf>) => writeCommand(stream, CHUNK_SIZE, ...values)

  const connect = () => {
    const tcUrl = target.address.slice(0, target.address.lastIndexOf(`/${target.name}`))
    const object = { app: target.app, type: 'nonprivate', flashVer: 'FMLE/3.0 (compatible; hawker)', tcUrl }
    send(
      opening.bytes.subarray(1, 1 + PACKET_BYTES),
      controls.setChunkSize(CHUNK_SIZE),
      ask(0, 'connect', transaction.connect, object),
    )
  }

  const onCommand = (command: Command) => {
    const information = [command.object, ...command.rest].findLast(isAmfObject) ?? {}
    const code = String(information.code ?? command.name)
    const refused = command.name === '_error' || information.level === 'error'
    if (refused && command.transaction !== transaction.releaseStream && command.transaction !== transaction.fcPublish) {
      state = 'over'
      outputs.push({ kind: 'refused', code, description: String(information.description ?? '') })
    } else if (command.name === '_result' && command.transaction === transaction.connect) {
      send(
        ask(0, 'releaseStream', transaction.releaseStream, null, target.name),
        ask(0, 'FCPublish', transaction.fcPublish, null, target.name),
        ask(0, 'createStream', transaction.createStream, null),
      )
    } else if (command.name === '_result' && command.transaction === transaction.createStream) {
      streamId = Number(command.rest[0]) || 1
      send(ask(streamId, 'publish', transaction.publish, null, target.name, 'live'))
    } else if (command.name === 'onStatus' && code === 'NetStream.Publish.Start') {
      state = 'ready'
      outputs.push({ kind: 'ready' })
    }
  }

  const onMessage = (message: RtmpMessage): 'go' | 'stop' => {
    if (message.type === messageType.command || message.type === messageType.commandAmf3) {
      onCommand(readCommand(message))
    }
    return state === 'over' ? 'stop' : 'go'
  }

  const parse = (input: Uint8Array) => {
    let bytes: Uint8Array | undefined = input
    if (state === 'handshake') {
      bytes = opening.push(input)
      if (opening.length > 0) expectVersion(opening.bytes[0]!)
      if (!bytes) return
      state = 'asking'
      connect()
    }
    chunks.push(bytes, onMessage)
  }

  const media = (id: number, type: number, timestampMs: number, payload: readonly Uint8Array[]) =>
    writeMessage(id, { type, streamId, timestampMs, payload }, CHUNK_SIZE)

  return {
    get ready() {
      return state === 'ready'
    },
    start: openingPackets,
    push(bytes) {
      if (state === 'over') return []
      outputs = []
      const violation = attempt(() => parse(bytes))
      if (isViolation(violation)) {
        state = 'over'
        outputs.push({ kind: 'violation', violation })
      }
      return outputs
    },
    metadata: (facts) =>
      media(chunkStream.audio, messageType.data, 0, [encodeAmf('@setDataFrame'), ...encodeMetadata(facts)]),
    write: (tag) =>
      tag.type === 'audio'
        ? media(chunkStream.audio, messageType.audio, tag.timestampMs, [tag.payload])
        : media(chunkStream.video, messageType.video, tag.timestampMs, [tag.payload]),
    finish: () => joinBytes([ask(0, 'FCUnpublish', 6, null, target.name), ask(0, 'deleteStream', 7, null, streamId)]),
  }
}
