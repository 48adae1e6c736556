// A live room from a viewer's side: joins, says, likes, and follows the room's log without a hole.
import type {
  Down,
  Frame,
  LatestValues,
  OrderedEvent,
  Placed,
  Position,
  PublicPerson,
  Refusal,
  RoomFacts,
  Snapshot,
  Up,
  Welcome,
} from '@hawker/protocol'
import { CLOSE, shouldReconnect } from '@hawker/protocol/close-code'
import { isRefusal, REFUSALS, refuse } from '@hawker/protocol/refusal'
import { PROTOCOL_VERSION } from '@hawker/protocol/version'
import { ServerClock } from './clock.ts'
import { Connection, type ConnectionState, type Ending } from './connection.ts'
import { Cursor } from './cursor.ts'
import { Emitter } from './emitter.ts'
import { reasonOf } from './ending.ts'
import { type Gap, gapOf } from './gap.ts'
import { newest } from './latest-values.ts'
import { Likes } from './likes.ts'
import { Liveness } from './liveness.ts'
import type { Machine } from './machine.ts'
import { Pending } from './pending.ts'
import { type CustomReceipt, type Receipt, sentBy } from './receipt.ts'
import { reduceRoom } from './reduce-room.ts'
import type { Link, Place, RoomEvents } from './room-events.ts'
import { EMPTY_ROOM, type Heard, type RoomState } from './room-state.ts'
import type { OpenTransport } from './transport.ts'

/** A question for what was missed is asked again after this long without an answer. */
export const RESUME_AGAIN_MS = 2_000

/** Where a server asks to come back after a while, this share of it is added by chance: not all at the same moment. */
const SPREAD_SHARE = 0.5

/**
 * Gives a fresh ticket for each socket: null to watch without a name, a refusal that passes (`busy`, `unavailable`) or a
 * throw to try again, any other refusal to give up.
 */
export type TicketProvider = () => Promise<string | null | Refusal>

export interface RoomOptions {
  readonly id: string
  /** The app the room belongs to; the server's default when left out. */
  readonly app?: string
  readonly open: OpenTransport
  readonly ticket: TicketProvider
  readonly machine: Machine
}

const NO_NEWS = { retryAt: null, caughtUp: null, lost: null, reason: null, ending: null, until: null }

/** What a link tells of having been away. */
const newsOf = (caughtUp: number, gap: Gap | null): Partial<Link> =>
  gap === null || gap.lost === 0 ? { caughtUp } : { lost: gap.lost }

/** What joining answers. */
export interface Joined {
  readonly room: RoomFacts
  readonly you: PublicPerson | null
}

/**
 * A room one may watch and speak in.
 * @example
 * const room = hawker.room('tea')
 * room.on('chat.said', ({ from, text }) => console.log(from.name, text))
 * await room.join()
 * await room.say('How large is the celadon cup?')
 */
export class Room {
  readonly id: string
  /** The server's clock, for countdowns. */
  readonly clock: ServerClock
  readonly #options: RoomOptions
  readonly #events = new Emitter<RoomEvents>()
  readonly #cursor = new Cursor()
  readonly #connection: Connection
  readonly #pending: Pending
  readonly #likes: Likes
  readonly #liveness: Liveness
  #state: RoomState = EMPTY_ROOM
  #link: Link
  #ticket: string | null = null
  #ticketTried = false
  #refusal: Refusal | null = null
  #keptOutUntil: number | null = null
  /** Heard while an answer is out: it may be newer than the snapshot in that answer, and never tells less. */
  #meanwhile: LatestValues = {}
  #callOffResume: () => void = () => {}
  #joining: ((answer: Joined | Refusal) => void)[] = []

  constructor(options: RoomOptions) {
    const { machine, open } = options
    this.#options = options
    this.id = options.id
    this.clock = new ServerClock(machine.now)
    this.#link = { ...NO_NEWS, state: 'idle', since: machine.now() }
    this.#pending = new Pending(machine)
    this.#likes = new Likes(machine, (count) => this.#tell({ type: 'like', count }))
    this.#connection = new Connection({
      open,
      machine,
      prepare: () => this.#prepare(),
      comesBack: (code) => this.#comesBack(code),
      opened: () => this.#hello(),
      received: (text) => this.#read(text),
      changed: (state, ending) => this.#moved(state, ending),
    })
    this.#liveness = new Liveness(
      machine,
      this.clock,
      (ref, sentAt) => this.#tell({ type: 'clock', ref, sentAt }),
      () => this.#connection.drop(),
    )
  }

  /** The room as known now: the same object until something changes, as `useSyncExternalStore` wants it. */
  get state(): RoomState {
    return this.#state
  }

  /** How the room is reached. */
  get link(): Link {
    return this.#link
  }

  /**
   * Where we stand in the room's log: every ordered event up to here was heard, in order and once. Null before the first
   * snapshot. Offsets run on without holes within an epoch, so this is the proof that none is missing.
   */
  get position(): Position | null {
    return this.#cursor.position
  }

  /** Listens; answers how to stop. `room.on('launch.opened', ({ item }) => …)` */
  on: Emitter<RoomEvents>['on'] = (type, listener) => this.#events.on(type, listener)

  /** Listens to one of the app's own message types, whoever sends it. `room.onCustom('vote', ({ extension }) => …)` */
  onCustom(type: string, listener: (message: Extract<OrderedEvent, { type: 'custom.said' }>, place: Place) => void) {
    return this.on('custom.said', (message, place) => {
      if (message.data === type) listener(message, place)
    })
  }

  /** Enters, and stays in through every drop until `leave`. Answers once greeted, or why that will not happen. */
  join(): Promise<Joined | Refusal> {
    if (this.#link.state === 'open') return Promise.resolve(this.#joined())
    const answer = new Promise<Joined | Refusal>((resolve) => this.#joining.push(resolve))
    this.#refusal = null
    this.#keptOutUntil = null
    this.#ticketTried = false
    this.#connection.start()
    return answer
  }

  /** Leaves. What was said and not answered yet is answered `unavailable`. */
  leave(): void {
    this.#connection.stop()
  }

  /**
   * Says a line. The receipt says that the server took it; the room, the speaker included, sees it in a later frame, in the
   * same order for everybody. What never comes back in a frame was dropped for the room's budget.
   */
  say(text: string): Promise<Receipt | Refusal> {
    return this.#ask((ref) => ({ type: 'chat.say', ref, text }))
  }

  /**
   * Sends a signal of the app's own making: everybody hears `custom.said`, the sender too. At most 8 KiB in all. The sender
   * is handed it at once as `custom.sent`, and as the answer.
   */
  async custom(data: string, { description = '', extension = '' } = {}): Promise<CustomReceipt | Refusal> {
    const answer = await this.#ask((ref) => ({ type: 'custom.say', ref, data, description, extension }))
    const { you } = this.#state
    if (isRefusal(answer)) return answer
    if (you === null) return refuse('not-signed-in')
    const sent = sentBy(you, data, description, extension)
    this.#events.emit('custom.sent', sent)
    return { ...answer, sent }
  }

  /** One tap, or more: taps within half a second travel as one message. */
  like(count = 1): void {
    this.#likes.add(count)
  }

  /** The device woke up or found a network: look at once whether the line still stands. */
  wake(): void {
    if (this.#link.state === 'open') this.#liveness.begin()
    else this.#connection.wake()
  }

  #ask(up: (ref: number) => Up): Promise<Receipt | Refusal> {
    if (this.#link.state !== 'open') return Promise.resolve(refuse('unavailable'))
    const { ref, answer } = this.#pending.open()
    this.#tell(up(ref))
    return answer
  }

  #joined(): Joined {
    return { room: this.#state.room!, you: this.#state.you }
  }

  #answerJoin(answer: Joined | Refusal): void {
    for (const resolve of this.#joining.splice(0)) resolve(answer)
  }

  async #prepare(): Promise<Refusal | null> {
    const ticket = await this.#options.ticket()
    if (isRefusal(ticket)) {
      if (REFUSALS[ticket.refused]?.retry !== 'later') return ticket
      this.#waitFor(ticket.retryAfterMs)
      throw new Error(ticket.message)
    }
    this.#ticket = ticket
    return null
  }

  /** The server said when to come back: then, and not all at the same moment. */
  #waitFor(afterMs: number | undefined): void {
    if (afterMs === undefined) return
    this.#connection.moved(Math.round(afterMs * (1 + this.#options.machine.chance() * SPREAD_SHARE)))
  }

  /** A ticket may grow old on the way (a laptop lid was closed): one new one is tried. */
  #comesBack(code: number): boolean {
    if (code !== CLOSE.ticketInvalid || this.#ticket === null || this.#ticketTried) return shouldReconnect(code)
    this.#ticketTried = true
    return true
  }

  #tell(up: Up): boolean {
    return this.#connection.send(JSON.stringify(up))
  }

  #hello(): void {
    const { app, id } = this.#options
    const position = this.#cursor.position
    this.#cursor.reconnected()
    this.#meanwhile = {}
    this.#tell({
      type: 'hello',
      version: PROTOCOL_VERSION,
      room: id,
      ...(app === undefined ? {} : { app }),
      ...(this.#ticket === null ? {} : { ticket: this.#ticket }),
      ...(position === null ? {} : { position }),
      ...(this.#connection.inflates ? { compress: 'deflate-raw' } : {}),
    } as Up)
  }

  #read(text: string): void {
    let down: Down
    try {
      down = JSON.parse(text)
    } catch {
      // A line that garbles one text may have garbled others.
      this.#connection.drop()
      return
    }
    this.#received(down)
  }

  #received(down: Down): void {
    switch (down.type) {
      case 'frame':
        this.#frame(down)
        break
      case 'welcome':
        this.#welcome(down)
        break
      case 'missed':
        this.#answered(down.position, down.entries, null)
        break
      case 'resync':
        this.#resynced(down.snapshot)
        break
      case 'reply':
        this.#pending.settle(down.ref, { taken: true })
        break
      case 'refused':
        this.#refused(down)
        break
      case 'clock':
        this.#liveness.heard(down.ref, down.sentAt, down.serverAt)
        break
      case 'own.order':
        this.#events.emit('own.order', down.order)
        break
      case 'own.standing':
        this.#hear([{ type: 'standing', mutedUntil: down.mutedUntil }])
        break
      case 'staff.act':
        this.#events.emit('staff.act', down.act)
        break
      case 'moved':
        this.#connection.moved(down.afterMs)
        break
      // What whoever listens is handed as it is; of a newer server's messages nobody knows.
      default:
        this.#events.emit(down.type, down as never)
    }
  }

  #welcome({ you, mutedUntil = null, snapshot, missed, position, serverAt }: Welcome): void {
    const returning = this.#state.room !== null
    this.clock.forget()
    this.clock.hint(serverAt)
    this.#connection.settled()
    this.#ticketTried = false
    this.#hear([{ type: 'you', you, mutedUntil }])
    const { caughtUp, gap } = this.#answered(position, missed, snapshot)
    this.#setLink('open', returning ? newsOf(caughtUp, gap) : {})
    if (gap !== null) this.#events.emit('gap', gap)
    this.#liveness.begin()
    this.#answerJoin(this.#joined())
  }

  #frame(frame: Frame): void {
    const { latest, lossy = [] } = frame
    if (latest && this.#cursor.asking) this.#meanwhile = newest(this.#meanwhile, latest)
    const fresh = this.#cursor.frame(frame)
    this.#apply(fresh, false, [
      ...(latest ? [{ type: 'latest' as const, latest }] : []),
      ...lossy.map((event) => ({ type: 'lossy' as const, event })),
    ])
    if (latest?.viewers !== undefined) this.#events.emit('viewers', latest.viewers)
    if (latest?.likes !== undefined) this.#events.emit('likes', latest.likes)
    if (latest?.stock !== undefined) this.#events.emit('stock', latest.stock)
    for (const event of lossy) this.#events.emit(event.type, event as never)
    this.#askForMissing()
  }

  #answered(position: Position, missed: readonly Placed[] | null, snapshot: Snapshot | null) {
    this.#callOffResume()
    const from = this.#cursor.position
    const gap = snapshot === null || from === null ? null : gapOf(this.#state, from, snapshot)
    const fresh = this.#cursor.answered(position, missed, snapshot?.position ?? null)
    if (snapshot !== null) this.clock.hint(snapshot.serverAt)
    const latest = this.#meanwhile
    this.#meanwhile = {}
    const whole: Heard[] =
      snapshot === null
        ? []
        : [
            { type: 'snapshot', snapshot },
            { type: 'latest', latest },
          ]
    this.#apply(fresh, true, [], whole)
    this.#askForMissing()
    return { caughtUp: fresh.length + (gap?.caughtUp ?? 0), gap }
  }

  #resynced(snapshot: Snapshot): void {
    const { caughtUp, gap } = this.#answered(snapshot.position, null, snapshot)
    if (gap === null) return
    if (this.#link.state === 'open') this.#setLink('open', newsOf(caughtUp, gap))
    this.#events.emit('gap', gap)
  }

  /** Takes events into the state at one stroke, then tells who listens to each. */
  #apply(fresh: readonly Placed[], late: boolean, after: readonly Heard[], before: readonly Heard[] = []): void {
    this.#hear([...before, ...fresh.map((placed) => ({ type: 'placed' as const, placed })), ...after])
    for (const { event } of fresh) {
      if (event.type === 'member.moderated' && event.userId === this.#state.you?.id) this.#keptOutUntil = event.until
    }
    for (const { offset, event } of fresh) this.#events.emit(event.type, event as never, { offset, late } as never)
  }

  #hear(heard: readonly Heard[]): void {
    const next = heard.reduce(reduceRoom, this.#state)
    if (next === this.#state) return
    this.#state = next
    this.#events.emit('state', next)
  }

  #askForMissing(): void {
    const { missing, position } = this.#cursor
    if (!missing || position === null) return
    this.#cursor.asked()
    this.#resume(position, 0)
  }

  #resume(position: Position, afterMs: number): void {
    const { machine } = this.#options
    this.#callOffResume()
    this.#callOffResume = machine.after(afterMs, () => {
      this.#tell({ type: 'resume', position })
      this.#callOffResume = machine.after(RESUME_AGAIN_MS, () => this.#resume(position, 0))
    })
  }

  #refused({ ref, code, message, retryAfterMs }: Extract<Down, { type: 'refused' }>): void {
    const refusal: Refusal = { refused: code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
    if (ref !== null) this.#pending.settle(ref, refusal)
    else {
      if (this.#link.state !== 'open') this.#refusal = refusal
      if (code === 'banned') this.#keptOutUntil = retryAfterMs === undefined ? null : this.clock.now() + retryAfterMs
      else if (this.#link.state !== 'open') this.#waitFor(retryAfterMs)
      this.#events.emit('refused', refusal)
    }
  }

  #moved(state: ConnectionState, ending: Ending | null): void {
    // A socket that opened is not yet a room that greeted us.
    const shown = state === 'open' ? 'connecting' : state
    if (shown !== 'connecting') {
      this.#liveness.stop()
      this.#callOffResume()
      this.#pending.settleAll(refuse('unavailable'))
    }
    if (shown === 'connecting' && this.#link.state === 'connecting') return
    const why = ending && { ...ending, refusal: ending.refusal ?? this.#refusal }
    const reason = why && reasonOf(why)
    const until = reason === 'banned' ? this.#keptOutUntil : null
    this.#setLink(shown, { ending: why, reason, until, retryAt: this.#connection.retryAt })
    if (state !== 'ended') return
    this.#likes.stop()
    this.#answerJoin(why?.refusal ?? refuse('unavailable'))
  }

  #setLink(state: ConnectionState, more: Partial<Link>): void {
    const since = state === this.#link.state ? this.#link.since : this.#options.machine.now()
    this.#link = { ...NO_NEWS, state, since, ...more }
    this.#events.emit('link', this.#link)
  }
}
