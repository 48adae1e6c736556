import { joinBytes } from '../bytes/writer.ts'

export interface Part {
  bytes: Uint8Array
  durationMs: number
  /** Begins with a picture from which decoding can start. */
  independent: boolean
}

export interface Segment {
  msn: number
  initId: number
  discontinuity: boolean
  programDateMs: number
  parts: Part[]
  durationMs: number
  byteLength: number
  joined: Uint8Array | undefined
}

export interface WindowOptions {
  windowMs: number
  windowBytes: number
  firstMsn?: number
  firstDiscontinuity?: number
}

const FEWEST_LISTED = 4

/**
 * What is on offer: closed segments in the playlist, the open one, and those that left the playlist but may still be
 * asked for (rfc8216bis 6.2.2). Oldest go first, by time, and whenever the bytes demand it.
 */
export function createWindow(options: WindowOptions) {
  const retired: Segment[] = []
  const listed: Segment[] = []
  let open: Segment | undefined
  const { firstMsn = 0, firstDiscontinuity = 0 } = options
  let nextMsn = firstMsn
  let discontinuitySequence = firstDiscontinuity
  let bytes = 0

  const drop = (segment: Segment | undefined) => {
    if (segment) bytes -= segment.byteLength
  }
  const retire = () => {
    const segment = listed.shift()!
    if (segment.discontinuity) discontinuitySequence++
    retired.push(segment)
  }
  const duration = (segments: Segment[]) => segments.reduce((ms, segment) => ms + segment.durationMs, 0)
  const trim = () => {
    while (listed.length > FEWEST_LISTED && duration(listed) - listed[0]!.durationMs >= options.windowMs) retire()
    while (retired.length > 0 && duration(retired) > options.windowMs) drop(retired.shift())
    while (bytes > options.windowBytes) {
      if (retired.length === 0 && listed.length === 0) break
      if (retired.length === 0) retire()
      drop(retired.shift())
    }
  }
  const find = (msn: number) => {
    if (open?.msn === msn) return open
    return listed.find((segment) => segment.msn === msn) ?? retired.find((segment) => segment.msn === msn)
  }

  return {
    begin(initId: number, discontinuity: boolean, programDateMs: number) {
      const fresh = { initId, discontinuity, programDateMs, parts: [], durationMs: 0, byteLength: 0, joined: undefined }
      open = { msn: nextMsn, ...fresh }
    },
    add(part: Part) {
      open!.parts.push(part)
      open!.durationMs += part.durationMs
      open!.byteLength += part.bytes.length
      bytes += part.bytes.length
      trim()
    },
    close() {
      if (!open) return
      listed.push(open)
      open = undefined
      nextMsn++
      trim()
    },
    part: (msn: number, part: number) => find(msn)?.parts[part]?.bytes,
    /** Joined when first asked for; its parts become views of the whole, so nothing is held twice. */
    segment(msn: number): Uint8Array | undefined {
      const segment = find(msn)
      if (!segment || segment === open) return undefined
      if (!segment.joined) {
        segment.joined = joinBytes(segment.parts.map((part) => part.bytes))
        let at = 0
        for (const part of segment.parts) {
          part.bytes = segment.joined.subarray(at, at + part.bytes.length)
          at += part.bytes.length
        }
      }
      return segment.joined
    },
    /** The first part that does not exist yet. */
    get edge() {
      return { msn: nextMsn, part: open?.parts.length ?? 0 }
    },
    /** An index past the last part of a closed segment means the first part of the next (rfc8216bis 6.2.5.2). */
    has(msn: number, part?: number): boolean {
      if (msn === nextMsn) return part !== undefined && part < (open?.parts.length ?? 0)
      if (msn > nextMsn) return false
      const last = listed.at(-1)
      const past = part !== undefined && last?.msn === msn && part >= last.parts.length
      return past ? (open?.parts.length ?? 0) > 0 : true
    },
    /** A segment was closed already. */
    get started() {
      return nextMsn > firstMsn
    },
    usesInit: (id: number) => [open, ...listed, ...retired].some((segment) => segment?.initId === id),
    get open(): Readonly<Segment> | undefined {
      return open
    },
    get listed(): readonly Readonly<Segment>[] {
      return listed
    },
    get discontinuitySequence() {
      return discontinuitySequence
    },
    get bytes() {
      return bytes
    },
  }
}

export type Window = ReturnType<typeof createWindow>
