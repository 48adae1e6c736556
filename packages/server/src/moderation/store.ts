// Mutes and bans that stand, and the networks banned with somebody. Nobody else writes these tables.
import type { AppId, Millis, RoomId, UserId } from '@hawker/protocol'
import { type Kysely, sql } from 'kysely'
import type { Place } from './core/place.ts'

export type Kind = 'mute' | 'ban'
/** A room, or all rooms of the app. */
export type Where = RoomId | '*'

type Db = Kysely<unknown>

export interface SanctionRow {
  readonly user: UserId
  readonly until: Millis
  readonly reason: string | null
  readonly by: string | null
  readonly at: Millis
}

type Pair<T extends string> = readonly [T, Millis]

/** Most that stand in one list: what a room reads when it opens stays small, and no newer one is ever left out of it. */
export const SANCTIONS_MAX = 20_000
const NETWORKS_MAX = 5_000
const CLEAN_UP_MAX = 1_000

/** Whether one more does not fit. Who is on the list already always does. */
export const isFull = async (db: Db, app: AppId, where: Where, kind: Kind, user: UserId, now: Millis) => {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int4 as n from sanctions
    where app_id = ${app} and room_id = ${where} and kind = ${kind} and until > ${now}`.execute(db)
  return rows[0]!.n >= SANCTIONS_MAX && !(await stands(db, app, where, kind, user, now))
}

export const putSanction = async (db: Db, app: AppId, where: Where, kind: Kind, row: SanctionRow): Promise<void> => {
  await sql`
    insert into sanctions (app_id, room_id, kind, user_id, until, reason, by, at)
    values (${app}, ${where}, ${kind}, ${row.user}, ${row.until}, ${row.reason}, ${row.by}, ${row.at})
    on conflict (app_id, room_id, kind, user_id) do update
    set until = excluded.until, reason = excluded.reason, by = excluded.by, at = excluded.at`.execute(db)
}

/** Answers whether it still stood. */
export const removeSanction = async (db: Db, app: AppId, where: Where, kind: Kind, user: UserId, now: Millis) => {
  const { rows } = await sql<{ until: Millis }>`
    delete from sanctions where app_id = ${app} and room_id = ${where} and kind = ${kind} and user_id = ${user}
    returning until`.execute(db)
  return rows[0] !== undefined && rows[0].until > now
}

export const stands = async (db: Db, app: AppId, where: Where, kind: Kind, user: UserId, now: Millis) => {
  const { rows } = await sql`
    select from sanctions
    where app_id = ${app} and room_id = ${where} and kind = ${kind} and user_id = ${user} and until > ${now}`.execute(
    db,
  )
  return rows.length > 0
}

/** The networks of who is banned. `keepFormer`: he is out already, and those he was banned with go on with the ban. */
export const putNetworks = async (
  db: Db,
  app: AppId,
  room: RoomId,
  user: UserId,
  ban: { networks: readonly string[]; until: Millis; keepFormer: boolean },
): Promise<void> => {
  if (!ban.keepFormer) await removeNetworks(db, app, room, user)
  await sql`
    with former as (
      update banned_networks set until = ${ban.until}
      where app_id = ${app} and room_id = ${room} and user_id = ${user} and not network = any(${ban.networks}::text[]))
    insert into banned_networks (app_id, room_id, network, user_id, until)
    select ${app}, ${room}, network, ${user}, ${ban.until} from (select distinct unnest(${ban.networks}::text[])) f(network)
    on conflict (app_id, room_id, network, user_id) do update set until = excluded.until`.execute(db)
}

export const removeNetworks = async (db: Db, app: AppId, room: RoomId, user: UserId): Promise<void> => {
  await sql`
    delete from banned_networks where app_id = ${app} and room_id = ${room} and user_id = ${user}`.execute(db)
}

/** One page and one row more, when there is more. */
export const listSanctions = async (
  db: Db,
  app: AppId,
  where: Where,
  kind: Kind,
  page: { now: Millis; limit: number; after: Place | null },
): Promise<SanctionRow[]> => {
  const older = page.after === null ? sql`true` : sql`(at, user_id) < (${page.after.at}, ${page.after.user})`
  const { rows } = await sql<SanctionRow>`
    select user_id as user, until, reason, by, at from sanctions
    where app_id = ${app} and room_id = ${where} and kind = ${kind} and until > ${page.now} and ${older}
    order by at desc, user_id desc limit ${page.limit + 1}`.execute(db)
  return rows
}

const pairsOf = (where: Where, app: AppId, kind: Kind, now: Millis) => sql`
  select coalesce(json_agg(json_build_array(user_id, until)), '[]') from (
    select user_id, until from sanctions
    where app_id = ${app} and room_id = ${where} and kind = ${kind} and until > ${now}
    order by at desc limit ${SANCTIONS_MAX}) s`

/** All that stands in a room, as one JSON value each: many thousand rows are read in milliseconds. */
export const readStanding = async (db: Db, app: AppId, room: RoomId, now: Millis) => {
  const { rows } = await sql<{ mutes: Pair<UserId>[]; bans: Pair<UserId>[]; networks: Pair<string>[] }>`
    select (${pairsOf(room, app, 'mute', now)}) as mutes, (${pairsOf(room, app, 'ban', now)}) as bans, (
      select coalesce(json_agg(json_build_array(network, until)), '[]') from (
        select network, max(until) as until from banned_networks
        where app_id = ${app} and room_id = ${room} and until > ${now}
        group by network order by max(until) desc limit ${NETWORKS_MAX}) n) as networks`.execute(db)
  return rows[0]!
}

export const readAppMutes = async (db: Db, app: AppId, now: Millis): Promise<Pair<UserId>[]> => {
  const { rows } = await sql<{ mutes: Pair<UserId>[] }>`select (${pairsOf('*', app, 'mute', now)}) as mutes`.execute(db)
  return rows[0]!.mutes
}

/** Takes away some of what is over. Several processes may do so at once: none waits for the other. */
export const cleanUp = async (db: Db, now: Millis): Promise<boolean> => {
  let most = 0
  for (const table of ['sanctions', 'banned_networks'] as const) {
    const { numAffectedRows } = await sql`
      delete from ${sql.table(table)} where ctid = any(array(
        select ctid from ${sql.table(table)} where until <= ${now} and until < 253402300799999
        order by until limit ${CLEAN_UP_MAX} for update skip locked))`.execute(db)
    most = Math.max(most, Number(numAffectedRows ?? 0))
  }
  return most === CLEAN_UP_MAX
}
