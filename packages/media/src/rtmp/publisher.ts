import type { StreamFacts } from '../flv/metadata.ts'
import type { MediaTag } from '../flv/tag.ts'
import type { MediaViolation } from '../violation.ts'

export interface RtmpTarget {
  /** As in `rtmp://host:1935/live/name?txSecret=…`: host:port, app, name with its query. */
  address: string
  host: string
  port: number
  app: string
  name: string
}

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

/** Splits `rtmp://host[:port]/app/name[?query]`; undefined when it is no such address. */
export function parseRtmpAddress(_address: string): RtmpTarget | undefined {
  throw new Error('under construction')
}

export function createRtmpPublisher(_target: RtmpTarget): RtmpPublisher {
  throw new Error('under construction')
}
