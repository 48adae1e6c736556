// Attributes of a room: on the version that was read, so that of many who write at once exactly one wins.
import { type AppId, isRefusal, type OrderedEvent, type Refusal, type RoomId, refuse } from '@hawker/protocol'
import { uuidV7 } from '#kernel/ids'
import { type AttributeChange, writeAttributes as write } from './core/attributes.ts'
import type { FieldsDeps } from './shared.ts'
import { lockAttributes, putAttributes, readAttributes } from './store.ts'
import type { ValuesAnswer } from './write-fields.ts'

export const readRoomAttributes = async (
  { db }: Pick<FieldsDeps, 'db'>,
  app: AppId,
  room: RoomId,
): Promise<ValuesAnswer> => {
  const { values, version } = await readAttributes(db.of(app), app, room)
  return { values, version }
}

export const writeAttributes = async (
  { db, journal, rooms, clock, chance }: FieldsDeps,
  { app, room, by }: { app: AppId; room: RoomId; by: string | null },
  change: AttributeChange,
): Promise<ValuesAnswer | Refusal> => {
  const { set, remove } = change
  const done = await db
    .of(app)
    .transaction()
    .execute(async (tx) => {
      const before = await lockAttributes(tx, app, room)
      const at = clock.now()
      const written = write(before, change, at)
      if (isRefusal(written)) return written
      const { values, recent, removed } = written
      if (Object.keys(set).length + removed.length === 0) return { answer: { values, version: before.version } }
      const version = await rooms.nextVersion(tx, app, room)
      if (version === null) return refuse('not-found')
      await putAttributes(tx, app, room, { values, version, recent })
      const event: OrderedEvent = { type: 'attributes.changed', id: uuidV7(at, chance), at, set, removed, version }
      const payload = { set, remove, version }
      const tell = [event]
      const journalId = await journal.append(tx, { app, room, kind: 'attributes.changed', by, payload, tell })
      return { answer: { values, version }, told: { journalId, tell } }
    })
  if (isRefusal(done)) return done
  if (done.told) await rooms.tell(app, room, done.told.journalId, done.told.tell)
  return done.answer
}
