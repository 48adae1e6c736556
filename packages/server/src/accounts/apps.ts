// The apps of this install. All are held in memory: their secrets verify tickets on every sign-in.
import { type AppId, type Refusal, refuse } from '@hawker/protocol'
import type { Database } from '#db'
import type { Chance } from '#kernel/chance'
import type { Clock } from '#kernel/clock'
import { StartError } from '#kernel/start-error'
import type { Secrets } from './secrets.ts'
import { ofAll } from './tables.ts'

const PURPOSE = 'app-secret'
const SECRET_BYTES = 32

export interface Apps {
  has(app: AppId): boolean
  secretOf(app: AppId): Uint8Array | null
  /** The one that was made first. */
  oldest(): AppId | null
  /** Reads the apps again: another process may have made one. */
  reload(): Promise<void>
  create(wanted: {
    id: AppId
    name: string
    secret?: string | undefined
  }): Promise<{ id: AppId; secret: string } | Refusal>
}

export const openApps = async (db: Database, secrets: Secrets, clock: Clock, chance: Chance): Promise<Apps> => {
  const known = new Map<AppId, Uint8Array>()
  const utf8 = new TextEncoder()

  const unseal = (app: AppId, sealed: string): Uint8Array => {
    try {
      return utf8.encode(secrets.open(sealed, app, PURPOSE))
    } catch {
      throw new StartError(
        'SECRETS_KEY (or secrets.key in DATA_DIR) does not open the secrets in this database: start with the key they were sealed with.',
      )
    }
  }

  const reload = async () => {
    const rows = await ofAll(db)
      .selectFrom('apps')
      .select(['id', 'sealed_secret'])
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    for (const row of rows) if (!known.has(row.id)) known.set(row.id, unseal(row.id, row.sealed_secret))
  }
  await reload()

  return {
    has: (app) => known.has(app),
    secretOf: (app) => known.get(app) ?? null,
    oldest: () => known.keys().next().value ?? null,
    reload,
    create: async ({ id, name, secret = Buffer.from(chance.bytes(SECRET_BYTES)).toString('base64url') }) => {
      const made = await ofAll(db)
        .insertInto('apps')
        .values({ id, name, sealed_secret: secrets.seal(secret, id, PURPOSE), created_at: clock.now() })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst()
      await reload()
      return made ? { id, secret } : refuse('conflict')
    },
  }
}
