// Begins to pay a held order. One open payment for each order and provider, however often it is begun.
import { type AppId, type api, type OrderId, type Refusal, refuse, type UserId } from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import type { Database } from '#db'
import type { Chance } from '#kernel/chance'
import { randomId } from '#kernel/ids'
import type { Log } from '#system/log'
import { lockOrder } from '../orders/order-store.ts'
import { type Payment, type PaymentProvider, ProviderAway } from './payments.ts'
import { keepReference, paymentsOfOrder } from './payments-store.ts'

/** 32 characters of 5 bits: nobody guesses another's payment. */
const PAYMENT_ID_CHARACTERS = 32
/** A buyer needs a while for his card; then the provider is asked, should it have said nothing. */
export const FIRST_ASK_MS = 60_000

interface Deps {
  readonly db: Database
  readonly chance: Chance
  readonly provider: PaymentProvider
  readonly log: Log
}

export const createBeginPayment = ({ db, chance, provider, log }: Deps) => {
  const makePayment = async (tx: Transaction<unknown>, app: AppId, order: OrderId) => {
    const id = randomId(chance, PAYMENT_ID_CHARACTERS)
    await sql`
      with made as (
        insert into payments (app_id, id, order_id, provider, state, amount_minor, currency, test, ask_at)
        select app_id, ${id}, id, ${provider.name}, 'begun', total_minor, currency, ${provider.test},
          clock_timestamp() + ${FIRST_ASK_MS}::int8 * interval '1 ms'
        from orders where id = ${order} and app_id = ${app} returning *)
      insert into payment_orders (app_id, payment_id, order_id, amount_minor)
      select app_id, id, order_id, amount_minor from made`.execute(tx)
    return (await paymentsOfOrder(tx, app, order, provider.name))[0]!
  }

  const openPayment = async (app: AppId, orderId: OrderId, buyer: UserId): Promise<Payment | Refusal> =>
    db
      .of(app)
      .transaction()
      .execute(async (tx): Promise<Payment | Refusal> => {
        const order = await lockOrder(tx, app, orderId, buyer)
        if (order === null) return refuse('not-found')
        if (order.state === 'expired' || (order.state === 'held' && order.holdEnded)) return refuse('hold-ended')
        if (order.state !== 'held') return refuse('wrong-state')
        const known = (await paymentsOfOrder(tx, app, orderId, provider.name))[0]
        // In review: money may have come that nobody can place. It is not taken a second time.
        if (known && known.state !== 'begun') return refuse('wrong-state')
        return known ?? (await makePayment(tx, app, orderId))
      })

  return async (app: AppId, orderId: OrderId, buyer: UserId): Promise<api.commerce.PaymentSheet | Refusal> => {
    const payment = await openPayment(app, orderId, buyer)
    if ('refused' in payment) return payment
    try {
      // Outside the transaction: no lock waits for a provider.
      const { sheet, reference } = await provider.begin(payment)
      if (reference !== null && payment.reference === null) await keepReference(db.of(app), payment, reference)
      return sheet
    } catch (error) {
      if (!(error instanceof ProviderAway)) throw error
      log.warn({ payment: payment.id, err: error }, 'a payment could not be begun')
      return refuse('unavailable')
    }
  }
}
