import type { StreamFacts } from '../flv/metadata.ts'
import type { MediaTag } from '../flv/tag.ts'
import type { MediaViolation } from '../violation.ts'

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

export function createRtmpIngest(_options: { limits?: Partial<RtmpLimits> } = {}): RtmpIngest {
  throw new Error('under construction')
}
