// Numbered SQL files, each run once and never edited. One process at a time: the others wait for its advisory lock.
import fs from 'node:fs'
import path from 'node:path'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import pg from 'pg'
import { StartError } from '#kernel/start-error'

export const MIGRATIONS_DIR = path.join(import.meta.dirname, 'migrations')
/** Any number that no other program locks in this database. */
const LOCK_KEY = 4_862_735_019
const LOCK_WAIT_MS = 120_000

export const readMigrations = (dir = MIGRATIONS_DIR): { name: string; text: string }[] =>
  fs
    .readdirSync(dir)
    .filter((file) => /^\d{4}-[a-z0-9-]+\.sql$/.test(file))
    .sort()
    .map((file) => ({ name: file.slice(0, -'.sql'.length), text: fs.readFileSync(path.join(dir, file), 'utf8') }))

/** Runs what is new, in one transaction: killed midway, nothing of it stays. Answers the names that were run. */
export const migrate = async (connection: pg.ClientConfig, dir = MIGRATIONS_DIR): Promise<string[]> => {
  const client = new pg.Client({ ...connection, application_name: 'hawker migrations' })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(`set lock_timeout = ${LOCK_WAIT_MS}; set statement_timeout = 0`)
    await client.query(`select pg_advisory_lock(${LOCK_KEY})`)
    await client.query(`select set_config('hawker.app', '*', false)`)
    const only = Object.assign(client, { release: () => {} }) as unknown as pg.PoolClient
    const db = new Kysely<unknown>({
      dialect: new PostgresDialect({ pool: { connect: async () => only, end: async () => {}, options: {} } }),
    })
    const provider = {
      getMigrations: async () =>
        Object.fromEntries(
          readMigrations(dir).map(({ name, text }): [string, Migration] => [
            name,
            { up: async (tx) => void (await sql.raw(text).execute(tx)) },
          ]),
        ),
    }
    // Modules number their files in ranges of their own, so a new file may sort before one that has run.
    const { error, results } = await new Migrator({ db, provider, allowUnorderedMigrations: true }).migrateToLatest()
    if (error) {
      const failed = results?.find((result) => result.status === 'Error')?.migrationName
      const said = error instanceof Error ? error.message : String(error)
      throw new StartError(`The database could not be brought up to date${failed ? ` (${failed})` : ''}: ${said}`)
    }
    return results?.map((result) => result.migrationName) ?? []
  } finally {
    await client.end()
  }
}
