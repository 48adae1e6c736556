// Badges of people: given and taken by staff.
import { type AppId, api, type Millis, type UserId } from '@hawker/protocol'
import { type Kysely, sql, type Transaction } from 'kysely'

const { BADGES_MAX } = api.levels

/** In the order in which they were given. */
export const readBadges = async (db: Kysely<unknown>, app: AppId, user: UserId): Promise<string[]> => {
  const { rows } = await sql<{ badge: string }>`
    select badge from badges where app_id = ${app} and user_id = ${user} order by given_at, badge`.execute(db)
  return rows.map(({ badge }) => badge)
}

/** Of those who have any. */
export const badgesOf = async (
  db: Kysely<unknown>,
  app: AppId,
  users: readonly UserId[],
): Promise<Record<UserId, string[]>> => {
  const { rows } = await sql<{ user: UserId; badges: string[] }>`
    select user_id as "user", array_agg(badge order by given_at, badge) as badges from badges
    where app_id = ${app} and user_id = any(${users}::text[]) group by 1`.execute(db)
  return Object.fromEntries(rows.map(({ user, badges }) => [user, badges]))
}

/** Null: he has as many as anybody may. */
export const addBadge = async (
  tx: Transaction<unknown>,
  app: AppId,
  user: UserId,
  badge: string,
  by: string | null,
  at: Millis,
): Promise<{ badges: string[]; changed: boolean } | null> => {
  // Of two who give at once, the second waits here and counts what the first gave.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`badges ${app} ${user}`}, 0))`.execute(tx)
  const had = await readBadges(tx, app, user)
  if (had.includes(badge)) return { badges: had, changed: false }
  if (had.length >= BADGES_MAX) return null
  await sql`
    insert into badges (app_id, user_id, badge, given_by, given_at)
    values (${app}, ${user}, ${badge}, ${by}, ${at})`.execute(tx)
  return { badges: await readBadges(tx, app, user), changed: true }
}

export const removeBadge = async (
  tx: Transaction<unknown>,
  app: AppId,
  user: UserId,
  badge: string,
): Promise<{ badges: string[]; changed: boolean }> => {
  const gone = await sql`
    delete from badges where app_id = ${app} and user_id = ${user} and badge = ${badge}`.execute(tx)
  return { badges: await readBadges(tx, app, user), changed: gone.numAffectedRows === 1n }
}
