// One message of one socket: limits first, then what it means, then the room. No rule of a room stands here.
import { CLOSE, type PublicPerson, type Refusal, refuse, type Up } from '@hawker/protocol'
import type { Clock } from '#kernel/clock'
import type { LiveRoom, Spoken } from '#rooms'
import { take } from './bucket.ts'
import type { AnyCloseCode, Connection } from './connection.ts'
import { decode, type NotUnderstood, understood } from './decode.ts'
import { type EnterDeps, enter } from './enter.ts'
import {
  BYTES_PER_EXTRA_MESSAGE,
  MESSAGES_BURST,
  MESSAGES_PER_S,
  RESUME_EVERY_MS,
  STAFF_FACTOR,
  STRIKES_MAX,
  STRIKES_WITHIN_MS,
  USER_MESSAGES_BURST,
  USER_MESSAGES_PER_S,
} from './limits.ts'
import type { People } from './people.ts'

export interface HearDeps extends EnterDeps {
  readonly clock: Clock
  readonly people: People
  /** Where a failure inside a handler is told. */
  readonly failed: (connection: Connection, error: unknown) => void
}

const withinRate = ({ people, clock }: HearDeps, connection: Connection, length: number): boolean => {
  const { actor, staff } = connection
  const now = clock.monotonic()
  const cost = 1 + Math.floor(length / BYTES_PER_EXTRA_MESSAGE)
  const factor = staff ? STAFF_FACTOR : 1
  if (!take(connection, cost, MESSAGES_PER_S * factor, MESSAGES_BURST * factor, now)) return false
  const visitor = actor.kind === 'person' ? people.find(actor.app, actor.person.id) : undefined
  return !visitor || take(visitor, cost, USER_MESSAGES_PER_S * factor, USER_MESSAGES_BURST * factor, now)
}

/** Refuses; the third time within ten seconds is the last. */
const strike = (
  { hall, clock }: HearDeps,
  connection: Connection,
  { refusal, ref }: NotUnderstood,
  code: AnyCloseCode,
): void => {
  const now = clock.monotonic()
  if (now - connection.strikesSince > STRIKES_WITHIN_MS) {
    connection.strikes = 0
    connection.strikesSince = now
  }
  connection.strikes++
  connection.refuse(refusal, ref)
  if (connection.strikes >= STRIKES_MAX) hall.close(connection, code, refusal.refused)
}

const answer = (connection: Connection, ref: number, refusal: Refusal | null): void => {
  if (refusal === null) connection.tell({ type: 'reply', ref })
  else connection.refuse(refusal, ref)
}

const speak = (
  connection: Connection,
  ref: number,
  say: (room: LiveRoom, from: PublicPerson) => Spoken,
): void | Promise<void> => {
  const { person, room } = connection
  const spoken = person && room ? say(room, person) : refuse('not-signed-in')
  if (!(spoken instanceof Promise)) return answer(connection, ref, spoken)
  return spoken.then((refusal) => answer(connection, ref, refusal))
}

const like = (connection: Connection, count: number): void => {
  const { person, room, viewerKey } = connection
  const refusal: Refusal | null = person && room ? room.like(viewerKey, count) : refuse('not-signed-in')
  if (refusal !== null) connection.refuse(refusal)
}

const resume = async (
  { clock }: HearDeps,
  connection: Connection,
  position: Extract<Up, { type: 'resume' }>['position'],
): Promise<void> => {
  const { room } = connection
  const now = clock.monotonic()
  if (room === null) return
  if (connection.resuming || now - connection.resumedAt < RESUME_EVERY_MS)
    return connection.refuse(refuse('too-many', { retryAfterMs: RESUME_EVERY_MS }))
  connection.resuming = true
  connection.resumedAt = now
  try {
    connection.send(await room.resume(position))
  } finally {
    connection.resuming = false
  }
}

const act = (deps: HearDeps, connection: Connection, up: Up): void | Promise<void> => {
  switch (up.type) {
    case 'hello':
      return connection.refuse(refuse('bad-request', { message: 'You have said hello already.' }))
    case 'chat.say':
      return speak(connection, up.ref, (room, from) => room.say(from, up.text))
    case 'custom.say':
      return speak(connection, up.ref, (room, from) => room.custom(from, up))
    case 'like':
      return like(connection, up.count)
    case 'clock':
      return connection.tell({ type: 'clock', ref: up.ref, sentAt: up.sentAt, serverAt: deps.clock.now() })
    case 'resume':
      return resume(deps, connection, up.position)
    default:
      return up satisfies never
  }
}

/** Bytes on the wire, or fewer where it makes no difference. */
const sizeOf = (message: string | Uint8Array): number =>
  typeof message !== 'string' || message.length * 3 > BYTES_PER_EXTRA_MESSAGE
    ? Buffer.byteLength(message)
    : message.length

/** The number under which an unread message waits for its answer. */
const refIn = (message: string | Uint8Array): number | null => {
  const found = typeof message === 'string' ? /"ref":(\d{1,15})[,}]/.exec(message) : null
  return found ? Number(found[1]) : null
}

const understand = (deps: HearDeps, connection: Connection, message: string | Uint8Array): Up | null => {
  const { hall } = deps
  const said = typeof message === 'string' ? decode(message) : { refusal: refuse('bad-request'), ref: null }
  if (understood(said)) return said
  strike(deps, connection, said, CLOSE.badMessage)
  if (said.refusal.refused === 'too-large') hall.close(connection, 1009, 'too-large')
  // Who cannot say hello has nothing else to say.
  if (connection.phase === 'mute') hall.close(connection, CLOSE.badMessage, said.refusal.refused)
  return null
}

const listen = (deps: HearDeps, connection: Connection, message: string | Uint8Array): void | Promise<void> => {
  if (!withinRate(deps, connection, sizeOf(message))) {
    const refusal = refuse('too-many', { retryAfterMs: 1_000 })
    return strike(deps, connection, { refusal, ref: refIn(message) }, CLOSE.flooding)
  }
  const up = understand(deps, connection, message)
  if (up === null) return
  if (connection.phase === 'in') return act(deps, connection, up)
  if (connection.phase === 'mute' && up.type === 'hello') return enter(deps, connection, up)
  connection.refuse(refuse('bad-request', { message: 'Say hello first, and wait for the welcome.' }), refIn(message))
  if (connection.phase === 'mute') deps.hall.close(connection, CLOSE.badMessage, 'hello first')
}

/** Takes what a socket sent. Never throws, and never leaves a promise behind that may reject. */
export const hear = (deps: HearDeps, connection: Connection, message: string | Uint8Array): void => {
  if (connection.phase === 'closed') return
  connection.heardTurn = deps.hall.turn
  try {
    listen(deps, connection, message)?.catch((error) => deps.failed(connection, error))
  } catch (error) {
    deps.failed(connection, error)
  }
}
