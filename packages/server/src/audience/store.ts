// Follows and their counts; nobody else writes these tables.
import type { AppId, Millis, UserId } from '@hawker/protocol'
import { type Kysely, sql } from 'kysely'

export interface Follows {
  readonly following: boolean
  readonly followers: number
}

export interface Change {
  /** False when it was so already. */
  readonly changed: boolean
  readonly followers: number
}

const changeOf = (row: { changed: number; followers: number } | undefined): Change => ({
  changed: Number(row?.changed ?? 0) > 0,
  followers: Number(row?.followers ?? 0),
})

export const addFollow = async (db: Kysely<unknown>, app: AppId, host: UserId, follower: UserId, at: Millis) => {
  const { rows } = await sql<{ changed: number; followers: number }>`
    with added as (
      insert into follows (app_id, host_id, follower_id, at) values (${app}, ${host}, ${follower}, ${at})
      on conflict do nothing returning host_id
    ), counted as (
      insert into host_followers as h (app_id, host_id, followers) select ${app}, host_id, 1 from added
      on conflict (app_id, host_id) do update set followers = h.followers + 1 returning followers
    )
    select (select count(*) from added) as changed, coalesce(
      (select followers from counted),
      (select followers from host_followers where app_id = ${app} and host_id = ${host}), 0) as followers`.execute(db)
  return changeOf(rows[0])
}

export const removeFollow = async (db: Kysely<unknown>, app: AppId, host: UserId, follower: UserId) => {
  const { rows } = await sql<{ changed: number; followers: number }>`
    with removed as (
      delete from follows where app_id = ${app} and host_id = ${host} and follower_id = ${follower} returning host_id
    ), counted as (
      update host_followers set followers = followers - 1
      where app_id = ${app} and host_id in (select host_id from removed) returning followers
    )
    select (select count(*) from removed) as changed, coalesce(
      (select followers from counted),
      (select followers from host_followers where app_id = ${app} and host_id = ${host}), 0) as followers`.execute(db)
  return changeOf(rows[0])
}

export const readFollows = async (
  db: Kysely<unknown>,
  app: AppId,
  host: UserId,
  follower: UserId | null,
): Promise<Follows> => {
  const { rows } = await sql<{ following: boolean; followers: number }>`
    select
      exists (select from follows where app_id = ${app} and host_id = ${host} and follower_id = ${follower}) as following,
      coalesce((select followers from host_followers where app_id = ${app} and host_id = ${host}), 0) as followers
  `.execute(db)
  return { following: rows[0]!.following, followers: Number(rows[0]!.followers) }
}

export const isFollowing = async (
  db: Kysely<unknown>,
  app: AppId,
  host: UserId,
  follower: UserId,
): Promise<boolean> => {
  const { rows } = await sql`
    select from follows where app_id = ${app} and host_id = ${host} and follower_id = ${follower}`.execute(db)
  return rows.length > 0
}
