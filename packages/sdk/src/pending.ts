// What was said and waits for its receipt, by the number it was sent under.
import type { Refusal } from '@hawker/protocol'
import { refuse } from '@hawker/protocol/refusal'
import type { Machine } from './machine.ts'
import type { Receipt } from './receipt.ts'

/** A line without receipt for this long counts as not said. */
export const RECEIPT_TIMEOUT_MS = 10_000

export class Pending {
  readonly #machine: Machine
  readonly #waiting = new Map<number, (answer: Receipt | Refusal) => void>()
  #lastRef = 0

  constructor(machine: Machine) {
    this.#machine = machine
  }

  /** A number to send under, and the promise of what comes back. Never rejects. */
  open(): { ref: number; answer: Promise<Receipt | Refusal> } {
    const ref = ++this.#lastRef
    const answer = new Promise<Receipt | Refusal>((resolve) => {
      const callOff = this.#machine.after(RECEIPT_TIMEOUT_MS, () => this.settle(ref, refuse('unavailable')))
      this.#waiting.set(ref, (what) => {
        callOff()
        resolve(what)
      })
    })
    return { ref, answer }
  }

  settle(ref: number, answer: Receipt | Refusal): void {
    const resolve = this.#waiting.get(ref)
    this.#waiting.delete(ref)
    resolve?.(answer)
  }

  /** The connection is gone: nobody will answer. */
  settleAll(answer: Refusal): void {
    for (const ref of [...this.#waiting.keys()]) this.settle(ref, answer)
  }
}
