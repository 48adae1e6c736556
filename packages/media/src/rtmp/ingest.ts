import { ByteReader } from '../bytes/reader.ts'
import { joinBytes } from '../bytes/writer.ts'
import { parseMetadata, type StreamFacts } from '../flv/metadata.ts'
import { readAudioPacket, readVideoPacket } from '../flv/packet.ts'
import type { MediaTag } from '../flv/tag.ts'
import { attempt, isViolation, MediaViolation } from '../violation.ts'
import { type ChunkReader, createChunkReader } from './chunks.ts'
import { type Command, readCommand, writeCommand } from './command.ts'
import { createGatherer, expectVersion, openingPackets, PACKET_BYTES } from './handshake.ts'
import { controls, messageType, type RtmpMessage } from './message.ts'

const KIB = 1024
const DEFAULT_LIMITS: RtmpLimits = {
  chunkStreams: 64,
  messageBytes: 4096 * KIB,
  messageBytesBeforePublish: 64 * KIB,
  pendingBytes: 8192 * KIB,
  heldBytes: 256 * KIB,
}
const PENDING_BEFORE_PUBLISH_BYTES = 128 * KIB
const MESSAGES_BEFORE_PUBLISH = 256
const NAME_LENGTH = 1024
const WINDOW_BYTES = 2_500_000
const OUR_CHUNK_SIZE = 65_536
const STREAM_ID = 1

export interface RtmpLimits {
  chunkStreams: number
  /** A whole message once publishing was accepted, and before. */
  messageBytes: number
  messageBytesBeforePublish: number
  /** All messages that are under way at once. */
  pendingBytes: number
  /** Held unparsed while the caller decides about a publish. */
  heldBytes: number
}

/** What the session wants done, in order. After `end` send what came before it, then close. */
export type RtmpOutput =
  | { kind: 'send'; bytes: Uint8Array }
  | { kind: 'connect'; app: string; tcUrl: string }
  | { kind: 'publish'; app: string; name: string; query: string }
  | { kind: 'metadata'; facts: StreamFacts }
  | { kind: 'tag'; tag: MediaTag }
  | { kind: 'unpublish' }
  | { kind: 'violation'; violation: MediaViolation }
  | { kind: 'end' }

export type RtmpState = 'handshake' | 'connecting' | 'deciding' | 'publishing' | 'ended'

/**
 * One publisher's connection, seen from the server: bytes in, outputs out; never throws.
 * After `publish` nothing is parsed until `accept` or `refuse` is called: pause the socket meanwhile.
 * After `end` every further call answers with nothing.
 */
export interface RtmpIngest {
  readonly state: RtmpState
  push(bytes: Uint8Array): RtmpOutput[]
  accept(): RtmpOutput[]
  refuse(reason: string): RtmpOutput[]
}

/** The server's side of an RTMP publish (Adobe RTMP 1.0, 5 and 7.2), as a state machine without a socket. */
export function createRtmpIngest(options: { limits?: Partial<RtmpLimits> } = {}): RtmpIngest {
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  let state: RtmpState = 'handshake'
  let outputs: RtmpOutput[] = []
  let held: Uint8Array[] = []
  let heldBytes = 0
  let app: string | undefined
  let appQuery = ''
  let messages = 0
  let receivedBytes = 0
  let acknowledgedBytes = 0
  let windowBytes = WINDOW_BYTES

  const send = (bytes: Uint8Array) => outputs.push({ kind: 'send', bytes })
  const status = (level: 'status' | 'error', code: string, description: string) =>
    send(writeCommand(STREAM_ID, OUR_CHUNK_SIZE, 'onStatus', 0, null, { level, code, description }))
  const end = () => {
    if (state === 'publishing') outputs.push({ kind: 'unpublish' })
    state = 'ended'
    held = []
    outputs.push({ kind: 'end' })
  }

  const c0c1 = createGatherer(1 + PACKET_BYTES)
  const c2 = createGatherer(PACKET_BYTES)
  const before = {
    chunkStreams: limits.chunkStreams,
    messageBytes: limits.messageBytesBeforePublish,
    pendingBytes: PENDING_BEFORE_PUBLISH_BYTES,
  }
  const chunks: ChunkReader = createChunkReader(() => (state === 'publishing' ? limits : before))

  const handshake = (input: Uint8Array): Uint8Array | undefined => {
    let rest: Uint8Array | undefined = input
    if (c0c1.length < c0c1.bytes.length) {
      if (c0c1.length === 0 && input.length > 0) expectVersion(input[0]!)
      rest = c0c1.push(input)
      if (!rest) return undefined
      send(joinBytes([openingPackets(), c0c1.bytes.subarray(1)]))
    }
    return c2.push(rest)
  }

  const onMessage = (message: RtmpMessage): 'go' | 'stop' => {
    if (state !== 'publishing' && ++messages > MESSAGES_BEFORE_PUBLISH) {
      throw new MediaViolation('too-many', 'messages before a publish')
    }
    switch (message.type) {
      case messageType.audio:
      case messageType.video:
        onMedia(message)
        break
      case messageType.data:
      case messageType.dataAmf3:
        onData(message)
        break
      case messageType.command:
      case messageType.commandAmf3:
        onCommand(readCommand(message))
        break
      case messageType.windowSize:
        windowBytes = Math.min(WINDOW_BYTES, Math.max(1, new ByteReader(message.payload).u32()))
        break
      case messageType.userControl:
        onUserControl(new ByteReader(message.payload))
        break
    }
    return state === 'connecting' || state === 'publishing' ? 'go' : 'stop'
  }

  const onMedia = (message: RtmpMessage) => {
    if (state !== 'publishing') throw new MediaViolation('out-of-order', 'media before a publish')
    const type = message.type === messageType.audio ? 'audio' : 'video'
    const packet = type === 'audio' ? readAudioPacket(message.payload) : readVideoPacket(message.payload)
    if (isViolation(packet)) {
      status('error', 'NetStream.Publish.Rejected', packet.message)
      throw packet
    }
    if (packet.kind === 'nothing') return
    outputs.push({ kind: 'tag', tag: { type, timestampMs: message.timestampMs, payload: message.payload } })
  }

  const onData = (message: RtmpMessage) => {
    if (state !== 'publishing') return
    const facts = parseMetadata(message.type === messageType.dataAmf3 ? message.payload.subarray(1) : message.payload)
    if (facts) outputs.push({ kind: 'metadata', facts })
  }

  const onUserControl = (body: ByteReader) => {
    const PING = 6
    if (body.u16() === PING) send(controls.pong(body.u32()))
  }

  const onCommand = (command: Command) => {
    if (app === undefined && command.name !== 'connect') {
      throw new MediaViolation('out-of-order', 'a command before connect')
    }
    switch (command.name) {
      case 'connect':
        onConnect(command)
        break
      case 'createStream':
        result(command, null, STREAM_ID)
        break
      case 'releaseStream':
      case 'FCPublish':
      case '_checkbw':
        result(command, null, undefined)
        break
      case 'publish':
        onPublish(command)
        break
      case 'play':
      case 'play2':
        status('error', 'NetStream.Play.Failed', 'This door only takes streams')
        end()
        break
      case 'FCUnpublish':
      case 'deleteStream':
      case 'closeStream':
        if (state === 'publishing') end()
        break
    }
  }

  const result = (command: Command, ...values: (null | undefined | number)[]) =>
    send(writeCommand(0, OUR_CHUNK_SIZE, '_result', command.transaction, ...values))

  const onConnect = (command: Command) => {
    if (app !== undefined) throw new MediaViolation('out-of-order', 'connected twice')
    const said = command.object.app
    const tcUrl = command.object.tcUrl
    if (typeof said !== 'string' || said.length > NAME_LENGTH) throw new MediaViolation('malformed', 'connect: app')
    const [path, query] = splitQuery(said)
    app = path.replace(/^\/+|\/+$/g, '')
    appQuery = query
    send(controls.windowSize(WINDOW_BYTES))
    send(controls.peerBandwidth(WINDOW_BYTES))
    send(controls.setChunkSize(OUR_CHUNK_SIZE))
    const server = { fmsVer: 'FMS/3,0,1,123', capabilities: 31 }
    const information = {
      level: 'status',
      code: 'NetConnection.Connect.Success',
      description: 'Connected',
      objectEncoding: 0,
    }
    send(writeCommand(0, OUR_CHUNK_SIZE, '_result', command.transaction, server, information))
    outputs.push({ kind: 'connect', app, tcUrl: typeof tcUrl === 'string' ? tcUrl : '' })
  }

  const onPublish = (command: Command) => {
    const said = command.rest[0]
    if (state !== 'connecting') throw new MediaViolation('out-of-order', 'published twice')
    if (typeof said !== 'string' || said.length > NAME_LENGTH) throw new MediaViolation('malformed', 'publish: name')
    const [name, query] = splitQuery(said)
    state = 'deciding'
    outputs.push({ kind: 'publish', app: app!, name, query: query || appQuery })
  }

  const hold = (bytes: Uint8Array) => {
    if (bytes.length === 0) return
    heldBytes += bytes.length
    if (heldBytes > limits.heldBytes) throw new MediaViolation('too-large', 'bytes before the publish was decided')
    held.push(bytes.slice())
  }

  const acknowledge = (count: number) => {
    receivedBytes += count
    if (receivedBytes - acknowledgedBytes < windowBytes || state === 'handshake') return
    acknowledgedBytes = receivedBytes
    send(controls.acknowledgement(receivedBytes))
  }

  const parse = (input: Uint8Array) => {
    let bytes: Uint8Array | undefined = input
    if (state === 'handshake') {
      bytes = handshake(input)
      if (!bytes) return
      state = 'connecting'
    }
    const rest = chunks.push(bytes, onMessage)
    if (state === 'deciding') hold(rest)
  }

  /** Runs one call, closes on a violation, and hands over what was said meanwhile. */
  const run = (body: () => void): RtmpOutput[] => {
    outputs = []
    const violation = attempt(body)
    if (isViolation(violation)) {
      outputs.push({ kind: 'violation', violation })
      end()
    }
    return outputs
  }

  return {
    get state() {
      return state
    },
    push(bytes) {
      if (state === 'ended') return []
      return run(() => {
        acknowledge(bytes.length)
        if (state === 'deciding') hold(bytes)
        else parse(bytes)
      })
    },
    accept() {
      if (state !== 'deciding') return []
      return run(() => {
        state = 'publishing'
        send(controls.streamBegin(STREAM_ID))
        status('status', 'NetStream.Publish.Start', 'Publishing')
        const waiting = joinBytes(held)
        held = []
        heldBytes = 0
        parse(waiting)
      })
    },
    refuse(reason) {
      if (state !== 'deciding') return []
      return run(() => {
        status('error', 'NetStream.Publish.BadName', reason)
        end()
      })
    },
  }
}

function splitQuery(text: string): [string, string] {
  const at = text.indexOf('?')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
