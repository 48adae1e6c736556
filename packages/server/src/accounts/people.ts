// The people of an app, and the guests and viewers among them.
import { type AppId, type PublicPerson, type Refusal, refuse, UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import type { Chance } from '#kernel/chance'
import type { Clock } from '#kernel/clock'
import { randomId } from '#kernel/ids'
import { isReserved } from './core/names.ts'
import { type Kind, ofApp, personOf } from './tables.ts'

const ID_PREFIX: Record<Kind, string> = { staff: 'u-', viewer: 'v-', guest: 'g-' }

export const newUserId = (kind: Kind, chance: Chance): UserId => UserId.parse(ID_PREFIX[kind] + randomId(chance))

export const notAccepted = (path: string, message: string): Refusal =>
  refuse('invalid', { fields: [{ path, message }] })

export interface NewUser {
  readonly id?: UserId | undefined
  readonly kind: 'guest' | 'viewer'
  readonly name: string
  readonly avatarUrl?: string | null
}

export interface People {
  find(app: AppId, user: UserId): Promise<PublicPerson | null>
  /** Many at once, by their ids; who is nobody here is missing. */
  findAll(app: AppId, users: readonly UserId[]): Promise<ReadonlyMap<UserId, PublicPerson>>
  /** Whether anybody came by a ticket. */
  hasViewers(app: AppId): Promise<boolean>
  /** Makes a guest or viewer, or gives one of the same kind another name. An id of another kind is taken. */
  put(app: AppId, user: NewUser): Promise<PublicPerson | Refusal>
}

const readPeople = (db: Database, app: AppId, users: readonly UserId[]) =>
  ofApp(db, app)
    .selectFrom('users as u')
    .leftJoin('staff as t', (join) => join.onRef('t.app_id', '=', 'u.app_id').onRef('t.user_id', '=', 'u.id'))
    .select(['u.id', 'u.kind', 'u.name', 'u.avatar_url', 'u.level', 't.role'])
    .where('u.app_id', '=', app)
    .where('u.id', '=', sql<UserId>`any(${users}::text[])`)
    .execute()

export const createPeople = (db: Database, clock: Clock, chance: Chance): People => ({
  find: async (app, user) => {
    const [row] = await readPeople(db, app, [user])
    return row ? personOf(row) : null
  },

  findAll: async (app, users) => {
    if (users.length === 0) return new Map()
    const people = (await readPeople(db, app, users)).map(personOf).filter((person) => person !== null)
    return new Map(people.map((person) => [person.id, person]))
  },

  hasViewers: async (app) => {
    // A literal: the partial index answers it.
    const { rows } = await sql`
      select from users where app_id = ${app} and kind = 'viewer' limit 1`.execute(db.of(app))
    return rows.length > 0
  },

  put: async (app, { id = newUserId('viewer', chance), kind, name, avatarUrl = null }) => {
    if (isReserved(name)) return notAccepted('name', 'this name is reserved')
    if (isReserved(id)) return notAccepted('id', 'this id is reserved')
    const row = await ofApp(db, app)
      .insertInto('users')
      .values({ app_id: app, id, kind, name, avatar_url: avatarUrl, created_at: clock.now(), level: 0 })
      .onConflict((conflict) =>
        conflict.columns(['app_id', 'id']).doUpdateSet({ name, avatar_url: avatarUrl }).where('users.kind', '=', kind),
      )
      .returning(['id', 'kind', 'name', 'avatar_url', 'level', sql<null>`null`.as('role')])
      .executeTakeFirst()
    return (row && personOf(row)) ?? refuse('conflict')
  },
})
