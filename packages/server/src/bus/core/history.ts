// What a room keeps of its log, so that who was away can be told what he missed.

/** So much is kept whatever its age, and whatever is younger than this, as far as the bytes allow. */
export const HISTORY_MIN_ENTRIES = 2_000
export const HISTORY_MIN_MS = 300_000
/** Five minutes of a room's whole budget at 350 bytes a message. */
export const HISTORY_MAX_BYTES = 4 * 1_048_576
/** More than this is not replayed: a snapshot is cheaper for everybody. */
export const READ_MAX_ENTRIES = 500
export const READ_MAX_BYTES = 262_144

export interface Kept {
  readonly offset: number
  readonly json: string
}

interface Placed extends Kept {
  json: string
  readonly id: string
  readonly atMs: number
  bytes: number
}

const plain = ({ offset, json }: Placed): Kept => ({ offset, json })

export class History {
  #kept: Placed[] = []
  /** Entries before this index are forgotten, and cut off now and then. */
  #start = 0
  #bytes = 0
  #last = 0

  /** Offset of the newest entry ever appended; 0 before the first. */
  get last(): number {
    return this.#last
  }

  append(json: string, id: string, atMs: number): number {
    const bytes = Buffer.byteLength(json)
    this.#last += 1
    this.#kept.push({ offset: this.#last, json, id, atMs, bytes })
    this.#bytes += bytes
    while (this.#bytes > HISTORY_MAX_BYTES || this.#isOld(atMs)) this.#forgetOne()
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

  /** The entries of these ids keep their places and lose their text. */
  redact(ids: ReadonlySet<string>, tombstoneJson: string): void {
    const bytes = Buffer.byteLength(tombstoneJson)
    for (let i = this.#start; i < this.#kept.length; i++) {
      const entry = this.#kept[i]!
      if (entry.id === '' || !ids.has(entry.id)) continue
      this.#bytes += bytes - entry.bytes
      entry.json = tombstoneJson
      entry.bytes = bytes
    }
  }

  #newest(count: number): Placed[] {
    return count === 0 ? [] : this.#kept.slice(-count)
  }

  #isOld(nowMs: number): boolean {
    return (
      this.#kept.length - this.#start > HISTORY_MIN_ENTRIES && nowMs - this.#kept[this.#start]!.atMs > HISTORY_MIN_MS
    )
  }

  #forgetOne(): void {
    this.#bytes -= this.#kept[this.#start]!.bytes
    this.#start += 1
    if (this.#start < HISTORY_MIN_ENTRIES) return
    this.#kept = this.#kept.slice(this.#start)
    this.#start = 0
  }
}
