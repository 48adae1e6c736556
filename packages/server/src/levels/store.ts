// The tables of levels. Nobody else writes their names.
import type { AppId, api, UserId } from '@hawker/protocol'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { UserGrant } from './core/book.ts'
import type { Tally } from './core/points.ts'

type LevelRules = api.levels.LevelRules

export interface KeptStanding extends Tally {
  readonly user: UserId
  readonly level: number
}

/** Locks the place: of two who read on at once the second begins where the first came to. */
export const lockPlace = async (tx: Transaction<unknown>): Promise<number> => {
  const { rows } = await sql<{ place: number }>`select place from level_reading for update`.execute(tx)
  return rows[0]!.place
}

export const movePlace = async (tx: Transaction<unknown>, place: number): Promise<void> => {
  await sql`update level_reading set place = ${place}`.execute(tx)
}

export const readShownRules = async (db: Kysely<unknown>, app: AppId): Promise<LevelRules | null> => {
  const { rows } = await sql<{ rules: LevelRules }>`select rules from level_rules where app_id = ${app}`.execute(db)
  return rows[0]?.rules ?? null
}

export const putShownRules = async (tx: Transaction<unknown>, app: AppId, rules: LevelRules): Promise<void> => {
  await sql`
    insert into level_rules (app_id, rules) values (${app}, ${JSON.stringify(rules)}::jsonb)
    on conflict (app_id) do update set rules = excluded.rules`.execute(tx)
}

/** What holds at the place read to. */
export const readCountedRules = async (tx: Kysely<unknown>, app: AppId): Promise<LevelRules | null> => {
  const { rows } = await sql<{ counted: LevelRules | null }>`
    select counted from level_rules where app_id = ${app}`.execute(tx)
  return rows[0]?.counted ?? null
}

/** From now on they count; levels are looked through from the first person on. */
export const putCountedRules = async (tx: Transaction<unknown>, app: AppId, rules: LevelRules): Promise<void> => {
  await sql`
    update level_rules set counted = ${JSON.stringify(rules)}::jsonb, recount_after = '' where app_id = ${app}`.execute(
    tx,
  )
}

const STANDING = sql.raw('user_id as "user", points, day, day_points as "dayPoints", level')

export const readStandings = async (
  db: Kysely<unknown>,
  app: AppId,
  users: readonly UserId[],
): Promise<readonly KeptStanding[]> => {
  if (users.length === 0) return []
  const { rows } = await sql<KeptStanding>`
    select ${STANDING} from level_standings where app_id = ${app} and user_id = any(${users}::text[])`.execute(db)
  return rows
}

export const keepStandings = async (
  tx: Transaction<unknown>,
  app: AppId,
  standings: readonly KeptStanding[],
): Promise<void> => {
  if (standings.length === 0) return
  await sql`
    insert into level_standings as s (app_id, user_id, points, day, day_points, level)
    select ${app}, * from unnest(
      ${standings.map((one) => one.user)}::text[], ${standings.map((one) => one.points)}::bigint[],
      ${standings.map((one) => one.day)}::int[], ${standings.map((one) => one.dayPoints)}::int[],
      ${standings.map((one) => one.level)}::int[])
    on conflict (app_id, user_id) do update set
      points = excluded.points, day = excluded.day, day_points = excluded.day_points, level = excluded.level`.execute(
    tx,
  )
}

export const readGrants = async (
  tx: Kysely<unknown>,
  app: AppId,
  sources: readonly string[],
): Promise<Map<string, UserGrant>> => {
  if (sources.length === 0) return new Map()
  const { rows } = await sql<UserGrant & { source: string }>`
    select source, user_id as "user", points, amount, taken_back as "takenBack" from level_grants
    where app_id = ${app} and source = any(${sources}::text[])`.execute(tx)
  return new Map(rows.map(({ source, ...grant }) => [source, grant]))
}

export const keepGrants = async (
  tx: Transaction<unknown>,
  app: AppId,
  grants: readonly (readonly [string, UserGrant])[],
): Promise<void> => {
  if (grants.length === 0) return
  const column = <T>(of: (grant: UserGrant) => T) => grants.map(([, grant]) => of(grant))
  await sql`
    insert into level_grants as g (app_id, source, user_id, points, amount, taken_back)
    select ${app}, * from unnest(
      ${grants.map(([source]) => source)}::text[], ${column((g) => g.user)}::text[], ${column((g) => g.points)}::bigint[],
      ${column((g) => g.amount)}::bigint[], ${column((g) => g.takenBack)}::bigint[])
    on conflict (app_id, source) do update set taken_back = excluded.taken_back`.execute(tx)
}

export interface Recount {
  readonly app: AppId
  readonly rules: LevelRules
  readonly after: string
}

export const nextRecount = async (tx: Kysely<unknown>): Promise<Recount | null> => {
  const { rows } = await sql<Recount>`
    select app_id as app, counted as rules, recount_after as after from level_rules
    where recount_after is not null order by app_id limit 1`.execute(tx)
  return rows[0] ?? null
}

export const standingsAfter = async (
  tx: Kysely<unknown>,
  app: AppId,
  after: string,
  limit: number,
): Promise<readonly KeptStanding[]> => {
  const { rows } = await sql<KeptStanding>`
    select ${STANDING} from level_standings where app_id = ${app} and user_id > ${after}
    order by user_id limit ${limit}`.execute(tx)
  return rows
}

export const moveRecount = async (tx: Transaction<unknown>, app: AppId, after: string | null): Promise<void> => {
  await sql`update level_rules set recount_after = ${after} where app_id = ${app}`.execute(tx)
}
