// One room while it has members or something to say in this process: core, log and sockets joined by time.
import type {
  AppId,
  LatestValues,
  LossyEvent,
  OrderedEvent,
  Position,
  PublicPerson,
  Refusal,
  RoomFacts,
  RoomId,
  RoomPolicy,
  UserId,
} from '@hawker/protocol'
import { refuse } from '@hawker/protocol'
import type { RoomKey, RoomLog } from '#bus'
import type { Clock, Timers } from '#kernel/clock'
import type { Log } from '#system/log'
import { ComingIn } from './coming-in.ts'
import { type RoomBudget, RoomCore } from './core/room.ts'
import { Tally } from './core/tally.ts'
import { Crowd, isStaffMember } from './crowd.ts'
import type {
  CustomMessage,
  Entered,
  FrameSink,
  LiveRoom,
  Member,
  SanctionSource,
  SnapshotSource,
  Spoken,
} from './door.ts'
import { Hearing } from './hearing.ts'
import { RoomStanding } from './sanctions.ts'
import type { Seats } from './seats.ts'
import { Sending } from './sending.ts'
import { buildSnapshot, type SnapshotState } from './snapshot.ts'
import { Speaking } from './speaking.ts'
import type { Stands } from './standing.ts'

/** When nobody could tell whether somebody may speak. */
const ASK_AGAIN_MS = 2_000

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
  /** Viewers of this room in other processes, and whether this one tells all how many there are. */
  readonly elsewhere: (name: string, ownViewers: number) => { viewers: number; mineToTell: boolean }
  /** Somebody came or left: the other processes want to know. */
  readonly changed: (name: string) => void
  readonly seats: Seats | null
  readonly sanctionSource: () => SanctionSource | null
  readonly appMutes: (app: AppId) => ReadonlyMap<UserId, number>
  readonly stands: Stands
  readonly nextEventId: () => string
}

export class LiveRoomBody implements LiveRoom {
  readonly app: AppId
  readonly id: RoomId
  readonly topic: string
  readonly staffTopic: string
  readonly name: string
  readonly core: RoomCore
  readonly crowd = new Crowd()
  readonly tally = new Tally()
  readonly standing: RoomStanding
  readonly #deps: LiveRoomDeps
  readonly #key: RoomKey
  readonly #comingIn: ComingIn
  readonly #sending: Sending
  readonly #speaking: Speaking
  readonly #hearing: Hearing
  #opening: Promise<RoomFacts | null> | null = null
  #unsubscribe: (() => Promise<void>) | null = null
  #facts: RoomFacts | null = null
  /** Something was told that this process did not hear. */
  #isStale = false
  #entering = 0
  #touchedAt: number

  constructor(app: AppId, id: RoomId, deps: LiveRoomDeps) {
    const { log, clock, logger } = deps
    const key = { app, room: id }
    this.app = app
    this.id = id
    this.name = `${app}/${id}`
    this.topic = `room/${this.name}`
    this.staffTopic = `staff/${this.name}`
    this.#deps = deps
    this.#key = key
    this.#touchedAt = deps.clock.monotonic()
    this.core = new RoomCore(deps.budget, this.#touchedAt)
    this.#sending = new Sending({ key, core: this.core, log, clock, timers: deps.timers, logger })
    const pump = () => this.#sending.pump()
    this.#comingIn = new ComingIn(key, {
      ...{ log, clock },
      build: () => buildSnapshot(deps, key, () => deps.load(app, id)),
      numbers: () => ({ viewers: this.core.viewers, likes: this.core.likes }),
      repeat: (values) => {
        this.core.repeat(values)
        pump()
      },
    })
    this.standing = new RoomStanding({
      ...{ key, sanctions: this.core.policy.sanctions, sink: deps.sink, source: deps.sanctionSource },
      appMutes: () => deps.appMutes(app),
      now: () => clock.now(),
      failed: (error) => logger.warn({ err: error, app, room: id }, 'mutes and bans could not be read'),
    })
    this.#hearing = new Hearing({
      appended: () => this.#comingIn.appended(),
      roomChanged: (facts) => this.#know(facts),
      moderated: (event) => this.standing.hear(event, clock.monotonic()),
      recalled: () => this.#comingIn.recalled(),
      stateChanged: () => this.#comingIn.stateChanged(),
      latest: (values) => {
        this.#comingIn.heard(values)
        this.core.heardLatest(values)
      },
    })
    this.#speaking = new Speaking({
      ...{ core: this.core, nextEventId: deps.nextEventId, said: pump },
      spoke: (from) => this.tally.spoke(from),
      now: () => clock.now(),
      stands: ({ id: user }) => deps.stands(app, this.#facts?.host?.id ?? null, this.#policy.speakers, user),
      unknown: (error) => {
        logger.warn({ err: error, app, room: id }, 'whether somebody may speak could not be asked')
        return refuse('unavailable', { retryAfterMs: ASK_AGAIN_MS })
      },
    })
  }

  /** What other processes are told of. */
  get numbers(): { viewers: number; staff: number } {
    return { viewers: this.crowd.audience.size, staff: this.crowd.staffSockets }
  }
  get localViewers(): number {
    return this.crowd.audience.size
  }
  get #policy(): RoomPolicy {
    return this.core.policy.current
  }

  /** Idle since: a room with members, or with anything to say or keep, never is. */
  idleFor(now: number): number {
    if (this.#entering > 0 || this.#sending.busy || this.crowd.listeners > 0 || !this.core.idle) this.#touchedAt = now
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
    const { log, load, clock } = this.#deps
    this.#unsubscribe ??= await log.subscribe(this.#key, (...heard) => this.#heard(...heard))
    const loaded = await load(this.app, this.id)
    if (loaded === null) return null
    await this.standing.read(clock.monotonic())
    this.core.likesKept(loaded.likes, 0)
    this.#know(loaded.facts)
    return loaded.facts
  }

  async enter(member: Member, position: Position | null): Promise<Entered | Refusal> {
    const barred = this.bars(member)
    if (barred !== null) return barred
    this.#entering += 1
    try {
      const place = await this.#comingIn.place(position)
      if (place === null) return refuse('not-found')
      this.#arrived(member, position !== null)
      const { snapshotJson, missedJson, position: at } = place
      const staffTopic = isStaffMember(member) ? this.staffTopic : null
      const person = member.actor.kind === 'person' ? member.actor.person : null
      const mutedUntil = person && this.standing.mutedUntil(person.id)
      return { room: this, topic: this.topic, staffTopic, mutedUntil, snapshotJson, missedJson, position: at }
    } catch (error) {
      this.#deps.logger.warn({ err: error, app: this.app, room: this.id }, 'a room could not be entered')
      return refuse('unavailable')
    } finally {
      this.#entering -= 1
    }
  }

  bars(member: Member): Refusal | null {
    return this.standing.bars(member)
  }

  resume(after: Position): Promise<string> {
    return this.#comingIn.resume(after)
  }

  #arrived(member: Member, returning: boolean): void {
    const { clock, seats } = this.#deps
    const now = clock.monotonic()
    const notice = this.crowd.came(member, returning, clock.now(), now)
    if (notice) this.core.lossy(notice, now)
    seats?.enter(this, member)
    this.#peopleChanged()
  }

  leave(member: Member): void {
    const { clock, seats } = this.#deps
    this.#touchedAt = clock.monotonic()
    this.crowd.left(member, this.#touchedAt)
    seats?.leave(this, member)
    this.#peopleChanged()
  }

  roleChanged(member: Member): string | null {
    this.crowd.roleChanged(member, this.#deps.clock.now())
    this.#peopleChanged()
    return isStaffMember(member) ? this.staffTopic : null
  }

  renewed(member: Member): void {
    this.crowd.renewed(member)
  }

  /** Another process counts this viewer, where he is as well; or does not any more. */
  countElsewhere(viewerKey: string, elsewhere: boolean): void {
    if (this.crowd.audience.countElsewhere(viewerKey, elsewhere)) this.#peopleChanged()
  }

  #peopleChanged(): void {
    this.countViewers()
    this.#deps.changed(this.name)
  }

  countViewers(): void {
    const own = this.crowd.audience.size
    const { viewers, mineToTell } = this.#deps.elsewhere(this.name, own)
    this.core.setViewers(this.crowd.listeners, own + viewers, mineToTell, this.#deps.clock.monotonic())
    this.#sending.pump()
  }

  /** Once a second. */
  turn(now: number): void {
    if (this.#isStale) void this.#readAgain()
    this.standing.turn(now)
    const departed = this.crowd.departed(now)
    if (departed) this.core.lossy(departed, now)
    this.countViewers()
  }

  newest(): readonly PublicPerson[] {
    return this.crowd.audience.newest().map(({ person }) => person)
  }

  say(from: PublicPerson, text: string): Spoken {
    return this.#speaking.say(from, text)
  }

  custom(from: PublicPerson, message: CustomMessage): Spoken {
    return this.#speaking.custom(from, message)
  }

  post(from: PublicPerson | null, message: { readonly text: string } | CustomMessage, priority: 1 | 2 | 3) {
    return this.#speaking.post(from, message, priority)
  }

  like(_viewerKey: string, count: number): Refusal | null {
    const refusal = this.core.like(count, this.#deps.clock.monotonic())
    if (refusal === null) this.#sending.pump()
    return refusal
  }

  /** Resolves when the log that all share has taken all of it: false when it failed, or told only those here. */
  async tell(events: readonly OrderedEvent[]): Promise<boolean> {
    const fates = events.map((event) => new Promise<boolean>((resolve) => this.core.tell(event, resolve)))
    this.#sending.pump()
    return (await Promise.all(fates)).every(Boolean)
  }

  latest(values: LatestValues): void {
    this.core.latest(values)
    this.#sending.pump()
  }

  lossy(event: LossyEvent): void {
    this.core.lossy(event, this.#deps.clock.monotonic())
    this.#sending.pump()
  }

  #heard(frame: string, epoch: string, first: number, ordered: number, mended: boolean): void {
    this.core.heard(this.#deps.clock.monotonic())
    const isWhole = this.#hearing.hear(frame, epoch, first, ordered)
    this.#deps.sink()?.publish(this.topic, frame)
    if (!isWhole || mended) this.#missedSome()
  }

  /** Viewers see the hole and ask. What this process itself did not hear, the database knows. */
  #missedSome(): void {
    this.#isStale = true
    this.#comingIn.recalled()
    // The values of the frames that were lost are in none that follow.
    void this.#comingIn.repeatLatest().catch(() => {})
  }

  async #readAgain(): Promise<void> {
    const { load, clock, logger } = this.#deps
    this.#isStale = false
    try {
      const [loaded] = await Promise.all([load(this.app, this.id), this.standing.readAgain(clock.monotonic())])
      if (loaded === null) return
      this.#know(loaded.facts)
      this.core.likesKept(loaded.likes, 0)
    } catch (error) {
      this.#isStale = true
      logger.warn({ err: error, app: this.app, room: this.id }, 'a room could not be read again')
    }
  }

  #know(facts: RoomFacts): void {
    if (this.#facts && this.#facts.version > facts.version) return
    this.#facts = facts
    this.core.status = facts.status
    this.core.policy.current = facts.policy
  }

  /** Sends what waits, without its time having come, and stops. */
  async close(): Promise<void> {
    await this.#sending.close()
    await this.#unsubscribe?.()
    this.#unsubscribe = null
  }
}
