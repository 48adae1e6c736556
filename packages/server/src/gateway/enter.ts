// Hello: who is it, which room, and what has he missed.
import {
  type Actor,
  type AppId,
  CLOSE,
  type Hello,
  isRefusal,
  OLDEST_VERSION,
  PROTOCOL_VERSION,
  type Refusal,
  refuse,
} from '@hawker/protocol'
import type { Accounts } from '#accounts'
import type { Clock } from '#kernel/clock'
import type { Entered, Rooms } from '#rooms'
import type { Admission } from './admission.ts'
import { FULL } from './bucket.ts'
import type { AnyCloseCode, Connection } from './connection.ts'
import type { Hall } from './hall.ts'
import type { GatewayLimits } from './limits.ts'
import { type People, socketsOf } from './people.ts'

export interface EnterDeps {
  readonly rooms: Pick<Rooms, 'enter'>
  readonly accounts: Pick<Accounts, 'redeemTicket' | 'hasApp' | 'defaultApp'>
  readonly clock: Clock
  readonly hall: Hall
  readonly people: People
  readonly admission: Admission
  readonly limits: GatewayLimits
}

interface Turned {
  readonly refusal: Refusal
  readonly code: AnyCloseCode
}

const turned = (refusal: Refusal, code: AnyCloseCode): Turned => ({ refusal, code })

const CODE_OF_REFUSAL: Partial<Record<Refusal['refused'], AnyCloseCode>> = {
  'not-found': CLOSE.roomUnknown,
  banned: CLOSE.banned,
  'ticket-invalid': CLOSE.ticketInvalid,
  busy: 1013,
  unavailable: 1013,
  failed: 1011,
}

/** Everybody who only watches is the same caller: one object for each app. */
const watchers = new Map<AppId, Actor>()
const watcherOf = (app: AppId): Actor => {
  const known = watchers.get(app)
  if (known) return known
  const watcher: Actor = { kind: 'public', app }
  watchers.set(app, watcher)
  return watcher
}

interface Known {
  readonly actor: Actor
  /** Whether no other process has let him in by the same ticket; null where it need not be asked. */
  readonly unused: Promise<boolean> | null
}

const invalidTicket = (): Turned => turned(refuse('ticket-invalid'), CLOSE.ticketInvalid)

const whoIs = ({ accounts }: EnterDeps, hello: Hello): Known | Turned => {
  if (hello.ticket === undefined) {
    const app = hello.app ?? accounts.defaultApp
    // An app that does not exist looks like a room that does not.
    if (!accounts.hasApp(app)) return turned(refuse('not-found'), CLOSE.roomUnknown)
    return { actor: watcherOf(app), unused: null }
  }
  const ticket = accounts.redeemTicket(hello.ticket)
  if (ticket === null || ticket.room !== hello.room) return invalidTicket()
  if (hello.app !== undefined && hello.app !== ticket.app) return invalidTicket()
  const { app, person, sessionId, unused = null } = ticket
  return { actor: { kind: 'person', app, person, sessionId }, unused }
}

/** `entered` brings JSON that was written once for many; only who you are is yours alone. */
export const welcomeText = (entered: Entered, connection: Connection, serverAt: number): string =>
  `{"type":"welcome","version":${PROTOCOL_VERSION},"serverAt":${serverAt},"you":${JSON.stringify(connection.person)},` +
  `"mutedUntil":${entered.mutedUntil},` +
  `"snapshot":${entered.snapshotJson},"missed":${entered.missedJson},"position":${JSON.stringify(entered.position)}}`

const keepToOwnLimit = ({ hall, people, limits, clock }: EnterDeps, connection: Connection): void => {
  const { actor } = connection
  if (actor.kind !== 'person') return
  const visitor = people.add(connection, actor.app, actor.person.id, clock.monotonic())
  // The oldest goes: it is the one whose page is most likely gone.
  if (visitor.sockets > limits.socketsPerUser) hall.close(socketsOf(visitor).at(-1)!, CLOSE.replaced, 'too many pages')
}

export const enter = async (deps: EnterDeps, connection: Connection, hello: Hello): Promise<void> => {
  const { rooms, hall, admission, clock } = deps
  const turnAway = ({ refusal, code }: Turned) => {
    connection.refuse(refusal)
    hall.close(connection, code, refusal.refused)
  }
  if (hello.version < OLDEST_VERSION || hello.version > PROTOCOL_VERSION)
    return turnAway(turned(refuse('invalid', { message: 'version: not spoken here' }), CLOSE.versionTooOld))
  const known = whoIs(deps, hello)
  if ('refusal' in known) return turnAway(known)
  const { actor, unused } = known

  admission.spoke(connection.addressGroup)
  connection.phase = 'entering'
  connection.actor = actor
  connection.inflates = hello.compress !== undefined
  // Staff have a larger bucket than the one hello was taken from.
  if (connection.staff) connection.tokens = FULL
  keepToOwnLimit(deps, connection)
  const entered = await rooms.enter(actor.app, hello.room, connection, hello.position ?? null)
  if (isRefusal(entered)) return turnAway(turned(entered, CODE_OF_REFUSAL[entered.refused] ?? CLOSE.notAllowed))
  // G2. Asked while the room was being entered, so it costs a join nothing.
  if (unused !== null && !(await unused)) {
    entered.room.leave(connection)
    return turnAway(invalidTicket())
  }
  // Typed away by the checks above, but time has passed: the socket may have gone meanwhile.
  if ((connection.phase as string) === 'closed') return entered.room.leave(connection)
  const barred = entered.room.bars(connection)
  if (barred !== null) {
    entered.room.leave(connection)
    return turnAway(turned(barred, CLOSE.banned))
  }
  connection.room = entered.room
  connection.staffTopic = entered.staffTopic
  connection.phase = 'in'
  if (!connection.subscribed) connection.subscribe(entered.topic)
  connection.send(welcomeText(entered, connection, clock.now()))
}
