// Takes a transfer back by one the other way: once, and without a wallet below zero (F6).
import { type AppId, type Refusal, refuse } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Clock } from '#kernel/clock'
import { tallyOf } from './core/boards.ts'
import { type AccountId, give, takeBack, type Wallet } from './core/ledger.ts'
import { book, lockWallet } from './ledger-store.ts'
import { undoable } from './once.ts'

/** What the person has after it, and what he owes: until that is paid he has nothing to spend. */
export interface ReversalAnswer {
  readonly coins: number
  readonly debt: number
}

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly clock: Clock
}

interface Original {
  readonly kind: 'top-up' | 'gift' | 'reversal'
  readonly user: string
  /** The account of the shop's side, and what it got. */
  readonly other: AccountId
  readonly got: number
}

const answerOf = ({ balance, debt }: Wallet): ReversalAnswer => ({ coins: balance, debt })

export const createReverseTransfer = ({ db, journal, clock }: Deps) => {
  /** A gift that is given back no longer counts. */
  const uncount = async (tx: Parameters<typeof lockWallet>[0], app: AppId, id: string, at: number) => {
    const { rows } = await sql<{ room: string; host: string | null; user: string; coins: number; at: number }>`
      update gifts_sent set reversed_at = ${at} where app_id = ${app} and id = ${id}
      returning room_id as room, host_id as host, user_id as user, coins, at`.execute(tx)
    const { boards, users, coins } = tallyOf(rows.map((row) => ({ ...row, coins: -row.coins })))
    await sql`
      insert into gift_tallies (app_id, boards, users, coins)
      values (${app}, ${boards}::text[], ${users}::text[], ${coins}::bigint[])`.execute(tx)
  }

  /** The same again gets the same answer. A reversal itself stays. */
  return (app: AppId, transferId: string, by: string | null): Promise<ReversalAnswer | Refusal> =>
    undoable<ReversalAnswer>(db.of(app), async (tx) => {
      const id = transferId.toLowerCase()
      const { rows } = await sql<Original>`
        select t.kind, t.user_id as user, e.account_id as other, e.amount as got
        from coin_transfers t join coin_entries e on e.app_id = t.app_id and e.transfer_id = t.id
          and e.account_id not like 'user:%' and e.account_id not like 'debt:%'
        where t.app_id = ${app} and t.id = ${id}`.execute(tx)
      const original = rows[0]
      if (!original) return refuse('not-found')
      const { kind, user, other, got } = original
      if (kind === 'reversal') return refuse('not-allowed')
      const wallet = await lockWallet(tx, app, user)
      const { rows: before } = await sql<{ answer: ReversalAnswer }>`
        select answer from coin_transfers where app_id = ${app} and reverses = ${id}`.execute(tx)
      if (before[0]) return before[0].answer

      const booked = got > 0 ? give(wallet, user, other, got) : takeBack(wallet, user, other, -got)
      if (booked === null) return refuse('limit-reached')
      const at = clock.now()
      const answer = answerOf(booked.wallet)
      const { rows: made } = await sql<{ id: string }>`
        insert into coin_transfers (app_id, id, kind, user_id, asked, answer, at, reverses)
        values (${app}, gen_random_uuid(), 'reversal', ${user}, ${`reversal ${id}`}, ${JSON.stringify(answer)}::jsonb,
          ${at}, ${id}) returning id`.execute(tx)
      await book(tx, { app, id: made[0]!.id, user }, booked)
      if (kind === 'gift') await uncount(tx, app, id, at)
      const payload = { transferId: id, user, amount: Math.abs(got), ...answer }
      await journal.append(tx, { app, room: null, kind: `${kind}.reversed`, by, payload })
      return answer
    })
}
