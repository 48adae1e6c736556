// Where this client stands in the room's log. Gives out each ordered event once and in order, or says that one is missing.
import type { Frame, Placed, Position } from '@hawker/protocol'

/** Frames kept while a question is out; with more, all are let go and asked for again. */
export const HELD_FRAMES_MAX = 500

export class Cursor {
  #position: Position | null = null
  #held: Frame[] = []
  /** A hello or a resume is out: frames wait for its answer. */
  #asking = true
  #missing = false

  get position(): Position | null {
    return this.#position
  }

  /** A hello or a resume is out and not answered yet. */
  get asking(): boolean {
    return this.#asking
  }

  /** A hole was seen and nobody has asked about it yet. */
  get missing(): boolean {
    return this.#missing
  }

  /** A question is out: hold what comes until it is answered. */
  asked(): void {
    this.#asking = true
    this.#missing = false
  }

  /** A new socket: what the old one brought and was not used yet is worth nothing. The position stays. */
  reconnected(): void {
    this.#held = []
    this.asked()
  }

  /** Forgets everything, as somebody who was never here. */
  forget(): void {
    this.#position = null
    this.reconnected()
  }

  /** A frame came: what of it is new. Empty while something is missing before it. */
  frame(frame: Frame): Placed[] {
    if (this.#asking || this.#missing) {
      this.#hold(frame)
      return []
    }
    const fresh = this.#fresh(frame)
    if (fresh !== null) return fresh
    this.#missing = true
    this.#hold(frame)
    return []
  }

  /**
   * The answer came: a snapshot (as of its own position), what was missed since then or since we were last here, and
   * where that leads. Answers the entries that are new, and after them what was held.
   */
  answered(position: Position, missed: readonly Placed[] | null, snapshot: Position | null): Placed[] {
    if (snapshot !== null) this.#position = snapshot
    const from = this.#position?.epoch === position.epoch ? this.#position.offset : -1
    const fresh = (missed ?? []).filter((entry) => entry.offset > from)
    if (position.offset > from) this.#position = position
    return [...fresh, ...this.#release()]
  }

  #release(): Placed[] {
    const held = this.#held
    this.#held = []
    this.#asking = false
    this.#missing = false
    const out: Placed[] = []
    for (const frame of held) {
      // A frame of another log than the answer's is older than the answer, or the first sign that the log began anew.
      if (frame.epoch !== this.#position?.epoch) this.#missing = true
      else out.push(...this.frame(frame))
    }
    return out
  }

  #hold(frame: Frame): void {
    if (this.#held.length >= HELD_FRAMES_MAX) this.#held = []
    this.#held.push(frame)
  }

  #fresh({ epoch, first, ordered }: Frame): Placed[] | null {
    const position = this.#position
    if (position === null || position.epoch !== epoch || first > position.offset + 1) return null
    const skip = position.offset + 1 - first
    if (skip >= ordered.length) return []
    this.#position = { epoch, offset: first + ordered.length - 1 }
    return ordered.slice(skip).map((event, i) => ({ offset: first + skip + i, event }))
  }
}
