// What a room keeps of its log, so that who was away can be told what he missed.

/** At the room's budget this is fifty seconds of flood, and hours of an ordinary evening. */
export const HISTORY_MAX_ENTRIES = 2_000
export const HISTORY_MAX_BYTES = 4 * 1_048_576
/** More than this is not replayed: a snapshot is cheaper for everybody. */
export const READ_MAX_ENTRIES = 500
export const READ_MAX_BYTES = 262_144

export interface Kept {
  readonly offset: number
  readonly json: string
}

interface Sized extends Kept {
  readonly bytes: number
}

const plain = ({ offset, json }: Sized): Kept => ({ offset, json })

export class History {
  #kept: Sized[] = []
  /** Entries before this index are forgotten, and cut off now and then. */
  #start = 0
  #bytes = 0
  #last = 0

  /** Offset of the newest entry ever appended; 0 before the first. */
  get last(): number {
    return this.#last
  }

  append(json: string): number {
    const bytes = Buffer.byteLength(json)
    this.#last += 1
    this.#kept.push({ offset: this.#last, json, bytes })
    this.#bytes += bytes
    while (this.#kept.length - this.#start > HISTORY_MAX_ENTRIES || this.#bytes > HISTORY_MAX_BYTES) this.#forgetOne()
    return this.#last
  }

  /** Entries after `offset`, or null when they are not all here, or too many to send. */
  after(offset: number): Kept[] | null {
    const missing = this.#last - offset
    if (missing < 0 || missing > READ_MAX_ENTRIES || missing > this.#kept.length - this.#start) return null
    const entries = this.#newest(missing)
    let bytes = 0
    for (const entry of entries) bytes += entry.bytes
    return bytes > READ_MAX_BYTES ? null : entries.map(plain)
  }

  /** The newest entries that are kept, oldest first. */
  tail(count: number): Kept[] {
    return this.#newest(Math.min(count, this.#kept.length - this.#start)).map(plain)
  }

  #newest(count: number): Sized[] {
    return count === 0 ? [] : this.#kept.slice(-count)
  }

  #forgetOne(): void {
    this.#bytes -= this.#kept[this.#start]!.bytes
    this.#start += 1
    if (this.#start < HISTORY_MAX_ENTRIES) return
    this.#kept = this.#kept.slice(this.#start)
    this.#start = 0
  }
}
