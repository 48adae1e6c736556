// Batches whose answer may have been lost are handed in again; a log knows the newest of each process and its answer.
import type { BatchId } from '../door.ts'

/** A process has far fewer on their way to one room; what is older than this was answered long ago. */
export const BATCHES_KEPT = 64

export const slotOf = ({ from, number }: BatchId): string => `${from}/${number % BATCHES_KEPT}`

export class Batches<Answer> {
  readonly #slots = new Map<string, { number: number; answer: Answer }>()

  /** 'old': so long past that its answer is gone; it was told, or given up. */
  find(batch: BatchId): Answer | 'new' | 'old' {
    const slot = this.#slots.get(slotOf(batch))
    if (!slot || slot.number < batch.number) return 'new'
    return slot.number === batch.number ? slot.answer : 'old'
  }

  remember(batch: BatchId, answer: Answer): void {
    this.#slots.set(slotOf(batch), { number: batch.number, answer })
  }
}
