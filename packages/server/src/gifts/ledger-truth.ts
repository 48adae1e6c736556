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

export const readLedgerTruth = async (db: Kysely<unknown>, app: AppId): Promise<LedgerTruth> => {
  const { rows } = await sql<{ sum: number; uneven: number; wrong: number; unrecorded: number }>`
    select
      (select coalesce(sum(amount), 0)::bigint from coin_entries where app_id = ${app}) as sum,
      (select count(*)::int
        from (select id from coin_transfers where app_id = ${app}) t
        full join (select transfer_id, sum(amount) as sum from coin_entries where app_id = ${app} group by transfer_id) e
          on e.transfer_id = t.id
        where t.id is null or e.sum is distinct from 0) as uneven,
      (select count(*)::int
        from (select split_part(account_id, ':', 2) as user_id,
            coalesce(sum(amount) filter (where account_id like 'user:%'), 0) as balance,
            -coalesce(sum(amount) filter (where account_id like 'debt:%'), 0) as debt
          from coin_entries
          where app_id = ${app} and (account_id like 'user:%' or account_id like 'debt:%') group by 1) e
        full join (select substr(id, 6) as user_id, balance, debt from coin_wallets where app_id = ${app}) w
          using (user_id)
        where coalesce(w.balance, 0) <> coalesce(e.balance, 0) or coalesce(w.debt, 0) <> coalesce(e.debt, 0)
          or w.balance < 0) as wrong,
      (select count(*)::int
        from (select id from coin_transfers where app_id = ${app} and kind = 'gift') t
        full join (select id, coins, user_id from gifts_sent where app_id = ${app}) g using (id)
        left join coin_entries e on e.app_id = ${app} and e.transfer_id = id and e.account_id = 'user:' || g.user_id
        where t.id is null or g.id is null or e.amount is distinct from -g.coins) as unrecorded`.execute(db)
  const { uneven, wrong, unrecorded } = rows[0]!
  const sum = Number(rows[0]!.sum)
  const holds = sum === 0 && uneven === 0 && wrong === 0 && unrecorded === 0
  return { sum, uneven, wrongWallets: wrong, unrecorded, holds }
}
