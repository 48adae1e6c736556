import type { StreamFacts } from '../flv/metadata.ts'
import type { MediaTag } from '../flv/tag.ts'
import type { MediaViolation } from '../violation.ts'
import type { WallClock } from './wall-clock.ts'

export interface PackagerOptions {
  /** Unguessable, `[A-Za-z0-9_-]{1,64}`; it ends the name of every init, part and segment. */
  suffix: string
  partMs?: number
  segmentMs?: number
  /** How much the playlist offers; what left it can be fetched for as long again, memory permitting. */
  windowMs?: number
  maxBytes?: number
  maxWidth?: number
  maxHeight?: number
  /** Pass user data inside the picture (SEI) on to viewers; dropped by default. */
  keepUserData?: boolean
  /** Ties media time to the wall clock; by default the server's clock at arrival, smoothed. */
  wallClock?: WallClock
  /** Called after the playlist changed: a part more, a segment closed, the end. */
  onProgress?: (edge: Edge) => void
}

/** What comes next: the part `part` of segment `msn` is the first that does not exist yet. */
export interface Edge {
  msn: number
  part: number
  ended: boolean
}

export type ResourceName =
  | { kind: 'init'; id: number }
  | { kind: 'part'; msn: number; part: number }
  | { kind: 'segment'; msn: number }

export interface TrackFacts {
  video?: { codec: string; width: number; height: number }
  audio?: { codec: string; sampleRate: number; channels: number }
}

/**
 * H.264 and AAC in, LL-HLS out (draft-pantos-hls-rfc8216bis). One per stream; memory is bounded by `maxBytes`.
 * `nowMs` is the wall clock (epoch) at arrival, handed in by the caller.
 */
export interface Packager {
  /** A violation drops this tag, never the stream: the caller decides how much of that it takes. */
  push(tag: MediaTag, nowMs: number): MediaViolation | undefined
  /** What the publisher said of itself; lets a stream without picture or sound start at once. */
  expect(facts: StreamFacts): void
  /** The publisher left or came back: what is pending goes out, what follows is a discontinuity. Idempotent. */
  restart(): void
  end(): void
  /** Undefined until the first segment is whole. The same string for everybody until the next `onProgress`. */
  playlist(): string | undefined
  init(id: number): Uint8Array | undefined
  part(msn: number, part: number): Uint8Array | undefined
  segment(msn: number): Uint8Array | undefined
  /** Whether a playlist request with `_HLS_msn` and `_HLS_part` may be answered (rfc8216bis 6.2.5.2). */
  has(msn: number, part?: number): boolean
  /** Reads a file name out of the playlist; undefined when it is not one of ours (wrong suffix included). */
  resolve(fileName: string): ResourceName | undefined
  readonly edge: Edge
  readonly tracks: TrackFacts
  /** Media bytes held right now. */
  readonly bytes: number
  readonly partTargetMs: number
  readonly targetDurationMs: number
}

export function createPackager(_options: PackagerOptions): Packager {
  throw new Error('under construction')
}
