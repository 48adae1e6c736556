// Begins to pay a held order. One payment for each order and provider, however often it is begun.
import { type AppId, type api, type OrderId, type Refusal, refuse, type UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import type { Chance } from '#kernel/chance'
import { randomId } from '#kernel/ids'
import { lockOrder } from './order-store.ts'
import type { Payment, PaymentProvider } from './payments.ts'

/** 32 characters of 5 bits: nobody guesses another's payment. */
const PAYMENT_ID_CHARACTERS = 32

interface Deps {
  readonly db: Database
  readonly chance: Chance
  readonly provider: PaymentProvider
}

export const createBeginPayment =
  ({ db, chance, provider }: Deps) =>
  async (app: AppId, orderId: OrderId, buyer: UserId): Promise<api.commerce.PaymentSheet | Refusal> => {
    const payment = await db
      .of(app)
      .transaction()
      .execute(async (tx): Promise<Payment | Refusal> => {
        const order = await lockOrder(tx, app, orderId, buyer)
        if (order === null) return refuse('not-found')
        if (order.state === 'expired' || (order.state === 'held' && order.holdEnded)) return refuse('hold-ended')
        if (order.state !== 'held') return refuse('wrong-state')
        const id = randomId(chance, PAYMENT_ID_CHARACTERS)
        await sql`
          insert into payments (app_id, id, order_id, provider, state, amount_minor, currency, test)
          select ${app}, ${id}, id, ${provider.name}, 'begun', total_minor, currency, ${provider.test}
          from orders where id = ${orderId} and app_id = ${app}
          on conflict (app_id, order_id, provider) do nothing`.execute(tx)
        const { rows } = await sql<Payment>`
          select app_id as app, id, order_id as "orderId", amount_minor as "amountMinor", currency from payments
          where app_id = ${app} and order_id = ${orderId} and provider = ${provider.name}`.execute(tx)
        return rows[0]!
      })
    // Outside the transaction: no lock waits for a provider.
    return 'refused' in payment ? payment : provider.begin(payment)
  }
