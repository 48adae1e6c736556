// All that has to do with money, put together: begin, settle, pay back, and the jobs that finish what was left open.
import {
  type AppId,
  type api,
  isRefusal,
  type Order,
  type OrderId,
  type Refusal,
  refuse,
  type UserId,
} from '@hawker/protocol'
import type { Database } from '#db'
import type { RawRoute } from '#http'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock } from '#kernel/clock'
import type { Rooms } from '#rooms'
import type { Log } from '#system/log'
import type { Coupons } from '../baskets/ports.ts'
import type { ReleaseClaims } from '../baskets/release-claims.ts'
import type { FaultOf } from '../chargeable.ts'
import type { OrderNews } from '../orders/order-news.ts'
import { readOrder } from '../orders/order-store.ts'
import type { Sweep } from '../sweeper.ts'
import { createBeginPayment } from './begin-payment.ts'
import { createOpenPayments, type OpenPayments } from './open-payments.ts'
import type { PaymentProvider } from './payments.ts'
import { createSandbox, type SandboxOutcome } from './payments-sandbox.ts'
import { countPayments, findPayment, type PaymentCounts, readPayment } from './payments-store.ts'
import { createStripe, type StripeKeys } from './payments-stripe.ts'
import { createWebhook } from './payments-webhook.ts'
import { createReconcilePayments } from './reconcile-payments.ts'
import { createRefundOrder, type RefundAsk } from './refund-order.ts'
import { createSendRefunds } from './send-refunds.ts'
import { createSettlePayment } from './settle-payment.ts'

/** How often the open ends are counted for the meters. */
const COUNT_EVERY_MS = 10_000

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'tell'>
  readonly news: OrderNews
  readonly clock: Clock
  readonly chance: Chance
  readonly log: Log
  readonly coupons: Pick<Coupons, 'useAgain'>
  readonly releaseClaims: ReleaseClaims
  /** Null: the sandbox. */
  readonly stripe: StripeKeys | null
}

export interface PaymentsDesk {
  /** For those who put together what is paid. */
  readonly payments: OpenPayments
  readonly provider: PaymentProvider['name']
  /** For those who set prices. */
  readonly faultOf: FaultOf
  begin(app: AppId, order: OrderId, buyer: UserId): Promise<api.commerce.PaymentSheet | Refusal>
  actInSandbox(app: AppId, payment: string, buyer: UserId, outcome: SandboxOutcome): Promise<Order | Refusal>
  refund(app: AppId, order: OrderId, ask: RefundAsk, by: string | null): Promise<Order | Refusal>
  readonly rawRoutes: RawRoute[]
  /** What is done again and again, by one process for all. */
  readonly sweeps: readonly Sweep[]
  gauges(): Readonly<Record<string, number>>
}

const gaugesOf = (counts: PaymentCounts | null): Record<string, number> =>
  counts === null
    ? {}
    : {
        hawker_payments_unanswered: counts.unanswered,
        hawker_payments_in_review: counts.review,
        hawker_refunds_due: counts.refundsDue,
        hawker_refunds_failed: counts.refundsFailed,
      }

export const createPaymentsDesk = (deps: Deps): PaymentsDesk => {
  const { db, journal, clock, log } = deps
  const sandbox = deps.stripe === null ? createSandbox(db) : null
  const stripe = deps.stripe && createStripe(deps.stripe)
  const provider = (sandbox ?? stripe)!
  const refunds = createSendRefunds({ db, journal, provider, log })
  const onRefundDue = () =>
    refunds.sendDue().catch((error) => log.warn({ err: error }, 'money could not be sent back yet'))
  const settle = createSettlePayment({ ...deps, provider, onRefundDue })
  const payments = createOpenPayments({ ...deps, provider, settle })
  let counts: PaymentCounts | null = null
  let countedAt = Number.NEGATIVE_INFINITY

  const tellDue = async (from: NonNullable<typeof sandbox>) => {
    for (const { app, id, outcome } of await from.takeDue()) {
      const payment = await readPayment(db.of(app), app, id, from.name)
      if (payment) await settle(app, id, from.noticeOf(payment, outcome, 'late'))
    }
  }
  const count = async () => {
    if (clock.monotonic() - countedAt < COUNT_EVERY_MS) return
    countedAt = clock.monotonic()
    counts = await countPayments(db.system)
  }

  return {
    ...{ payments, provider: provider.name, faultOf: provider.faultOf },
    begin: createBeginPayment({ db, payments }),
    actInSandbox: async (app, id, buyer, outcome) => {
      const payment = sandbox && (await findPayment(db.of(app), app, id, sandbox.name, buyer))
      if (!payment) return refuse('not-found')
      const notices = await sandbox.act(payment, outcome)
      const answers = await Promise.all(notices.map((notice) => settle(app, id, notice)))
      const refused = answers.find(isRefusal)
      if (refused) return refused
      return (await readOrder(db.of(app), app, payment.orders[0]!.id, buyer)) ?? refuse('not-found')
    },
    refund: createRefundOrder({ ...deps, onRefundDue, faultOf: provider.faultOf }),
    rawRoutes: stripe ? [createWebhook({ db, provider: stripe, log, settle, heardRefund: refunds.heard })] : [],
    sweeps: [
      ...(sandbox ? [{ name: 'late-answers', run: () => tellDue(sandbox) }] : []),
      { name: 'payments', run: createReconcilePayments({ db, journal, provider, log, settle }) },
      { name: 'refunds', run: refunds.sendDue },
      { name: 'payment-counts', run: count },
    ],
    gauges: () => gaugesOf(counts),
  }
}
