// Hears one room's frames as they come and says what to do with each, so that everything is handed on once and in order.

export interface Heard {
  readonly text: string
  readonly epoch: string
  /** Offset of its first ordered entry; the next offset when there is none. */
  readonly first: number
  readonly ordered: number
}

/** Kept while what is missing is being read; those beyond are read as well. */
export const HEARD_WAITING_MAX = 256

export class Follower {
  #epoch: string | null = null
  #next = 1
  #waiting: Heard[] = []
  #mending = false

  /** Null before the first `standAt`. */
  get epoch(): string | null {
    return this.#epoch
  }
  /** Offset of the entry that comes next. */
  get next(): number {
    return this.#next
  }
  get mending(): boolean {
    return this.#mending
  }

  /** The frame may be handed on now; otherwise it waits for what is missing, or was handed on already. */
  hear(frame: Heard): boolean {
    if (this.#mending || this.#epoch === null) {
      if (this.#waiting.length < HEARD_WAITING_MAX) this.#waiting.push(frame)
      return false
    }
    if (frame.epoch === this.#epoch && frame.first < this.#next) return false
    if (frame.epoch === this.#epoch && frame.first === this.#next) {
      this.#next += frame.ordered
      return true
    }
    this.#mending = true
    this.#waiting.push(frame)
    return false
  }

  /** The log stands elsewhere than this follower: something was missed. */
  isBehind(epoch: string, offset: number): boolean {
    return this.#epoch !== epoch || offset >= this.#next
  }

  mend(): void {
    this.#mending = true
  }

  /** What was missing could not be read; the next frame or look will ask again. */
  giveUp(): void {
    this.#mending = false
    this.#waiting = []
  }

  /** Everything up to `offset` is handed on. What waited and comes after it is given back, to be heard again. */
  standAt(epoch: string, offset: number): readonly Heard[] {
    this.#epoch = epoch
    this.#next = offset + 1
    this.#mending = false
    const waiting = this.#waiting
    this.#waiting = []
    return waiting
  }
}
