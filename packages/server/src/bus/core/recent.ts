// The newest of each room that is listened to, as it was heard: when the shared log goes away, the log of this process
// begins with it, so that nobody's chat goes blank.
import type { Kept, LogEntry } from '../door.ts'

/** As many as a snapshot looks through. */
export const RECENT_PER_ROOM = 120
const RECENT_PER_ROOM_MAX_BYTES = 65_536
/** Of all rooms together; those that spoke least recently are forgotten first. */
export const RECENT_MAX_BYTES = 16 * 1_048_576

interface Piece {
  readonly first: number
  readonly count: number
  readonly bytes: number
  /** A frame's text, taken apart only when it is needed. */
  readonly frame: string | readonly string[]
}

interface RecentRoom {
  epoch: string
  pieces: Piece[]
  count: number
  bytes: number
}

const textsOf = ({ frame }: Piece): readonly string[] =>
  typeof frame === 'string'
    ? (JSON.parse(frame) as { ordered: unknown[] }).ordered.map((event) => JSON.stringify(event))
    : frame

const idOf = (json: string): string | undefined => {
  const id = (JSON.parse(json) as { id?: unknown } | null)?.id
  return typeof id === 'string' && !/\s/.test(id) ? id : undefined
}

export class Recent {
  /** By when they last spoke. */
  readonly #rooms = new Map<string, RecentRoom>()
  #bytes = 0

  get bytes(): number {
    return this.#bytes
  }

  /** What a break swallowed may have been a recall: what was heard before it is not shown again. */
  hear(name: string, frame: string, epoch: string, first: number, count: number, mended: boolean): void {
    const known = this.#rooms.get(name)
    if (known?.epoch === epoch && first <= this.#last(known)) return
    if (mended || (known && known.epoch !== epoch)) this.forget(name)
    if (count > 0) this.#add(name, epoch, { first, count, bytes: frame.length, frame })
  }

  /** What was said before this process listened. */
  fill(name: string, epoch: string, kept: readonly Kept[]): void {
    const last = kept.at(-1)?.offset
    if (last === undefined) return
    const later = (this.#rooms.get(name)?.pieces ?? []).filter(({ first }) => first > last)
    this.forget(name)
    const texts = kept.map(({ json }) => json)
    const bytes = texts.reduce((sum, text) => sum + text.length, 0)
    for (const piece of [{ first: kept[0]!.offset, count: texts.length, bytes, frame: texts }, ...later])
      this.#add(name, epoch, piece)
  }

  redact(name: string, ids: ReadonlySet<string>, tombstoneJson: string): void {
    const room = this.#rooms.get(name)
    if (!room) return
    room.pieces = room.pieces.map((piece) => ({
      ...piece,
      frame: textsOf(piece).map((json) => (ids.has(idOf(json) ?? '') ? tombstoneJson : json)),
    }))
  }

  /** As entries of another log, each to be told once. */
  entries(name: string): LogEntry[] {
    const texts = (this.#rooms.get(name)?.pieces ?? []).flatMap(textsOf).slice(-RECENT_PER_ROOM)
    return texts.map((json) => {
      const id = idOf(json)
      return { priority: 0, delivery: 'ordered', json, ...(id ? { eventId: id, onceId: id } : {}) }
    })
  }

  forget(name: string): void {
    const room = this.#rooms.get(name)
    if (!room) return
    this.#bytes -= room.bytes
    this.#rooms.delete(name)
  }

  #last({ pieces }: RecentRoom): number {
    const newest = pieces.at(-1)
    return newest ? newest.first + newest.count - 1 : 0
  }

  #add(name: string, epoch: string, piece: Piece): void {
    const room = this.#rooms.get(name) ?? { epoch, pieces: [], count: 0, bytes: 0 }
    this.#rooms.delete(name)
    this.#rooms.set(name, room)
    room.pieces.push(piece)
    room.count += piece.count
    room.bytes += piece.bytes
    this.#bytes += piece.bytes
    for (let oldest = room.pieces[0]!; room.pieces.length > 1; oldest = room.pieces[0]!) {
      if (room.count - oldest.count < RECENT_PER_ROOM && room.bytes <= RECENT_PER_ROOM_MAX_BYTES) break
      room.pieces.shift()
      room.count -= oldest.count
      room.bytes -= oldest.bytes
      this.#bytes -= oldest.bytes
    }
    for (const [other] of this.#rooms) {
      if (this.#bytes <= RECENT_MAX_BYTES) return
      this.forget(other)
    }
  }
}
