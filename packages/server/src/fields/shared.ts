// What the verbs of this module are handed.
import { type Actor, type AppId, isStaff, type Refusal, type RoomFacts, type RoomId, refuse } from '@hawker/protocol'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock, Timers } from '#kernel/clock'
import type { Rooms } from '#rooms'
import type { Log } from '#system/log'

export interface FieldsDeps {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'find' | 'nextVersion' | 'tell' | 'latest'>
  readonly clock: Clock
  readonly timers: Timers
  readonly chance: Chance
  readonly log: Log
}

/** How the journal names a caller. */
export const nameOf = (actor: Actor): string | null =>
  actor.kind === 'person' ? actor.person.id : actor.kind === 'server' ? 'server' : null

const seesDrafts = (actor: Actor) => actor.kind === 'server' || (actor.kind === 'person' && isStaff(actor.person.role))

/** A room that this caller may know of. `asked`: the app that the public may name, and callers of another may not. */
export const visibleRoom = async (
  { rooms }: Pick<FieldsDeps, 'rooms'>,
  actor: Actor,
  room: RoomId,
  asked: AppId = actor.app,
): Promise<{ readonly app: AppId; readonly facts: RoomFacts } | Refusal> => {
  if (asked !== actor.app && actor.kind !== 'public') return refuse('not-found')
  const facts = await rooms.find(asked, room)
  if (facts === null || (facts.status === 'draft' && !seesDrafts(actor))) return refuse('not-found')
  return { app: asked, facts }
}
