// What somebody missed, as text: read from the log once for all who stand at the same place.
import type { Millis, Position } from '@hawker/protocol'
import type { RoomKey, RoomLog } from '#bus'
import { withoutRecalled } from './messages.ts'
import { placedJson } from './snapshot.ts'

/** Different places remembered between two frames. */
const PLACES_MAX = 256

export interface Missed {
  /** JSON array of placed events. */
  readonly json: string
  readonly count: number
  readonly position: Position
}

export class CatchUp {
  readonly #log: RoomLog
  readonly #key: RoomKey
  readonly #known = new Map<string, Promise<Missed | null>>()

  constructor(log: RoomLog, key: RoomKey) {
    this.#log = log
    this.#key = key
  }

  /** Something was appended: what was read before is short of it. */
  forget(): void {
    if (this.#known.size > 0) this.#known.clear()
  }

  /** Null: history does not cover it. */
  since(after: Position, now: Millis): Promise<Missed | null> {
    const place = `${after.epoch}/${after.offset}`
    const known = this.#known.get(place)
    if (known) return known
    const reading = this.#read(after, now)
    if (this.#known.size < PLACES_MAX) this.#known.set(place, reading)
    reading.catch(() => this.#known.delete(place))
    return reading
  }

  async #read(after: Position, now: Millis): Promise<Missed | null> {
    const answer = await this.#log.read(this.#key, after, now)
    if (answer.kind === 'resync') return null
    const { position } = answer
    const entries = withoutRecalled(answer.entries)
    return { json: `[${entries.map(placedJson).join(',')}]`, count: entries.length, position }
  }
}
