// Staff: who has which role in an app. Every change is in the journal.
import {
  type AppId,
  type api,
  DisplayName,
  isRefusal,
  type PublicPerson,
  type Refusal,
  refuse,
  type StaffRole,
  type UserId,
} from '@hawker/protocol'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock } from '#kernel/clock'
import { mayGrant } from './core/grants.ts'
import { foldEmail, isReserved } from './core/names.ts'
import { weakness } from './core/password-rule.ts'
import type { Passwords } from './passwords.ts'
import { newUserId, notAccepted } from './people.ts'
import { ofApp, type PersonRow, personOf, type Tables } from './tables.ts'

const UNIQUE_VIOLATION = '23505'

export interface NewStaff {
  readonly id?: UserId | undefined
  readonly email: string
  readonly name: string
  readonly role: StaffRole
  /** Absent: only a sign-in link opens this account. */
  readonly password?: string | undefined
  readonly avatarUrl?: string | null | undefined
}

export interface StaffAccount {
  readonly person: PublicPerson
  readonly email: string
  readonly passwordHash: string | null
}

export interface Staff {
  list(app: AppId): Promise<api.staff.StaffMember[]>
  add(app: AppId, staff: NewStaff, by: UserId | null): Promise<api.staff.StaffMember | Refusal>
  /** Null takes the role away. `by` must have every right he gives or takes, now. */
  changeRole(app: AppId, user: UserId, role: StaffRole | null, by: UserId): Promise<Refusal | null>
  byEmail(app: AppId, email: string): Promise<StaffAccount | null>
  byId(app: AppId, user: UserId): Promise<StaffAccount | null>
  setPassword(app: AppId, user: UserId, password: string): Promise<Refusal | null>
}

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly clock: Clock
  readonly chance: Chance
  readonly passwords: Passwords
}

const accountOf = (row: (PersonRow & { email: string; password_hash: string | null }) | undefined) => {
  const person = row && personOf(row)
  return person ? { person, email: row.email, passwordHash: row.password_hash } : null
}

export const createStaff = ({ db, journal, clock, chance, passwords }: Deps): Staff => {
  const rows = (app: AppId) =>
    ofApp(db, app)
      .selectFrom('staff as t')
      .innerJoin('users as u', (join) => join.onRef('u.app_id', '=', 't.app_id').onRef('u.id', '=', 't.user_id'))
      .select(['u.id', 'u.kind', 'u.name', 'u.avatar_url', 'u.level', 't.role', 't.email', 't.password_hash'])
      .where('t.app_id', '=', app)

  const hashOf = async (password: string, email: string): Promise<string | Refusal> => {
    const weak = weakness(password, email)
    return weak === null ? passwords.hash(password) : notAccepted('password', `the password ${weak}`)
  }

  const staff: Staff = {
    list: async (app) => {
      const found = await rows(app).orderBy('t.created_at').orderBy('u.id').execute()
      return found.map((r) => ({ id: r.id, email: r.email, name: r.name, role: r.role, avatarUrl: r.avatar_url }))
    },

    add: async (app, { id = newUserId('staff', chance), email, name, role, password, avatarUrl = null }, by) => {
      const display = DisplayName.safeParse(name)
      if (!display.success || isReserved(name)) return notAccepted('name', 'this name is not accepted')
      if (isReserved(id)) return notAccepted('id', 'this id is reserved')
      const address = foldEmail(email)
      const hash = password === undefined ? null : await hashOf(password, address)
      if (isRefusal(hash)) return hash
      const at = clock.now()
      try {
        await db
          .of(app)
          .transaction()
          .execute(async (tx) => {
            const own = tx.withTables<Tables>()
            await own
              .insertInto('users')
              .values({
                app_id: app,
                id,
                kind: 'staff',
                name: display.data,
                avatar_url: avatarUrl,
                created_at: at,
                level: 0,
              })
              .execute()
            await own
              .insertInto('staff')
              .values({ app_id: app, user_id: id, role, email: address, password_hash: hash, created_at: at })
              .execute()
            await journal.append(tx, { app, room: null, kind: 'staff.added', by, payload: { user: id, role } })
          })
      } catch (error) {
        if ((error as { code?: string }).code === UNIQUE_VIOLATION) return refuse('conflict')
        throw error
      }
      return { id, email: address, name: display.data, role, avatarUrl }
    },

    // Owners are locked together with who is changed: two who demote each other at once come one after the other.
    changeRole: (app, user, role, by) =>
      db
        .of(app)
        .transaction()
        .execute(async (tx) => {
          const own = tx.withTables<Tables>()
          const locked = await own
            .selectFrom('staff')
            .select(['user_id', 'role'])
            .where('app_id', '=', app)
            .where((where) => where.or([where('role', '=', 'owner'), where('user_id', 'in', [user, by])]))
            .orderBy('user_id')
            .forUpdate()
            .execute()
          const roleOf = (id: UserId) => locked.find((row) => row.user_id === id)?.role
          const before = roleOf(user)
          const granter = roleOf(by)
          if (before === undefined) return refuse('not-found')
          if (granter === undefined || !mayGrant(granter, before) || (role !== null && !mayGrant(granter, role)))
            return refuse('not-allowed')
          const lastOwner = before === 'owner' && locked.filter((row) => row.role === 'owner').length === 1
          if (lastOwner && role !== 'owner')
            return refuse('wrong-state', { message: 'The last owner stays owner. Make somebody else owner first.' })
          if (role === null)
            await own.deleteFrom('staff').where('app_id', '=', app).where('user_id', '=', user).execute()
          else
            await own.updateTable('staff').set({ role }).where('app_id', '=', app).where('user_id', '=', user).execute()
          await journal.append(tx, { app, room: null, kind: 'staff.changed', by, payload: { user, before, role } })
          return null
        }),

    byEmail: async (app, email) =>
      accountOf(await rows(app).where('t.email', '=', foldEmail(email)).executeTakeFirst()),
    byId: async (app, user) => accountOf(await rows(app).where('t.user_id', '=', user).executeTakeFirst()),

    setPassword: async (app, user, password) => {
      const account = await staff.byId(app, user)
      if (!account) return refuse('not-allowed')
      const hash = await hashOf(password, account.email)
      if (isRefusal(hash)) return hash
      await db
        .of(app)
        .transaction()
        .execute(async (tx) => {
          await tx
            .withTables<Tables>()
            .updateTable('staff')
            .set({ password_hash: hash })
            .where('app_id', '=', app)
            .where('user_id', '=', user)
            .execute()
          await journal.append(tx, { app, room: null, kind: 'staff.password-set', by: user, payload: { user } })
        })
      return null
    },
  }
  return staff
}
