// Asks the provider what became of payments that nobody told us of, and ends those that nobody waits for.
import type { AppId, Order, Refusal } from '@hawker/protocol'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Log } from '#system/log'
import type { PaymentNotice, PaymentProvider } from './payments.ts'
import { type KnownPayment, takeUnanswered } from './payments-store.ts'

/** Asked again after this, then after twice as long each time. */
export const ASK_AGAIN_MS = 60_000
export const ASK_AGAIN_MOST_MS = 600_000
/** After the end of the hold money may still come for this long; then the payment is ended with the provider. */
export const GIVE_UP_AFTER_MS = 120_000
/** Asked side by side. */
const ASKS_MAX = 20

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly provider: PaymentProvider
  readonly log: Log
  readonly settle: (app: AppId, payment: string, notice: PaymentNotice) => Promise<Order[] | Refusal>
}

export const createReconcilePayments = ({ db, journal, provider, log, settle }: Deps) => {
  const resolve = async (payment: KnownPayment & { over: boolean }) => {
    const notice = payment.over ? await provider.giveUp(payment) : await provider.ask(payment)
    if (notice === null) return
    await settle(payment.app, payment.id, notice)
    const { app, id } = payment
    const payload = { payment: id, orders: payment.orders.map((order) => order.id), outcome: notice.outcome }
    await db
      .of(app)
      .transaction()
      .execute((tx) => journal.append(tx, { app, room: null, kind: 'payment.reconciled', by: null, payload }))
    log.info({ payment: id, outcome: notice.outcome }, 'a payment was settled by asking for it')
  }

  /** True when there may be more. */
  return async (): Promise<boolean> => {
    const limits = { firstMs: ASK_AGAIN_MS, mostMs: ASK_AGAIN_MOST_MS, giveUpMs: GIVE_UP_AFTER_MS, max: ASKS_MAX }
    const asked = await takeUnanswered(db.system, provider.name, limits)
    await Promise.all(
      asked.map((payment) =>
        resolve(payment).catch((error) =>
          log.warn({ err: error, payment: payment.id }, 'what became of a payment could not be found out yet'),
        ),
      ),
    )
    return asked.length === ASKS_MAX
  }
}
