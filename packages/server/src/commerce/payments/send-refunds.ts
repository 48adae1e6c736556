// Sends money back that is due, under the refund's own key until the provider has answered.
import type { AppId } from '@hawker/protocol'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Log } from '#system/log'
import type { PaymentProvider } from './payments.ts'
import { readPayment } from './payments-store.ts'
import { type DueRefund, markRefund, takeDueRefunds } from './refunds-store.ts'

/** Asked again after this, then after twice as long each time. */
export const REFUND_AGAIN_MS = 15_000
export const REFUND_AGAIN_MOST_MS = 3_600_000
/** Sent side by side. */
const REFUNDS_MAX = 20

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly provider: PaymentProvider
  readonly log: Log
}

export const createSendRefunds = ({ db, journal, provider, log }: Deps) => {
  /** What the provider said of a refund, at once or later. */
  const heard = async (app: AppId, id: string, state: 'sent' | 'failed', reference: string | null) => {
    const changed = await db
      .of(app)
      .transaction()
      .execute(async (tx) => {
        const changed = await markRefund(tx, app, id, state, reference)
        const kind = state === 'sent' ? 'refund.sent' : 'refund.failed'
        if (changed) await journal.append(tx, { app, room: null, kind, by: null, payload: { refund: id } })
        return changed
      })
    if (changed && state === 'failed') log.error({ refund: id, app }, 'money did not go back: somebody must look')
  }

  const send = async (due: DueRefund) => {
    const { app, id, amountMinor } = due
    const payment = await readPayment(db.of(app), app, due.paymentId, provider.name)
    if (payment === null) throw new Error(`refund ${id} has no payment`)
    const { state, reference } = await provider.refund({ app, id, payment, amountMinor, again: due.tries > 1 })
    await heard(app, id, state, reference)
  }

  /** True when there may be more. */
  const sendDue = async (): Promise<boolean> => {
    const limits = { firstMs: REFUND_AGAIN_MS, mostMs: REFUND_AGAIN_MOST_MS, max: REFUNDS_MAX }
    const due = await takeDueRefunds(db.system, provider.name, limits)
    await Promise.all(
      due.map((refund) =>
        send(refund).catch((error) =>
          log.warn({ err: error, refund: refund.id, tries: refund.tries }, 'money could not be sent back yet'),
        ),
      ),
    )
    return due.length === REFUNDS_MAX
  }

  return { sendDue, heard }
}
