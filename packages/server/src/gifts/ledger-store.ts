// The ledger's tables. Balances of wallets are kept, and changed only together with the entries that explain them.
import type { AppId, Millis, UserId } from '@hawker/protocol'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Made } from './core/judge.ts'
import type { Booked, Wallet } from './core/ledger.ts'

export interface Transfer {
  readonly app: AppId
  /** The caller's idempotency key. */
  readonly id: string
  readonly kind: 'top-up'
  readonly by: UserId
  /** What was asked, in one spelling: the same id with another is refused. */
  readonly asked: string
  readonly at: Millis
}

export const findTransfer = async (db: Kysely<unknown>, app: AppId, id: string): Promise<Made | null> => {
  const { rows } = await sql<Made>`
    select user_id as by, asked, answer from coin_transfers where app_id = ${app} and id = ${id}`.execute(db)
  return rows[0] ?? null
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

/** Locks a wallet until the end of the transaction, made if there was none. Always before an id is taken. */
export const lockWallet = async (tx: Transaction<unknown>, app: AppId, user: string): Promise<Wallet> => {
  const id = `user:${user}`
  await sql`
    insert into coin_wallets (app_id, id, balance) values (${app}, ${id}, 0) on conflict do nothing`.execute(tx)
  const { rows } = await sql<Wallet>`
    select balance, debt from coin_wallets where app_id = ${app} and id = ${id} for no key update`.execute(tx)
  return rows[0]!
}

/** Books what was decided of a locked wallet. */
export const book = async (
  tx: Transaction<unknown>,
  { app, id, user }: { app: AppId; id: string; user: string },
  { entries, wallet }: Booked,
): Promise<void> => {
  await sql`
    update coin_wallets set balance = ${wallet.balance}, debt = ${wallet.debt}
    where app_id = ${app} and id = ${`user:${user}`}`.execute(tx)
  // One statement: the database checks that what it inserts sums to zero.
  await sql`
    insert into coin_entries (app_id, transfer_id, account_id, amount)
    select ${app}, ${id}::uuid, account, amount from unnest(
      ${entries.map((entry) => entry.account)}::text[], ${entries.map((entry) => entry.amount)}::bigint[]
    ) as e (account, amount)`.execute(tx)
}

export const readWallet = async (
  db: Kysely<unknown>,
  app: AppId,
  user: UserId,
): Promise<{ coins: number; debt: number }> => {
  const { rows } = await sql<Wallet>`
    select balance, debt from coin_wallets where app_id = ${app} and id = ${`user:${user}`}`.execute(db)
  return { coins: rows[0]?.balance ?? 0, debt: rows[0]?.debt ?? 0 }
}
