import type { MediaViolation } from '../violation.ts'
import type { StreamFacts } from './metadata.ts'
import type { MediaTag } from './tag.ts'

export interface FlvFile {
  facts: StreamFacts
  tags: MediaTag[]
}

/** Reads a whole FLV file (Adobe FLV v10.1, E.2–E.4). Payloads are views into `bytes`. */
export function readFlv(_bytes: Uint8Array): FlvFile | MediaViolation {
  throw new Error('under construction')
}

/** The nine bytes and the first back pointer that open an FLV stream (E.2). */
export function flvHeader(_tracks: { audio: boolean; video: boolean }): Uint8Array {
  throw new Error('under construction')
}

/** One tag with its back pointer (E.4.1). */
export function flvTag(_tag: MediaTag): Uint8Array {
  throw new Error('under construction')
}

/** `onMetaData` rebuilt from facts as a script tag (E.5). */
export function flvMetadata(_facts: StreamFacts): Uint8Array {
  throw new Error('under construction')
}
