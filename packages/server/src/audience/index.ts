// The door of audience: who follows whom.
import { type AppId, api, isStaff, type PublicPerson, refuse, type UserId } from '@hawker/protocol'
import type { Accounts } from '#accounts'
import type { Database } from '#db'
import { bind, type Route } from '#http'
import type { Journal } from '#journal'
import type { Clock } from '#kernel/clock'
import type { Rooms, StandingSource } from '#rooms'
import type { Log } from '#system/log'
import { addFollow, isFollowing, readFollows, removeFollow } from './store.ts'

export interface AudienceOptions {
  readonly db: Database
  readonly journal: Journal
  readonly accounts: Pick<Accounts, 'person'>
  readonly rooms: Pick<Rooms, 'roomsOfHost' | 'lossy'>
  readonly clock: Clock
  readonly log: Log
}

export interface Audience {
  readonly routes: Route[]
  /** For rooms where only followers of the host speak. */
  readonly standing: Required<Pick<StandingSource, 'follows'>>
  stop(): void
}

export const createAudience = ({ db, journal, accounts, rooms, clock, log }: AudienceOptions): Audience => {
  const isHost = async (app: AppId, user: UserId): Promise<boolean> => {
    const person = await accounts.person(app, user)
    return person !== null && isStaff(person.role)
  }

  // A courtesy to the room, after the fact: it may be lost, and nobody waits for it.
  const tellRooms = (app: AppId, host: UserId, follower: PublicPerson) => {
    const tell = async () => {
      for (const room of await rooms.roomsOfHost(app, host))
        rooms.lossy(app, room, { type: 'follow.added', names: [follower.name], count: 1 })
    }
    tell().catch((error) => log.warn({ err: error }, 'rooms could not be told of a follower'))
  }

  const { readFollow, follow, unfollow } = api.audience
  return {
    routes: [
      bind(readFollow, async ({ actor, params: { host }, query }) => {
        const app = query.app ?? actor.app
        if (!(await isHost(app, host))) return refuse('not-found')
        const follower = actor.kind === 'person' && actor.app === app ? actor.person.id : null
        return readFollows(db.of(app), app, host, follower)
      }),

      bind(follow, async ({ actor, params: { host } }) => {
        if (actor.kind !== 'person') return refuse('not-signed-in')
        const { app, person } = actor
        if (!(await isHost(app, host))) return refuse('not-found')
        const { changed, followers } = await db
          .of(app)
          .transaction()
          .execute(async (tx) => {
            const change = await addFollow(tx, app, host, person.id, clock.now())
            if (change.changed)
              await journal.append(tx, { app, room: null, kind: 'follow.added', by: person.id, payload: { host } })
            return change
          })
        if (changed) tellRooms(app, host, person)
        return { following: true, followers }
      }),

      // Also of somebody who is no host any more: one can always leave.
      bind(unfollow, async ({ actor, params: { host } }) => {
        if (actor.kind !== 'person') return refuse('not-signed-in')
        const { app, person } = actor
        const { changed, followers } = await db
          .of(app)
          .transaction()
          .execute(async (tx) => {
            const change = await removeFollow(tx, app, host, person.id)
            if (change.changed)
              await journal.append(tx, { app, room: null, kind: 'follow.removed', by: person.id, payload: { host } })
            return change
          })
        if (!changed && !(await isHost(app, host))) return refuse('not-found')
        return { following: false, followers }
      }),
    ],
    standing: { follows: (app, host, user) => isFollowing(db.of(app), app, host, user) },
    stop: () => {},
  }
}
