// How often somebody may try to sign in. Kept in the database: a restart forgives nobody, and processes share it.
import { type AppId, type Refusal, refuse } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import type { Clock } from '#kernel/clock'
import { sha256 } from '#system/keyed-hash'
import { networkOf } from './core/network.ts'
import { ofAll } from './tables.ts'

export const WINDOW_MS = 15 * 60_000
export const TRIES_PER_ACCOUNT = 5
export const TRIES_PER_ADDRESS = 30
/** Addresses are counted over all apps. */
const EVERY_APP = '*'

export interface SignInLimit {
  /** Counts a try; a refusal when there were too many. What it answers takes the try back: it was not a failure. */
  count(app: AppId, email: string, address: string): Promise<(() => Promise<void>) | Refusal>
  cleanUp(): Promise<void>
}

export const createSignInLimit = (db: Database, clock: Clock): SignInLimit => {
  const take = async (app: string, id: string, limit: number): Promise<number | Refusal> => {
    const now = clock.now()
    const since = now - WINDOW_MS
    const taken = await sql`
      insert into sign_in_tries as t (app_id, id, at, last_at) values (${app}, ${id}, array[${now}::bigint], ${now})
      on conflict (app_id, id) do update set
        at = array(select a from unnest(t.at) a where a > ${since}) || ${now}::bigint,
        last_at = ${now}
      where (select count(*) from unnest(t.at) a where a > ${since}) < ${limit}
      returning 1`.execute(ofAll(db))
    if (taken.rows.length > 0) return now
    const oldest = await sql<{ at: number | null }>`
      select min(a) as at from sign_in_tries t, unnest(t.at) a
      where t.app_id = ${app} and t.id = ${id} and a > ${since}`.execute(ofAll(db))
    return refuse('too-many', { retryAfterMs: Math.max(1_000, Number(oldest.rows[0]?.at ?? now) + WINDOW_MS - now) })
  }

  // Only one of several tries of the same millisecond: a success must not clear the failures beside it.
  const giveBack = async (app: string, id: string, at: number) => {
    await sql`
      update sign_in_tries set at =
        at[:array_position(at, ${at}::bigint) - 1] || at[array_position(at, ${at}::bigint) + 1:]
      where app_id = ${app} and id = ${id} and array_position(at, ${at}::bigint) is not null`.execute(ofAll(db))
  }

  return {
    count: async (app, email, address) => {
      const byAddress = `address ${sha256(networkOf(address))}`
      const byAccount = `account ${sha256(email)}`
      const first = await take(EVERY_APP, byAddress, TRIES_PER_ADDRESS)
      if (typeof first !== 'number') return first
      const second = await take(app, byAccount, TRIES_PER_ACCOUNT)
      if (typeof second !== 'number') return second
      return async () => {
        await giveBack(EVERY_APP, byAddress, first)
        await giveBack(app, byAccount, second)
      }
    },
    cleanUp: async () => {
      await ofAll(db)
        .deleteFrom('sign_in_tries')
        .where('last_at', '<=', clock.now() - WINDOW_MS)
        .execute()
    },
  }
}
