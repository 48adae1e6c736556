// How many messages of each class went out, were merged into others, or were dropped.
import type { Priority } from '@hawker/protocol'

const SLOT_MS = 100
const SLOTS = 10

class ClassMeter {
  sent = 0
  merged = 0
  dropped = 0
  readonly #slots = new Array<number>(SLOTS).fill(0)
  #slot = 0

  countSent(count: number, now: number): void {
    this.#turn(now)
    this.sent += count
    this.#slots[this.#slot % SLOTS]! += count
  }

  perSecond(now: number): number {
    this.#turn(now)
    return this.#slots.reduce((sum, n) => sum + n, 0)
  }

  #turn(now: number): void {
    const slot = Math.floor(now / SLOT_MS)
    if (slot <= this.#slot) return
    for (let i = Math.max(this.#slot + 1, slot - SLOTS + 1); i <= slot; i++) this.#slots[i % SLOTS] = 0
    this.#slot = slot
  }
}

export interface Counted {
  readonly perSecond: number
  readonly sent: number
  readonly merged: number
  readonly dropped: number
}

export class Meter {
  readonly #classes = [new ClassMeter(), new ClassMeter(), new ClassMeter(), new ClassMeter()] as const

  /** Of everything counted so far: another number is another reading. */
  get count(): number {
    return this.#classes.reduce((sum, { sent, merged, dropped }) => sum + sent + merged + dropped, 0)
  }

  sent(priority: Priority, count: number, now: number): void {
    this.#classes[priority].countSent(count, now)
  }

  merged(priority: Priority, count: number): void {
    this.#classes[priority].merged += count
  }

  dropped(priority: Priority, count = 1): void {
    this.#classes[priority].dropped += count
  }

  read(now: number): { P0: Counted; P1: Counted; P2: Counted; P3: Counted } {
    const [P0, P1, P2, P3] = this.#classes.map((meter) => ({
      perSecond: meter.perSecond(now),
      sent: meter.sent,
      merged: meter.merged,
      dropped: meter.dropped,
    }))
    return { P0: P0!, P1: P1!, P2: P2!, P3: P3! }
  }
}
