// What a room has to say and when: gathers between two frames, trims what no budget could admit, merges, counts.
// Deterministic: the same calls with the same times give the same batches.
import {
  DELIVERY,
  isRefusal,
  isStaff,
  type LatestValues,
  LIKES_MAX_PER_MESSAGE,
  type LossyEvent,
  type Millis,
  type OrderedEvent,
  type Priority,
  type PublicPerson,
  type Refusal,
  type RoomStatus,
  refuse,
} from '@hawker/protocol'
import { checkLine } from './chat.ts'
import { Latest } from './latest.ts'
import { Merge } from './merge.ts'
import { Meter } from './meter.ts'
import { isOpen } from './status.ts'
import { BEAT_MS, mergeMs, tickMs } from './tick.ts'

export interface Outgoing {
  readonly priority: Priority
  readonly delivery: 'ordered' | 'lossy'
  readonly json: string
  readonly onceId?: string
  /** Called when the entry's fate is known: true when the log took it, knew it or dropped it; false when the log failed. */
  readonly done?: (settled: boolean) => void
}

export interface Batch {
  readonly entries: readonly Outgoing[]
  readonly latest: LatestValues | null
}

export interface RoomBudget {
  readonly perS: number
  readonly p1HeadroomPerS: number
}

/** Flags of an append, as the log gives them. */
const DROPPED = 0
const ADMITTED = 1

export class RoomCore {
  status: RoomStatus = 'draft'
  readonly meter = new Meter()
  readonly #maxWaiting: readonly number[]
  #queue: Outgoing[] = []
  #waiting = [0, 0, 0, 0]
  readonly #merge = new Merge()
  readonly #latest = new Latest()
  #localViewers = 0
  #viewers = 0
  #peakViewers = 0
  #likes = 0
  #likesToKeep = 0
  #flushedAt = -Infinity
  #heardAt: number

  constructor(budget: RoomBudget, now: number) {
    this.#maxWaiting = [Infinity, budget.perS + budget.p1HeadroomPerS, budget.perS, budget.perS]
    this.#heardAt = now
  }

  get viewers(): number {
    return this.#viewers
  }
  get peakViewers(): number {
    return this.#peakViewers
  }
  get likes(): number {
    return this.#likes
  }
  get likesToKeep(): number {
    return this.#likesToKeep
  }
  get idle(): boolean {
    return this.#queue.length === 0 && this.#localViewers === 0 && this.#likesToKeep === 0
  }

  say(from: PublicPerson, text: string, id: string, at: Millis): Refusal | null {
    if (!isOpen(this.status)) return refuse('room-closed')
    const line = checkLine(text)
    if (isRefusal(line)) return line
    const priority = isStaff(from.role) ? 1 : DELIVERY['chat.said'].priority
    if (!this.#hasPlace(priority)) return null
    this.#push({
      priority,
      delivery: 'ordered',
      json: JSON.stringify({ type: 'chat.said', id, at, from, text: line }),
    })
    return null
  }

  like(count: number, now: number): Refusal | null {
    if (!isOpen(this.status)) return refuse('room-closed')
    if (!Number.isInteger(count) || count < 1 || count > LIKES_MAX_PER_MESSAGE) return refuse('invalid')
    this.#likes += count
    this.#likesToKeep += count
    this.#latest.set({ likes: this.#likes })
    this.#merge.add({ type: 'hearts.burst', count }, now)
    return null
  }

  tell(event: OrderedEvent, done?: (settled: boolean) => void): void {
    const { priority } = DELIVERY[event.type]
    if (!this.#hasPlace(priority)) {
      done?.(true)
      return
    }
    const entry = { priority, delivery: 'ordered', json: JSON.stringify(event), onceId: event.id } as const
    this.#push(done ? { ...entry, done } : entry)
  }

  lossy(event: LossyEvent, now: number): void {
    this.#merge.add(event, now)
  }

  latest(values: LatestValues): void {
    const replaced = this.#latest.set(values)
    if (replaced > 0) this.meter.merged(0, replaced)
  }

  /** Says again what is known already, unless something newer waits. */
  repeat(values: LatestValues): void {
    this.#latest.offer(values)
  }

  /** `local`: viewers of this process; `all`: of every process. */
  setViewers(local: number, all: number): void {
    this.#localViewers = local
    if (all === this.#viewers) return
    this.#viewers = all
    this.#peakViewers = Math.max(this.#peakViewers, all)
    this.latest({ viewers: all })
  }

  /** What the database holds for all processes; what is not kept yet comes on top. Never falls. */
  likesKept(total: number, ofOurs: number): void {
    this.#likesToKeep -= ofOurs
    const likes = Math.max(this.#likes, total + this.#likesToKeep)
    if (likes === this.#likes) return
    this.#likes = likes
    if (this.#localViewers > 0) this.#latest.set({ likes })
  }

  /** Another process counted more; every total is true for some moment past, so the largest is nearest. */
  heardLikes(total: number): void {
    this.#likes = Math.max(this.#likes, total)
  }

  /** A frame reached this process: nobody here is in doubt about the last offset. */
  heard(now: number): void {
    this.#heardAt = now
  }

  /** When the next batch should leave; null when there is none. */
  dueAt(now: number): number | null {
    if (this.#waiting[0]! > 0) return now
    const tickAt = this.#flushedAt + tickMs(this.#localViewers)
    let due = this.#queue.length > 0 ? tickAt : Infinity
    const gatheredAt = this.#merge.openedAt
    if (gatheredAt !== null) due = Math.min(due, Math.max(tickAt, gatheredAt + mergeMs(this.#localViewers)))
    due = Math.min(due, Math.max(tickAt, this.#latest.dueAt()))
    if (this.#localViewers > 0) due = Math.min(due, this.#heardAt + BEAT_MS)
    return due === Infinity ? null : Math.max(now, due)
  }

  take(now: number): Batch | null {
    const gatheredAt = this.#merge.openedAt
    if (gatheredAt !== null && now >= gatheredAt + mergeMs(this.#localViewers)) this.#queueMerged()
    if (this.#localViewers > 0 && now >= this.#heardAt + BEAT_MS) {
      this.#latest.set({ viewers: this.#viewers })
      this.#heardAt = now
    }
    const latest = this.#latest.take(now)
    const entries = this.#queue
    if (entries.length === 0 && latest === null) return null
    this.#queue = []
    this.#waiting = [0, 0, 0, 0]
    this.#flushedAt = now
    return { entries, latest }
  }

  /** The log took the batch: `admitted` says what of it. */
  settle({ entries, latest }: Batch, admitted: Uint8Array, now: number): void {
    const sent = [0, 0, 0, 0]
    for (let i = 0; i < entries.length; i++) {
      const { priority, done } = entries[i]!
      if (admitted[i] === ADMITTED) sent[priority]! += 1
      else if (admitted[i] === DROPPED) this.meter.dropped(priority)
      done?.(true)
    }
    if (latest) sent[0]! += Object.keys(latest).length
    for (const priority of [0, 1, 2, 3] as const)
      if (sent[priority]! > 0) this.meter.sent(priority, sent[priority]!, now)
  }

  /** The log failed: chat is lost and counted, state is told again by the sweeper, latest values wait on. */
  fail({ entries, latest }: Batch): void {
    for (const { priority, done } of entries) {
      if (priority > 0) this.meter.dropped(priority)
      done?.(false)
    }
    if (latest) this.#latest.offer(latest)
  }

  #queueMerged(): void {
    for (const { event, events } of this.#merge.take()) {
      const { priority } = DELIVERY[event.type]
      if (events > 1) this.meter.merged(priority, events - 1)
      this.#push({ priority, delivery: 'lossy', json: JSON.stringify(event) })
    }
  }

  /** More of a class than one append could admit is not even encoded. */
  #hasPlace(priority: Priority): boolean {
    if (this.#waiting[priority]! < this.#maxWaiting[priority]!) return true
    this.meter.dropped(priority)
    return false
  }

  #push(entry: Outgoing): void {
    this.#waiting[entry.priority]! += 1
    this.#queue.push(entry)
  }
}
