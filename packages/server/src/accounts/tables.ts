// The tables of this module, and the database narrowed to them.
import type { AppId, Role, StaffRole, UserId } from '@hawker/protocol'
import type { Kysely } from 'kysely'
import type { Database } from '#db'

export type Kind = 'guest' | 'viewer' | 'staff'

export type Tables = {
  apps: { id: AppId; name: string; sealed_secret: string; created_at: number }
  users: {
    app_id: AppId
    id: UserId
    kind: Kind
    name: string
    avatar_url: string | null
    level: number
    created_at: number
  }
  staff: {
    app_id: AppId
    user_id: UserId
    role: StaffRole
    email: string
    password_hash: string | null
    created_at: number
  }
  sessions: {
    app_id: AppId
    id: string
    token_hash: string
    user_id: UserId
    created_at: number
    seen_at: number
    expires_at: number
    idle_ms: number
  }
  sign_in_links: {
    app_id: AppId
    id: string
    token_hash: string
    user_id: UserId
    expires_at: number
    used_at: number | null
  }
  sign_in_tries: { app_id: string; id: string; at: number[]; last_at: number }
}

export type AccountsDb = Kysely<Tables>

export const ofApp = (db: Database, app: AppId): AccountsDb => db.of(app).withTables<Tables>()
export const ofAll = (db: Database): AccountsDb => db.system.withTables<Tables>()

/** What makes a `PublicPerson` of a row of `users` with its row of `staff`, if any. */
export interface PersonRow {
  readonly id: UserId
  readonly kind: Kind
  readonly name: string
  readonly avatar_url: string | null
  readonly level: number
  readonly role: StaffRole | null
}

/** Staff whose role was taken away are nobody here. */
export const personOf = (row: PersonRow) => {
  const role: Role | null = row.kind === 'staff' ? row.role : row.kind
  return role === null ? null : { id: row.id, name: row.name, avatarUrl: row.avatar_url, role, level: row.level }
}
