// What must be true of coins, for many apps in one pass over the entries: all of them sum to zero, and what a person
// has and owes is what his entries say. `ledger-truth.ts` looks at every transfer besides.
import type { AppId } from '@hawker/protocol'
import { type Kysely, sql } from 'kysely'

interface Row {
  readonly app: AppId
  readonly sum: number | string
  readonly balances: number | string
  readonly due: number | string
  readonly broken: string[] | null
}

const BROKEN_MAX = 20

export const countCoins = async (tx: Kysely<unknown>, apps: readonly AppId[]) => {
  const { rows } = await sql<Row>`
    with accounts as (
      select app_id, account_id as id, sum(amount) as due from coin_entries where app_id = any(${apps}::text[])
      group by 1, 2),
    wallets as (
      select app_id, id, balance from coin_wallets where app_id = any(${apps}::text[])
      union all
      select app_id, 'debt:' || substr(id, 6), -debt from coin_wallets where app_id = any(${apps}::text[]) and debt <> 0),
    counted as (
      select coalesce(a.app_id, w.app_id) as app, coalesce(a.id, w.id) as id, coalesce(a.due, 0) as due,
        coalesce(w.balance, 0) as balance, coalesce(a.id, w.id) ~ '^(user|debt):' as kept
      from accounts a full join wallets w on w.app_id = a.app_id and w.id = a.id)
    select app, sum(due)::int8 as sum, coalesce(sum(balance), 0)::int8 as balances,
      coalesce(sum(due) filter (where kept), 0)::int8 as due,
      (array_agg(id order by id) filter (where kept and due <> balance))[:${sql.lit(BROKEN_MAX)}] as broken
    from counted group by app`.execute(tx)
  const byApp = new Map(rows.map((row) => [row.app, row]))
  return new Map(
    apps.map((app) => {
      const { sum = 0, balances = 0, due = 0, broken = null } = byApp.get(app) ?? {}
      const holds = Number(sum) === 0 && broken === null
      const left = `sum of entries ${sum}, of wallets ${due}`
      return [app, { holds, left, right: `0, ${balances} in wallets`, broken: broken ?? [] }] as const
    }),
  )
}
