// What modules see of the database.
import type { AppId } from '@hawker/protocol'
import type { Kysely } from 'kysely'
import type pg from 'pg'

export interface Database {
  /** Queries that see only this app's rows (row-level security on `hawker.app`). Modules narrow it: `.withTables<MyTables>()`. */
  of(app: AppId): Kysely<unknown>
  /** Queries that see every app: sign-in, sweepers, migrations. */
  readonly system: Kysely<unknown>
  /** A raw `pg` client of the system pool, for hot paths; give it back. */
  client(): Promise<pg.PoolClient>
  close(): Promise<void>
}
