// One page of somebody, as a client has to be: keeps what it heard by offset, asks when there is a hole, comes back where
// it left off. What reaches it is late, and now and then lost.
import {
  CLOSE,
  type Frame,
  isRefusal,
  type OrderedEvent,
  type PinnedComment,
  type Placed,
  type Position,
  type PublicPerson,
  type RoomFacts,
  type Snapshot,
  type UserId,
} from '@hawker/protocol'
import type { Chance } from '#kernel/chance'
import type { Member } from '../door.ts'
import type { ManualTime } from './manual-time.ts'
import { member } from './paper.ts'
import type { Outlet, Process } from './paper-house.ts'

const ASKS_AGAIN_MS = 500

export class Page implements Outlet {
  readonly person: PublicPerson
  process: Process | null = null
  position: Position | null = null
  /** What it heard since its last snapshot, by offset. */
  readonly heard = new Map<number, string>()
  /** Where its last snapshot stood: it has heard everything since. */
  from = 0
  /** Lines it shows, by id. */
  readonly lines = new Map<string, string>()
  facts: RoomFacts | null = null
  pinned: { comment: PinnedComment | null; version: number } = { comment: null, version: -1 }
  mutedUntil: number | null = null
  closedWith: number | null = null
  readonly failures: unknown[] = []
  lossy = false
  readonly #time: ManualTime
  readonly #chance: Chance
  #member: Member | null = null
  /** Frames that wait for an answer. */
  #waiting: Frame[] | null = null
  /** Number of the connection: what belongs to an older one is void. */
  #connection = 0
  #entering = false

  constructor(person: PublicPerson, time: ManualTime, chance: Chance) {
    this.person = person
    this.#time = time
    this.#chance = chance
  }

  get isIn(): boolean {
    return this.process !== null && !this.#entering
  }

  publish(text: string): void {
    if (this.lossy && this.#chance.next() < 0.3) return
    this.#later(() => this.#take(JSON.parse(text) as Frame))
  }

  toUser(user: UserId, message: string): void {
    if (user !== this.person.id) return
    this.#later(() => {
      const told = JSON.parse(message)
      if (told.type === 'own.standing') this.mutedUntil = told.mutedUntil
    })
  }

  closeUser(user: UserId, code: number): void {
    if (user !== this.person.id || this.process === null) return
    this.closedWith = code
    this.leave()
  }

  async enter(process: Process): Promise<void> {
    if (this.process !== null) return
    this.process = process
    const mine = member(this.person)
    const connection = ++this.#connection
    this.#member = mine
    this.#entering = true
    this.#waiting = []
    this.closedWith = null
    process.outlets.add(this)
    const entered = await process.enter(mine, this.position)
    if (connection !== this.#connection || !process.alive) {
      if (!isRefusal(entered)) process.room.leave(mine)
      return
    }
    this.#entering = false
    const barred = isRefusal(entered) ? entered : entered.room.bars(mine)
    if (isRefusal(entered) || barred) {
      if (!isRefusal(entered)) process.room.leave(mine)
      this.closedWith = barred?.refused === 'banned' ? CLOSE.banned : 1013
      this.#member = null
      this.leave()
      return
    }
    this.mutedUntil = entered.mutedUntil
    if (entered.snapshotJson) this.#begin(JSON.parse(entered.snapshotJson) as Snapshot)
    this.#fill(JSON.parse(entered.missedJson ?? '[]') as Placed[], entered.position)
  }

  /** Goes, or is put out. */
  leave(): void {
    const { process } = this
    if (process === null) return
    process.outlets.delete(this)
    if (this.#member && !this.#entering && process.alive) process.room.leave(this.#member)
    this.process = null
    this.#member = null
    this.#entering = false
    this.#waiting = null
    this.#connection += 1
  }

  /** In the order of a connection, and only while it stands. */
  #later(run: () => void): void {
    const connection = this.#connection
    this.#time.after(2, () => {
      if (connection !== this.#connection) return
      try {
        run()
      } catch (error) {
        this.failures.push(error)
      }
    })
  }

  async #resume(): Promise<void> {
    const { process } = this
    const connection = this.#connection
    const isVoid = () => process === null || connection !== this.#connection || !process.alive
    this.#waiting ??= []
    while (!isVoid()) {
      try {
        const answer = JSON.parse(await process!.room.resume(this.position!))
        if (isVoid()) return
        if (answer.type === 'resync') {
          this.#begin(answer.snapshot)
          this.#fill([], answer.snapshot.position)
        } else this.#fill(answer.entries, answer.position)
        return
      } catch {
        // The log was away for a moment.
        await new Promise<void>((resolve) => this.#time.after(ASKS_AGAIN_MS, resolve))
      }
    }
  }

  #begin({ position, recent, room, pinned }: Snapshot): void {
    this.heard.clear()
    this.lines.clear()
    this.position = position
    this.from = position.offset
    this.facts = room
    this.pinned = { ...pinned }
    for (const { event } of recent) this.#apply(event)
  }

  #fill(entries: readonly Placed[], position: Position): void {
    for (const { offset, event } of entries) this.#hear(offset, event)
    this.position = position
    const waiting = this.#waiting ?? []
    this.#waiting = null
    for (const frame of waiting) this.#take(frame)
  }

  #take(frame: Frame): void {
    if (this.#waiting) {
      this.#waiting.push(frame)
      return
    }
    const { epoch, offset } = this.position!
    if (frame.epoch !== epoch || frame.first > offset + 1) {
      this.#waiting = [frame]
      this.#resume().catch((error) => this.failures.push(error))
      return
    }
    for (const [i, event] of frame.ordered.entries()) {
      if (frame.first + i <= this.position!.offset) continue
      this.#hear(frame.first + i, event)
      this.position = { epoch, offset: frame.first + i }
    }
  }

  #hear(offset: number, event: OrderedEvent): void {
    if (offset <= this.from || this.heard.has(offset)) return
    this.heard.set(offset, event.id)
    this.#apply(event)
  }

  #apply(event: OrderedEvent): void {
    if (event.type === 'chat.said') this.lines.set(event.id, event.text)
    else if (event.type === 'chat.recalled') this.lines.delete(event.messageId)
    else if (event.type === 'room.changed') {
      if (this.facts === null || event.room.version >= this.facts.version) this.facts = event.room
    } else if (event.type === 'comment.pinned' && event.version >= this.pinned.version)
      this.pinned = { comment: event.pinned, version: event.version }
  }
}
