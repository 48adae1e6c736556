// What a room has to say and when: gathers between two frames, trims what no budget could admit, merges, counts.
// Deterministic: the same calls with the same times give the same batches.
import {
  type ChatSaid,
  type CustomSaid,
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
import { checkCustom, Policy } from './policy.ts'
import { isOpen } from './status.ts'
import { BEAT_MS, mergeMs, tickMs } from './tick.ts'

export interface Outgoing {
  readonly priority: Priority
  readonly delivery: 'ordered' | 'lossy'
  readonly json: string
  readonly eventId?: string
  readonly onceId?: string
  /** Called when the entry's fate is known: true when the log took it, knew it or dropped it; false when the log failed. */
  readonly done?: (settled: boolean) => void
}

export interface Batch {
  readonly entries: readonly Outgoing[]
  readonly latest: LatestValues | null
}

type CustomMessage = Pick<CustomSaid, 'data' | 'description' | 'extension'>

const priorityOf = ({ role }: PublicPerson): Priority => (isStaff(role) ? 1 : 2)

export interface RoomBudget {
  readonly perS: number
  readonly p1HeadroomPerS: number
}

/** A number of viewers that whoever should tell it has not told is told by another. */
const VIEWERS_UNTOLD_MS = 2_000

/** Flags of an append, as the log gives them. */
const DROPPED = 0
const ADMITTED = 1

export class RoomCore {
  status: RoomStatus = 'draft'
  readonly policy = new Policy()
  readonly meter = new Meter()
  readonly #maxWaiting: readonly number[]
  #queue: Outgoing[] = []
  #waiting = [0, 0, 0, 0]
  readonly #merge = new Merge()
  readonly #latest = new Latest()
  #listeners = 0
  #viewers = 0
  #viewersHeard = 0
  #viewersUntoldSince = -Infinity
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
    return this.#queue.length === 0 && this.#listeners === 0 && this.#likesToKeep === 0
  }

  /** `stands`: what the policy wanted to know of the speaker (`wantsStanding`). */
  say(from: PublicPerson, text: string, id: string, at: Millis, stands = true): Refusal | null {
    if (!isOpen(this.status)) return refuse('room-closed')
    const line = this.policy.line(from, text, at, stands)
    if (isRefusal(line)) return line
    this.#speak(priorityOf(from), { type: 'chat.said', id, at, from, text: line })
    return null
  }

  custom(from: PublicPerson, message: CustomMessage, id: string, at: Millis, stands = true): Refusal | null {
    if (!isOpen(this.status)) return refuse('room-closed')
    const { data, description, extension } = message
    const refusal =
      this.policy.refusesSpeaker(from, at) ??
      this.policy.refusesStanding(from, stands) ??
      checkCustom(data, description, extension)
    if (refusal !== null) return refusal
    this.#speak(priorityOf(from), { type: 'custom.said', id, at, from, data, description, extension })
    return null
  }

  /** Somebody speaks who need not be here: only his own mute stands against him. */
  post(
    from: PublicPerson | null,
    message: { readonly text: string } | CustomMessage,
    priority: Priority,
    id: string,
    at: Millis,
  ): Refusal | null {
    if (!isOpen(this.status)) return refuse('room-closed')
    const mutedUntil = from && this.policy.sanctions.mutedUntil(from.id, at)
    if (mutedUntil !== null) return refuse('muted', { retryAfterMs: mutedUntil - at })
    if (!('text' in message)) {
      const { data, description, extension } = message
      const refusal = checkCustom(data, description, extension)
      if (refusal === null) this.#speak(priority, { type: 'custom.said', id, at, from, data, description, extension })
      return refusal
    }
    if (from === null) return refuse('invalid', { message: 'A line has somebody who says it.' })
    const line = checkLine(message.text)
    if (isRefusal(line)) return line
    this.#speak(priority, { type: 'chat.said', id, at, from, text: line })
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

  /**
   * `listeners`: who hears this room in this process, staff included; `all`: viewers of every process. One process tells
   * it to all; where it does not, another does after a while.
   */
  setViewers(listeners: number, all: number, mineToTell = true, now = 0): void {
    this.#listeners = listeners
    const changed = all !== this.#viewers
    if (changed) {
      this.#viewers = all
      this.#peakViewers = Math.max(this.#peakViewers, all)
      this.#viewersUntoldSince = now
    }
    const untold = all !== this.#viewersHeard && now - this.#viewersUntoldSince >= VIEWERS_UNTOLD_MS
    if (!(changed && mineToTell) && !untold) return
    this.#viewersUntoldSince = now
    this.latest({ viewers: all })
  }

  /** What the database holds for all processes; what is not kept yet comes on top. Never falls. */
  likesKept(total: number, ofOurs: number): void {
    this.#likesToKeep -= ofOurs
    const likes = Math.max(this.#likes, total + this.#likesToKeep)
    if (likes === this.#likes) return
    this.#likes = likes
    if (this.#listeners > 0 || this.#viewers > 0) this.#latest.set({ likes })
  }

  /** What a frame told. Likes: every total is true for some moment past, so the largest is nearest. */
  heardLatest({ viewers, likes }: LatestValues): void {
    if (viewers !== undefined) this.#viewersHeard = viewers
    if (likes !== undefined) this.#likes = Math.max(this.#likes, likes)
  }

  /** A frame reached this process: nobody here is in doubt about the last offset. */
  heard(now: number): void {
    this.#heardAt = now
  }

  /** When the next batch should leave; null when there is none. */
  dueAt(now: number): number | null {
    if (this.#waiting[0]! > 0) return now
    const tickAt = this.#flushedAt + tickMs(this.#listeners)
    let due = this.#queue.length > 0 ? tickAt : Infinity
    const gatheredAt = this.#merge.openedAt
    if (gatheredAt !== null) due = Math.min(due, Math.max(tickAt, gatheredAt + mergeMs(this.#listeners)))
    due = Math.min(due, Math.max(tickAt, this.#latest.dueAt()))
    if (this.#listeners > 0) due = Math.min(due, this.#heardAt + BEAT_MS)
    return due === Infinity ? null : Math.max(now, due)
  }

  take(now: number): Batch | null {
    const gatheredAt = this.#merge.openedAt
    if (gatheredAt !== null && now >= gatheredAt + mergeMs(this.#listeners)) this.#queueMerged()
    if (this.#listeners > 0 && now >= this.#heardAt + BEAT_MS) {
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

  /** The log took the batch: `admitted` says what of it. Not `shared`: only those here heard it, and P0 stays to be told. */
  settle({ entries, latest }: Batch, admitted: Uint8Array, now: number, shared = true): void {
    const sent = [0, 0, 0, 0]
    for (let i = 0; i < entries.length; i++) {
      const { priority, done } = entries[i]!
      if (admitted[i] === ADMITTED) sent[priority]! += 1
      else if (admitted[i] === DROPPED) this.meter.dropped(priority)
      done?.(shared)
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

  #speak(priority: Priority, event: ChatSaid | CustomSaid): void {
    if (!this.#hasPlace(priority)) return
    this.#push({ priority, delivery: 'ordered', json: JSON.stringify(event), eventId: event.id })
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
