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
  /** A connection of its own, outside the pools, that sees nothing until `hawker.app` is set. For who keeps one for good; end it. */
  connect(): Promise<pg.Client>
  close(): Promise<void>
}
