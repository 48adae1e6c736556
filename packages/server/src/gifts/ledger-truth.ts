// The ledger counted again: for the page of invariants and for tests, not for hot paths.
import type { AppId } from '@hawker/protocol'
import { type Kysely, sql } from 'kysely'

export interface LedgerTruth {
  /** The sum of all entries: zero. */
  readonly sum: number
  /** Transfers whose entries do not sum to zero, or that have none; entries without a transfer. */
  readonly uneven: number
  /** Wallets whose balance or debt is not the sum of their entries, or is below zero. */
  readonly wrongWallets: number
  /** Gifts paid for that are not on record, and on record that were not paid for at that price. */
  readonly unrecorded: number
  readonly holds: boolean
}

/** All rows side by side and grouped, no joins: the same time for any table, whatever the planner knows of it. */
export const readLedgerTruth = async (db: Kysely<unknown>, app: AppId): Promise<LedgerTruth> => {
  const { rows } = await sql<{ sum: number; uneven: number; wrong: number; unrecorded: number }>`
    with transfers as (
      select id, sum(amount) as sum, count(*) filter (where of = 'entry') as entries,
        count(*) filter (where of = 'transfer') as made, count(*) filter (where of = 'transfer' and gift) as gifts,
        count(*) filter (where of = 'record') as records, sum(paid) as paid,
        count(distinct by) filter (where gift or of <> 'transfer') as people
      from (
        select 'transfer' as of, id, kind = 'gift' as gift, user_id as by, 0 as amount, 0 as paid
        from coin_transfers where app_id = ${app}
        union all
        select 'entry', transfer_id, false, case when account_id like 'user:%' then substr(account_id, 6) end, amount,
          case when account_id like 'user:%' then amount else 0 end
        from coin_entries where app_id = ${app}
        union all
        select 'record', id, true, user_id, 0, coins from gifts_sent where app_id = ${app}) each
      group by id),
    wallets as (
      select user_id, sum(balance) as balance, sum(debt) as debt, min(kept) as kept
      from (
        select substr(id, 6) as user_id, balance, debt, least(balance, debt) as kept
        from coin_wallets where app_id = ${app}
        union all
        select substr(account_id, 6), case when account_id like 'user:%' then -amount else 0 end,
          case when account_id like 'debt:%' then amount else 0 end, 0
        from coin_entries where app_id = ${app} and (account_id like 'user:%' or account_id like 'debt:%')) each
      group by user_id)
    select
      (select coalesce(sum(sum), 0)::bigint from transfers) as sum,
      (select count(*)::int from transfers where made = 0 or entries = 0 or sum <> 0) as uneven,
      (select count(*)::int from wallets where balance <> 0 or debt <> 0 or kept < 0) as wrong,
      (select count(*)::int from transfers where gifts <> records or (gifts = 1 and (paid <> 0 or people <> 1)))
        as unrecorded`.execute(db)
  const { uneven, wrong, unrecorded } = rows[0]!
  const sum = Number(rows[0]!.sum)
  const holds = sum === 0 && uneven === 0 && wrong === 0 && unrecorded === 0
  return { sum, uneven, wrongWallets: wrong, unrecorded, holds }
}
