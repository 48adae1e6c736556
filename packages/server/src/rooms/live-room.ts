// One room while it has members or something to say in this process: core, log and sockets joined by time.
import type {
  AppId,
  Frame,
  LatestValues,
  LossyEvent,
  OrderedEvent,
  Position,
  PublicPerson,
  Refusal,
  RoomFacts,
  RoomId,
} from '@hawker/protocol'
import { refuse } from '@hawker/protocol'
import type { RoomKey, RoomLog } from '#bus'
import type { Clock, Timer, Timers } from '#kernel/clock'
import type { Log } from '#system/log'
import { CatchUp } from './catch-up.ts'
import { Audience } from './core/audience.ts'
import { type Batch, type RoomBudget, RoomCore } from './core/room.ts'
import type { Entered, FrameSink, LiveRoom, Member, SnapshotSource } from './door.ts'
import { SharedSnapshot } from './shared-snapshot.ts'
import { type BuiltSnapshot, buildSnapshot, type SnapshotState } from './snapshot.ts'

/** How these stand in a frame; inside a text their quotes would be escaped. */
const ROOM_CHANGED = '"type":"room.changed"'
const LATEST = ',"latest":{'

type Place = Pick<Entered, 'snapshotJson' | 'missedJson' | 'position'>

export interface LiveRoomDeps {
  readonly log: RoomLog
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Log
  readonly budget: RoomBudget
  readonly sources: readonly SnapshotSource[]
  readonly sink: () => FrameSink | null
  /** The room's state and like total, from the database. */
  readonly load: (app: AppId, room: RoomId) => Promise<(SnapshotState & { likes: number }) | null>
  /** Viewers of this room in other processes. */
  readonly viewersElsewhere: (room: LiveRoomBody) => number
  readonly nextEventId: () => string
}

export class LiveRoomBody implements LiveRoom {
  readonly app: AppId
  readonly id: RoomId
  readonly topic: string
  readonly name: string
  readonly core: RoomCore
  readonly #deps: LiveRoomDeps
  readonly #key: RoomKey
  readonly #audience = new Audience()
  readonly #catchUp: CatchUp
  #opening: Promise<RoomFacts | null> | null = null
  #unsubscribe: (() => Promise<void>) | null = null
  #facts: RoomFacts | null = null
  readonly #snapshot: SharedSnapshot
  #timer: { readonly due: number; readonly timer: Timer } | null = null
  #appending: Promise<void> | null = null
  #entering = 0
  #touchedAt: number

  constructor(app: AppId, id: RoomId, deps: LiveRoomDeps) {
    this.app = app
    this.id = id
    this.name = `${app}/${id}`
    this.topic = `room/${this.name}`
    this.#deps = deps
    this.#key = { app, room: id }
    this.#touchedAt = deps.clock.monotonic()
    this.core = new RoomCore(deps.budget, this.#touchedAt)
    this.#catchUp = new CatchUp(deps.log, this.#key)
    this.#snapshot = new SharedSnapshot(
      () => buildSnapshot(deps, this.#key, () => deps.load(app, id)),
      () => ({ viewers: this.core.viewers, likes: this.core.likes }),
      deps.clock,
    )
  }

  get localViewers(): number {
    return this.#audience.size
  }

  /** Idle since: a room with members, or with anything to say or keep, never is. */
  idleFor(now: number): number {
    if (this.#entering > 0 || this.#appending || this.#audience.size > 0 || !this.core.idle) this.#touchedAt = now
    return now - this.#touchedAt
  }

  /** Hears the log from now on, and knows the room's state. Null: there is no such room. */
  open(): Promise<RoomFacts | null> {
    this.#opening ??= this.#open().catch((error) => {
      this.#opening = null
      throw error
    })
    return this.#opening.then((facts) => this.#facts ?? facts)
  }

  async #open(): Promise<RoomFacts | null> {
    const { log, load } = this.#deps
    this.#unsubscribe ??= await log.subscribe(this.#key, (frame, _epoch, _first, ordered) =>
      this.#heard(frame, ordered),
    )
    const loaded = await load(this.app, this.id)
    if (loaded === null) return null
    this.core.likesKept(loaded.likes, 0)
    this.#know(loaded.facts)
    return loaded.facts
  }

  async enter(member: Member, position: Position | null): Promise<Entered | Refusal> {
    this.#entering += 1
    try {
      const place = (position && (await this.#continue(position))) ?? (await this.#begin())
      if (place === null) return refuse('not-found')
      this.#arrived(member, position !== null)
      return { room: this, topic: this.topic, staffTopic: null, mutedUntil: null, ...place }
    } catch (error) {
      this.#deps.logger.warn({ err: error, app: this.app, room: this.id }, 'a room could not be entered')
      return refuse('unavailable')
    } finally {
      this.#entering -= 1
    }
  }

  async #continue(after: Position): Promise<Place | null> {
    const missed = await this.#missed(after)
    if (missed === null) return null
    await this.#repeatLatest()
    return { snapshotJson: null, missedJson: missed.json, position: missed.position }
  }

  async #begin(): Promise<Place | null> {
    const snapshot = await this.#coveredSnapshot()
    if (snapshot === null) return null
    const missed = await this.#missed(snapshot.position)
    const position = missed?.position ?? snapshot.position
    const missedJson = missed && missed.count > 0 ? missed.json : null
    return { snapshotJson: this.#snapshot.text(snapshot), missedJson, position }
  }

  #missed(after: Position) {
    return this.#catchUp.since(after, this.#deps.clock.now())
  }

  /** A shared one if history still runs on from it, else a new one. */
  async #coveredSnapshot(): Promise<BuiltSnapshot | null> {
    const shared = await this.#snapshot.get()
    if (shared === null || (await this.#missed(shared.position)) !== null) return shared
    this.#snapshot.forget()
    return this.#snapshot.get()
  }

  /** Latest values are not replayed: who comes back gets them with everybody's next frame. */
  async #repeatLatest(): Promise<void> {
    const snapshot = await this.#snapshot.get()
    if (snapshot === null) return
    this.core.repeat(this.#snapshot.latest(snapshot))
    this.#pump()
  }

  async resume(after: Position): Promise<string> {
    const missed = await this.#missed(after)
    if (missed) {
      await this.#repeatLatest()
      return `{"type":"missed","position":${JSON.stringify(missed.position)},"entries":${missed.json}}`
    }
    const snapshot = await this.#coveredSnapshot()
    if (snapshot === null) throw new Error('the room is gone')
    return `{"type":"resync","snapshot":${this.#snapshot.text(snapshot)}}`
  }

  #arrived(member: Member, returning: boolean): void {
    const now = this.#deps.clock.monotonic()
    const person = personOf(member)
    const isNew = this.#audience.enter(member.viewerKey, person)
    if (isNew && person && !returning && this.#audience.shouldAnnounce(person, now))
      this.core.lossy({ type: 'members.joined', names: [person.name], count: 1 }, now)
    this.countViewers()
  }

  leave(member: Member): void {
    this.#audience.leave(member.viewerKey, personOf(member))
    this.#touchedAt = this.#deps.clock.monotonic()
    this.countViewers()
  }

  countViewers(): void {
    const local = this.#audience.size
    this.core.setViewers(local, local + this.#deps.viewersElsewhere(this))
    this.#pump()
  }

  newest(): readonly PublicPerson[] {
    return this.#audience.newest()
  }

  say(from: PublicPerson, text: string): Refusal | null {
    const { nextEventId, clock } = this.#deps
    const refusal = this.core.say(from, text, nextEventId(), clock.now())
    if (refusal === null) this.#pump()
    return refusal
  }

  custom(): Refusal | null {
    return refuse('unknown-type')
  }

  bars(): Refusal | null {
    return null
  }

  roleChanged(): string | null {
    return null
  }

  like(_viewerKey: string, count: number): Refusal | null {
    const refusal = this.core.like(count, this.#deps.clock.monotonic())
    if (refusal === null) this.#pump()
    return refusal
  }

  /** Resolves when the log has taken all of it: false when it failed. */
  async tell(events: readonly OrderedEvent[]): Promise<boolean> {
    const fates = events.map((event) => new Promise<boolean>((resolve) => this.core.tell(event, resolve)))
    this.#pump()
    return (await Promise.all(fates)).every(Boolean)
  }

  latest(values: LatestValues): void {
    this.core.latest(values)
    this.#pump()
  }

  lossy(event: LossyEvent): void {
    this.core.lossy(event, this.#deps.clock.monotonic())
    this.#pump()
  }

  /** Sends whatever is due, and wakes up for the next. */
  #pump(): void {
    if (this.#appending) return
    const now = this.#deps.clock.monotonic()
    const due = this.core.dueAt(now)
    if (due === null) return
    if (due <= now) {
      const batch = this.core.take(now)
      if (batch) this.#append(batch)
      return
    }
    if (this.#timer && this.#timer.due <= due) return
    this.#timer?.timer.stop()
    const timer = this.#deps.timers.after(due - now, () => {
      this.#timer = null
      this.#pump()
    })
    this.#timer = { due, timer }
  }

  #append(batch: Batch): void {
    const { log, clock, logger } = this.#deps
    this.#appending = log
      .append(this.#key, batch.entries, batch.latest && JSON.stringify(batch.latest), clock.now())
      .then(
        ({ admitted }) => this.core.settle(batch, admitted, clock.monotonic()),
        (error) => {
          logger.warn({ err: error, app: this.app, room: this.id }, 'a room could not append to its log')
          this.core.fail(batch)
        },
      )
      .then(() => {
        this.#appending = null
        this.#pump()
      })
  }

  #heard(frame: string, ordered: number): void {
    this.core.heard(this.#deps.clock.monotonic())
    if (ordered > 0) this.#catchUp.forget()
    if (frame.includes(LATEST) || (ordered > 0 && frame.includes(ROOM_CHANGED))) this.#learn(frame)
    this.#deps.sink()?.publish(this.topic, frame)
  }

  /** Another process may have said it: what may be said here, and what a newcomer is told, follows from it. */
  #learn(frame: string): void {
    const { ordered, latest } = JSON.parse(frame) as Frame
    for (const event of ordered) if (event.type === 'room.changed') this.#know(event.room)
    if (!latest) return
    this.#snapshot.heard(latest)
    if (latest.likes !== undefined) this.core.heardLikes(latest.likes)
  }

  #know(facts: RoomFacts): void {
    if (this.#facts && this.#facts.version > facts.version) return
    this.#facts = facts
    this.core.status = facts.status
  }

  /** Sends what waits, without its time having come, and stops. */
  async close(): Promise<void> {
    await this.#appending
    const batch = this.core.take(Infinity)
    if (batch) this.#append(batch)
    await this.#appending
    this.#timer?.timer.stop()
    this.#timer = null
    await this.#unsubscribe?.()
    this.#unsubscribe = null
  }
}

const personOf = ({ actor }: Member): PublicPerson | null => (actor.kind === 'person' ? actor.person : null)
