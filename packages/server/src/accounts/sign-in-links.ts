// One-time links: how the first owner gets in, and how a seed hands out an account. The link is a token of 256 bits.
import type { AppId, Millis, UserId } from '@hawker/protocol'
import type { Database } from '#db'
import type { Chance } from '#kernel/chance'
import type { Clock } from '#kernel/clock'
import { randomId } from '#kernel/ids'
import { sha256 } from '#system/keyed-hash'
import { ofAll, ofApp } from './tables.ts'

export const LINK_LIFE_MS = 15 * 60_000
const TOKEN_BYTES = 32

export interface SignInLinks {
  make(app: AppId, user: UserId): Promise<{ token: string; expiresAt: Millis }>
  /** Whose link it was; null when unknown, used or too old. It is used by this. */
  use(token: string): Promise<{ app: AppId; user: UserId } | null>
  cleanUp(): Promise<void>
}

export const createSignInLinks = (db: Database, clock: Clock, chance: Chance): SignInLinks => ({
  make: async (app, user) => {
    const token = Buffer.from(chance.bytes(TOKEN_BYTES)).toString('base64url')
    const expiresAt = clock.now() + LINK_LIFE_MS
    await ofApp(db, app)
      .insertInto('sign_in_links')
      .values({
        app_id: app,
        id: randomId(chance),
        token_hash: sha256(token),
        user_id: user,
        expires_at: expiresAt,
        used_at: null,
      })
      .execute()
    return { token, expiresAt }
  },
  use: async (token) => {
    const now = clock.now()
    const used = await ofAll(db)
      .updateTable('sign_in_links')
      .set({ used_at: now })
      .where('token_hash', '=', sha256(token))
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .returning(['app_id', 'user_id'])
      .executeTakeFirst()
    return used ? { app: used.app_id, user: used.user_id } : null
  },
  cleanUp: async () => {
    await ofAll(db).deleteFrom('sign_in_links').where('expires_at', '<=', clock.now()).execute()
  },
})
