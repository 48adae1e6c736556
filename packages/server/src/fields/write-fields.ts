// Custom fields of a room: written with the room's next version, told to those in it as far as everybody may read them.
import {
  type Actor,
  type AppId,
  isRefusal,
  type OrderedEvent,
  type Refusal,
  type RoomFacts,
  refuse,
} from '@hawker/protocol'
import { uuidV7 } from '#kernel/ids'
import { checkWrite } from './core/check-write.ts'
import { readable, roleIn } from './core/roles.ts'
import { takeWrite } from './core/write-rate.ts'
import { type FieldsDeps, nameOf } from './shared.ts'
import { holdDeclarations, listDeclarations, lockFields, putFields, readFields } from './store.ts'

/**
 * Writes of viewers to one room within any second, over all processes, where a field lets them: what is told of it is
 * never dropped, so it may not be much.
 */
export const FIELD_WRITES_OF_VIEWERS_PER_S = 5

interface Place {
  readonly app: AppId
  readonly facts: RoomFacts
}

export interface ValuesAnswer {
  readonly values: Record<string, string>
  readonly version: number
}

/** What this caller may read. */
export const readRoomFields = async (
  { db }: Pick<FieldsDeps, 'db'>,
  actor: Actor,
  { app, facts }: Place,
): Promise<ValuesAnswer> => {
  const on = db.of(app)
  const [declared, { kept, version }] = await Promise.all([listDeclarations(on, app), readFields(on, app, facts.id)])
  return { values: readable(kept, declared, facts.type, roleIn(actor, facts.host?.id ?? null)), version }
}

export const writeRoomFields = async (
  deps: FieldsDeps,
  actor: Actor,
  place: Place,
  values: Readonly<Record<string, string>>,
): Promise<ValuesAnswer | Refusal> => {
  const { db, journal, rooms, clock, chance } = deps
  const { app, facts } = place
  const { id: room, type } = facts
  const names = Object.keys(values)
  if (names.length === 0) return readRoomFields(deps, actor, place)
  const role = roleIn(actor, facts.host?.id ?? null)
  const isViewers = role === 'anyone' || role === 'member'
  const done = await db
    .of(app)
    .transaction()
    .execute(async (tx) => {
      const declared = await holdDeclarations(tx, app, names)
      // Decided before the room is locked: whoever may not, makes nobody wait.
      const wanted = checkWrite(declared, { type, role }, values)
      if (isRefusal(wanted)) return wanted
      const { kept, recent } = await lockFields(tx, app, room, type)
      const at = clock.now()
      const taken = isViewers ? takeWrite(recent, at, FIELD_WRITES_OF_VIEWERS_PER_S) : { recent: [...recent] }
      if ('waitMs' in taken) return refuse('too-many', { retryAfterMs: taken.waitMs })
      const version = await rooms.nextVersion(tx, app, room)
      if (version === null) return refuse('not-found')
      await putFields(tx, app, room, { kept: { ...kept, ...values }, version, recent: taken.recent })
      const event: OrderedEvent = { type: 'fields.changed', id: uuidV7(at, chance), at, fields: wanted.told, version }
      const tell = Object.keys(wanted.told).length > 0 ? [event] : []
      const payload = { values, version }
      const by = nameOf(actor)
      const journalId = await journal.append(tx, { app, room, kind: 'fields.changed', by, payload, tell })
      return { journalId, tell }
    })
  if (isRefusal(done)) return done
  if (done.tell.length > 0) await rooms.tell(app, room, done.journalId, done.tell)
  return readRoomFields(deps, actor, place)
}
