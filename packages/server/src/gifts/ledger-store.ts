// The ledger's tables. Balances of wallets are kept, and changed only together with the entries that explain them.
import type { AppId, Millis, UserId } from '@hawker/protocol'
import { type Kysely, sql, type Transaction } from 'kysely'
import { type AccountId, type Entry, WALLET_MAX_COINS, walletsOf } from './core/ledger.ts'

export interface Transfer {
  readonly app: AppId
  /** The caller's idempotency key. */
  readonly id: string
  readonly kind: 'top-up' | 'gift'
  readonly by: UserId
  /** What was asked, in one spelling: the same id with another is refused. */
  readonly asked: string
  readonly at: Millis
}

/** A transfer that was made under an id. */
export interface Made {
  readonly by: UserId
  readonly asked: string
  readonly answer: unknown
}

export const findTransfer = async (db: Kysely<unknown>, app: AppId, id: string): Promise<Made | null> => {
  const { rows } = await sql<{ user_id: UserId; asked: string; answer: unknown }>`
    select user_id, asked, answer from coin_transfers where app_id = ${app} and id = ${id}`.execute(db)
  return rows[0] ? { by: rows[0].user_id, asked: rows[0].asked, answer: rows[0].answer } : null
}

/** Takes the id; false when somebody had it. A second caller waits here until the first has committed. */
export const takeId = async (tx: Transaction<unknown>, transfer: Transfer): Promise<boolean> => {
  const { app, id, kind, by, asked, at } = transfer
  const { rows } = await sql`
    insert into coin_transfers (app_id, id, kind, user_id, asked, answer, at)
    values (${app}, ${id}, ${kind}, ${by}, ${asked}, 'null', ${at})
    on conflict do nothing returning 1`.execute(tx)
  return rows.length > 0
}

export const keepAnswer = async (tx: Transaction<unknown>, app: AppId, id: string, answer: unknown): Promise<void> => {
  await sql`
    update coin_transfers set answer = ${JSON.stringify(answer)}::jsonb where app_id = ${app} and id = ${id}`.execute(
    tx,
  )
}

/** Books the entries; answers the new balances of the wallets among them, or null when one cannot pay (or hold) it. */
export const book = async (
  tx: Transaction<unknown>,
  { app, id }: Transfer,
  entries: readonly Entry[],
): Promise<Map<AccountId, number> | null> => {
  const balances = new Map<AccountId, number>()
  for (const { account, amount } of walletsOf(entries)) {
    const { rows } =
      amount < 0
        ? await sql<{ balance: number }>`
            update coin_wallets set balance = balance + ${amount}
            where app_id = ${app} and id = ${account} and balance >= ${-amount} returning balance`.execute(tx)
        : await sql<{ balance: number }>`
            insert into coin_wallets as w (app_id, id, balance) values (${app}, ${account}, ${amount})
            on conflict (app_id, id) do update set balance = w.balance + ${amount}
            where w.balance <= ${WALLET_MAX_COINS - amount} returning balance`.execute(tx)
    if (!rows[0]) return null
    balances.set(account, Number(rows[0].balance))
  }
  // One statement: the database checks that what it inserts sums to zero.
  await sql`
    insert into coin_entries (app_id, transfer_id, account_id, amount)
    select ${app}, ${id}::uuid, account, amount from unnest(
      ${entries.map((entry) => entry.account)}::text[], ${entries.map((entry) => entry.amount)}::bigint[]
    ) as e (account, amount)`.execute(tx)
  return balances
}

export const readBalance = async (db: Kysely<unknown>, app: AppId, account: AccountId): Promise<number> => {
  const { rows } = await sql<{ balance: number }>`
    select balance from coin_wallets where app_id = ${app} and id = ${account}`.execute(db)
  return Number(rows[0]?.balance ?? 0)
}

export interface LedgerTruth {
  /** The sum of all entries: zero. */
  readonly sum: number
  /** Transfers whose entries do not sum to zero, or that have none. */
  readonly uneven: number
  /** Wallets whose balance is not the sum of their entries, or is below zero. */
  readonly wrongWallets: number
  readonly holds: boolean
}

/** Counts everything again; for the page of invariants and for tests, not for hot paths. */
export const readLedgerTruth = async (db: Kysely<unknown>, app: AppId): Promise<LedgerTruth> => {
  const { rows } = await sql<{ sum: number; uneven: number; wrong: number }>`
    select
      (select coalesce(sum(amount), 0)::bigint from coin_entries where app_id = ${app}) as sum,
      (select count(*)::int from (
        select from coin_transfers t left join coin_entries e on e.app_id = t.app_id and e.transfer_id = t.id
        where t.app_id = ${app} group by t.id having coalesce(sum(e.amount), 1) <> 0) as uneven) as uneven,
      (select count(*)::int from (
        select account_id as id, sum(amount) as due from coin_entries
        where app_id = ${app} and account_id like 'user:%' group by account_id) as e
        full join (select id, balance from coin_wallets where app_id = ${app}) as w using (id)
        where w.balance is distinct from e.due or w.balance < 0) as wrong`.execute(db)
  const sum = Number(rows[0]!.sum)
  const { uneven, wrong } = rows[0]!
  return { sum, uneven, wrongWallets: wrong, holds: sum === 0 && uneven === 0 && wrong === 0 }
}
