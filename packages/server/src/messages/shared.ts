// What the verbs of this module are handed.
import {
  type Actor,
  type AppId,
  type Millis,
  type Refusal,
  type RoomFacts,
  type RoomId,
  refuse,
  type UserId,
} from '@hawker/protocol'
import type { Accounts } from '#accounts'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock } from '#kernel/clock'
import type { Rooms } from '#rooms'
import type { Log } from '#system/log'

export interface MessagesDeps {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'find' | 'post' | 'tell' | 'tellUser' | 'tellStaff' | 'openRoomIds'>
  readonly accounts: Pick<Accounts, 'person' | 'people'>
  /** Until when somebody may not speak anywhere in the app; null: he may. */
  readonly mutedUntil: (app: AppId, user: UserId) => Promise<Millis | null>
  readonly clock: Clock
  readonly chance: Chance
  readonly log: Log
}

/** How the journal names a caller. */
export const nameOf = (actor: Actor): string | null =>
  actor.kind === 'person' ? actor.person.id : actor.kind === 'server' ? 'server' : null

/** The room, where this caller may act: a host in his own and in those of nobody. */
export const operatedRoom = async (
  { rooms }: Pick<MessagesDeps, 'rooms'>,
  actor: Actor,
  room: RoomId,
): Promise<RoomFacts | Refusal> => {
  const facts = await rooms.find(actor.app, room)
  if (facts === null) return refuse('not-found')
  const isHost = actor.kind === 'person' && actor.person.role === 'host'
  return isHost && facts.host !== null && facts.host.id !== actor.person.id ? refuse('not-allowed') : facts
}
