// The table `invariants`. Nobody else writes its name.
import type { AppId, Millis } from '@hawker/protocol'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { InvariantName, Truth } from './door.ts'

export interface Kept extends Truth {
  readonly app: AppId
  readonly name: InvariantName
  readonly since: Millis | null
  readonly checkedAt: Millis
}

/** Keeps what was counted; answers what broke with it: it held before, or had never been counted. */
export const keepTruths = async (
  tx: Transaction<unknown>,
  name: InvariantName,
  truths: ReadonlyMap<AppId, Truth>,
  at: Millis,
): Promise<readonly Kept[]> => {
  const rows = [...truths]
  const column = <T>(of: (truth: Truth) => T) => rows.map(([, truth]) => of(truth))
  const { rows: kept } = await sql<Kept>`
    insert into invariants as i (app_id, name, holds, left_side, right_side, broken, since, checked_at)
    select app, ${name}, holds, left_side, right_side, broken::jsonb, case when holds then null else ${at}::int8 end, ${at}
    from unnest(${rows.map(([app]) => app)}::text[], ${column((t) => t.holds)}::boolean[], ${column((t) => t.left)}::text[],
      ${column((t) => t.right)}::text[], ${column((t) => JSON.stringify(t.broken))}::text[])
      t (app, holds, left_side, right_side, broken) order by app
    on conflict (app_id, name) do update set
      holds = excluded.holds, left_side = excluded.left_side, right_side = excluded.right_side, broken = excluded.broken,
      since = case when excluded.holds then null else coalesce(i.since, excluded.since) end, checked_at = excluded.checked_at
    returning app_id as app, name, holds, left_side as left, right_side as right, broken, since,
      checked_at as "checkedAt"`.execute(tx)
  return kept.filter(({ since }) => since === at)
}

export const readKept = async (db: Kysely<unknown>, app: AppId): Promise<readonly Kept[]> => {
  const { rows } = await sql<Kept>`
    select app_id as app, name, holds, left_side as left, right_side as right, broken, since, checked_at as "checkedAt"
    from invariants where app_id = ${app}`.execute(db)
  return rows
}

export const countBroken = async (db: Kysely<unknown>): Promise<{ broken: number; oldest: Millis | null }> => {
  const { rows } = await sql<{ broken: number; oldest: Millis | null }>`
    select count(*) filter (where not holds)::int as broken, min(checked_at) as oldest from invariants`.execute(db)
  return rows[0]!
}

export const allApps = async (db: Kysely<unknown>): Promise<readonly AppId[]> =>
  (await sql<{ id: AppId }>`select id from apps order by id`.execute(db)).rows.map(({ id }) => id)

/** Apps in whose journal something was written after an entry, and the newest entry there is. */
export const changedSince = async (
  db: Kysely<unknown>,
  entry: number,
): Promise<{ apps: readonly AppId[]; newest: number }> => {
  const { rows } = await sql<{ apps: AppId[] | null; newest: number }>`
    select (select array_agg(distinct app_id) from journal where id > ${entry}) as apps,
      coalesce((select max(id) from journal), 0) as newest`.execute(db)
  return { apps: rows[0]!.apps ?? [], newest: rows[0]!.newest }
}
