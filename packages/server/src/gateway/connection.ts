// What is kept for one socket: one flat object, no closures and no timers of its own. Ten thousand of them must stay cheap.
import type { Actor, AppId, CloseCode, Down, PublicPerson, Refusal } from '@hawker/protocol'
import { isStaff, REFUSALS } from '@hawker/protocol'
import type { LiveRoom, Member } from '#rooms'
import { networkOf } from './admission.ts'
import { type Bucket, FULL } from './bucket.ts'
import { deflatedTopic } from './compress.ts'
import { CONTROL_BURST } from './limits.ts'

export type Phase = 'mute' | 'entering' | 'in' | 'closed'

/** A sandbox of what the runtime's socket can do; tests hand in their own. */
export interface Socket {
  send(text: string): number
  ping(): number
  subscribe(topic: string): void
  unsubscribe(topic: string): void
  close(code: number, reason: string): void
  terminate(): void
  getBufferedAmount(): number
}

/** RFC 6455 codes that we say ourselves: a message too big, and a fault of ours. */
export type AnyCloseCode = CloseCode | 1009 | 1011 | 1013

/** Whoever has not said hello yet. */
const NOBODY: Actor = { kind: 'public', app: '' as AppId }

export class Connection implements Member, Bucket {
  /** Other kinds of sockets will share the port. */
  readonly kind = 'room'
  readonly id: number
  readonly addressGroup: string
  socket: Socket | null = null
  phase: Phase = 'mute'
  /** Turn of the wheel at which it opened, and at which it was heard last. */
  openedTurn: number
  heardTurn: number
  /** Its place among all sockets, kept by the wheel. */
  index = -1
  actor: Actor = NOBODY
  room: LiveRoom | null = null
  /** Where it hears what staff are told. */
  staffTopic: string | null = null
  subscribed = false
  /** Large ticks go to it as deflated bytes. */
  inflates = false
  resuming = false
  resumedAt = Number.NEGATIVE_INFINITY
  tokens = FULL
  filledAt: number
  /** What waited for it at the last turn, and for how many turns that did not become less. */
  waitingBytes = 0
  stalledTurns = 0
  /** Control frames it may still send before a turn gives it more. */
  controls = CONTROL_BURST
  /** Which reading of who is calling is in force. */
  readOrder = 0
  strikes = 0
  strikesSince = 0
  /** The next socket of the same user. */
  nextOfUser: Connection | null = null

  constructor(id: number, addressGroup: string, turn: number, nowMs: number) {
    this.id = id
    this.addressGroup = addressGroup
    this.openedTurn = turn
    this.heardTurn = turn
    this.filledAt = nowMs
  }

  get connectionId(): string {
    return String(this.id)
  }

  /** A user counts once however many pages he has open; a watcher without a name counts by socket. */
  get viewerKey(): string {
    return this.person === null ? `c:${this.id}` : `u:${this.person.id}`
  }

  get network(): string | null {
    return networkOf(this.addressGroup)
  }

  get person(): PublicPerson | null {
    return this.actor.kind === 'person' ? this.actor.person : null
  }

  get staff(): boolean {
    return this.person !== null && isStaff(this.person.role)
  }

  subscribe(topic: string): void {
    this.subscribed = true
    this.socket?.subscribe(this.inflates ? deflatedTopic(topic) : topic)
  }

  unsubscribe(topic: string): void {
    this.socket?.unsubscribe(this.inflates ? deflatedTopic(topic) : topic)
  }

  tell(message: Down): void {
    this.send(JSON.stringify(message))
  }

  send(text: string): void {
    if (this.phase !== 'closed') this.socket?.send(text)
  }

  refuse({ refused, message, retryAfterMs }: Refusal, ref: number | null = null): void {
    const { retry } = REFUSALS[refused]
    this.tell({
      type: 'refused',
      ref,
      code: refused,
      message,
      retry,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    })
  }
}
