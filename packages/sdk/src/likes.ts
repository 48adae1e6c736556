// Likes, merged: one message for all taps within half a second.
import type { Machine } from './machine.ts'

export const LIKES_EVERY_MS = 500
/** The protocol's limit for one message (`LIKES_MAX_PER_MESSAGE`). More taps wait for the next. */
export const LIKES_PER_MESSAGE = 50
/** Taps kept while the connection is away; more are let go. */
const LIKES_KEPT = 500

export class Likes {
  readonly #machine: Machine
  readonly #send: (count: number) => boolean
  #count = 0
  #callOff: (() => void) | null = null

  constructor(machine: Machine, send: (count: number) => boolean) {
    this.#machine = machine
    this.#send = send
  }

  add(count: number): void {
    this.#count = Math.min(LIKES_KEPT, this.#count + count)
    this.#callOff ??= this.#machine.after(LIKES_EVERY_MS, () => this.#flush())
  }

  stop(): void {
    this.#callOff?.()
    this.#callOff = null
    this.#count = 0
  }

  #flush(): void {
    this.#callOff = null
    const count = Math.min(this.#count, LIKES_PER_MESSAGE)
    if (this.#send(count)) this.#count -= count
    if (this.#count > 0) this.add(0)
  }
}
