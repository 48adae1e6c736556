// Coins for testing, from an account that is allowed to owe. Real payments come in by a provider of their own.
import { type AppId, type Refusal, refuse, type UserId } from '@hawker/protocol'
import type { Database } from '#db'
import type { Clock } from '#kernel/clock'
import { move } from './core/ledger.ts'
import { book, type Transfer } from './ledger-store.ts'
import { once } from './once.ts'

export interface TopUp {
  readonly app: AppId
  readonly user: UserId
  readonly id: string
  readonly coins: number
}

export const createTopUpWallet =
  ({ db, clock }: { db: Database; clock: Clock }) =>
  async ({ app, user, id, coins }: TopUp): Promise<{ coins: number } | Refusal> => {
    const transfer: Transfer = { app, id, kind: 'top-up', by: user, asked: `top-up ${coins}`, at: clock.now() }
    return once(db.of(app), transfer, async (tx) => {
      const wallet = `user:${user}` as const
      const balances = await book(tx, transfer, move('sandbox:issue', wallet, coins))
      return balances === null ? refuse('not-allowed') : { coins: balances.get(wallet)! }
    })
  }
