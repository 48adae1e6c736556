// Coins for testing, from an account that is allowed to owe. Real payments come in by a provider of their own.
import { type AppId, type Refusal, refuse, type UserId } from '@hawker/protocol'
import type { Database } from '#db'
import type { Clock } from '#kernel/clock'
import { give } from './core/ledger.ts'
import { book, lockWallet, type Transfer } from './ledger-store.ts'
import { once } from './once.ts'

export interface TopUp {
  readonly app: AppId
  readonly user: UserId
  readonly id: string
  readonly coins: number
}

export const createTopUpWallet =
  ({ db, clock }: { db: Database; clock: Clock }) =>
  ({ app, user, id, coins }: TopUp): Promise<{ coins: number; debt: number } | Refusal> => {
    const transfer: Transfer = { app, id, kind: 'top-up', by: user, asked: `top-up ${coins}`, at: clock.now() }
    return once(
      db.of(app),
      transfer,
      (tx) => lockWallet(tx, app, user),
      async (tx, wallet) => {
        const given = give(wallet, user, 'sandbox:issue', coins)
        if (given === null) return refuse('not-allowed')
        await book(tx, { app, id, user }, given)
        return { coins: given.wallet.balance, debt: given.wallet.debt }
      },
    )
  }
