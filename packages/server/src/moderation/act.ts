// One act of keeping order: the change, its journal entry and the room's version in one transaction; told after the commit.
import {
  type Actor,
  type AppId,
  isRefusal,
  type MemberModerated,
  type Millis,
  type ModerationAct,
  type Refusal,
  type RoomId,
  refuse,
  type UserId,
} from '@hawker/protocol'
import type { Transaction } from 'kysely'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock } from '#kernel/clock'
import { uuidV7 } from '#kernel/ids'
import type { Rooms } from '#rooms'

export interface ActDeps {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'nextVersion' | 'tell' | 'tellStaff'>
  readonly clock: Clock
  readonly chance: Chance
}

type Tx = Transaction<unknown>

/** What is done: to whom, until when, and why. */
export interface Deed {
  readonly act: MemberModerated['act']
  readonly userId: UserId
  readonly until: Millis | null
  readonly note: string | null
}

/** Does it at `at` inside the transaction. */
export type Change<T> = (tx: Tx, at: Millis) => Promise<{ readonly deed: Deed; readonly answer: T } | Refusal>

export type Acts = ReturnType<typeof createActs>

/** How the audit names a caller. */
export const nameOf = (actor: Actor): string | null =>
  actor.kind === 'person' ? actor.person.id : actor.kind === 'server' ? 'server' : null

export const createActs = ({ db, journal, rooms, clock, chance }: ActDeps) => {
  const run = async <T>(app: AppId, room: RoomId | null, by: string | null, change: Change<T>) =>
    db
      .of(app)
      .transaction()
      .execute(async (tx) => {
        if (room !== null && (await rooms.nextVersion(tx, app, room)) === null) return refuse('not-found')
        // Read under the room's lock, so that of two acts the later has the later time.
        const at = clock.now()
        const changed = await change(tx, at)
        if (isRefusal(changed)) return changed
        const { act: kind, userId, until } = changed.deed
        const id = uuidV7(at, chance)
        const act: ModerationAct = { id, at, room, by, ...changed.deed }
        const told: MemberModerated[] = room ? [{ type: 'member.moderated', id, at, userId, act: kind, until }] : []
        const entry = { app, room, kind: `moderation.${kind}`, by, payload: act, tell: told }
        return { answer: changed.answer, act, told, journalId: await journal.append(tx, entry) }
      })

  return {
    inRoom: async <T>(app: AppId, room: RoomId, by: string | null, change: Change<T>): Promise<T | Refusal> => {
      const done = await run(app, room, by, change)
      if (isRefusal(done)) return done
      await rooms.tell(app, room, done.journalId, done.told)
      rooms.tellStaff(app, room, { type: 'staff.act', act: done.act })
      return done.answer
    },

    inApp: async <T>(app: AppId, by: string | null, change: Change<T>): Promise<T | Refusal> => {
      const done = await run(app, null, by, change)
      if (isRefusal(done)) return done
      rooms.tellStaff(app, null, { type: 'staff.act', act: done.act })
      return done.answer
    },
  }
}
