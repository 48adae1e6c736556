// A payment as it is begun: its rows first, then the provider, outside of the transaction.
import { type AppId, type api, type BasketId, isRefusal, type Order, type Refusal, refuse } from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import type { Database } from '#db'
import type { Chance } from '#kernel/chance'
import { randomId } from '#kernel/ids'
import type { Log } from '#system/log'
import { refuseAmount } from '../chargeable.ts'
import type { LockedOrder } from '../orders/order-store.ts'
import { type PaymentNotice, type PaymentProvider, ProviderAway } from './payments.ts'
import { type KnownPayment, keepReference, openPaymentsOf } from './payments-store.ts'

/** 32 characters of 5 bits: nobody guesses another's payment. */
const PAYMENT_ID_CHARACTERS = 32
/** A buyer needs a while for his card; then the provider is asked, should it have said nothing. */
export const FIRST_ASK_MS = 60_000

interface Deps {
  readonly db: Database
  readonly chance: Chance
  readonly provider: PaymentProvider
  readonly log: Log
  readonly settle: (app: AppId, payment: string, notice: PaymentNotice) => Promise<Order[] | Refusal>
}

export interface OpenPayments {
  /** One open payment for an order or a basket and provider, however often it is begun. Its orders are locked. */
  open(
    tx: Transaction<unknown>,
    app: AppId,
    orders: readonly LockedOrder[],
    basket: BasketId | null,
  ): Promise<KnownPayment | Refusal>
  /** Makes it known to the provider; what the page shows. */
  show(payment: KnownPayment): Promise<api.commerce.PaymentSheet | Refusal>
  /** Where nothing is to be paid no provider is asked. */
  settleNothing(payment: KnownPayment): Promise<Order[] | Refusal>
  /** Lets no money come of it any more, and settles what came. Null: that cannot be said now. */
  giveUp(payment: KnownPayment): Promise<'ended' | null>
}

const amountOf = (orders: readonly LockedOrder[]): number => orders.reduce((sum, { totalMinor }) => sum + totalMinor, 0)

export const createOpenPayments = ({ db, chance, provider, log, settle }: Deps): OpenPayments => {
  const make = async (
    tx: Transaction<unknown>,
    app: AppId,
    orders: readonly LockedOrder[],
    basket: BasketId | null,
  ): Promise<KnownPayment> => {
    const id = randomId(chance, PAYMENT_ID_CHARACTERS)
    const parts = orders.map((order) => ({ id: order.id, amountMinor: order.totalMinor }))
    const amountMinor = amountOf(orders)
    const { currency } = orders[0]!
    const { name, test } = provider
    await sql`
      with made as (
        insert into payments (app_id, id, order_id, basket_id, provider, state, amount_minor, currency, test, ask_at)
        values (${app}, ${id}, ${basket === null ? orders[0]!.id : null}, ${basket}, ${name}, 'begun', ${amountMinor},
          ${currency}, ${test}, clock_timestamp() + ${FIRST_ASK_MS}::int8 * interval '1 ms'))
      insert into payment_orders (app_id, payment_id, order_id, amount_minor)
      select ${app}, ${id}, part.id, part.minor
      from unnest(${parts.map((part) => part.id)}::uuid[], ${parts.map((part) => part.amountMinor)}::int8[])
        as part(id, minor)`.execute(tx)
    return {
      ...{ app, id, orders: parts, amountMinor, currency, reference: null, state: 'begun', basket, test },
      provider: name,
    }
  }

  return {
    open: async (tx, app, orders, basket) => {
      const [known] = await openPaymentsOf(tx, app, orders, provider.name)
      // In review: money may have come that nobody can place. It is not taken a second time.
      if (known && (known.state !== 'begun' || known.basket !== basket)) return refuse('wrong-state')
      if (known) return known
      const fault = provider.faultOf(amountOf(orders), orders[0]!.currency)
      return fault === null ? make(tx, app, orders, basket) : refuseAmount(fault)
    },

    show: async (payment) => {
      try {
        const { sheet, reference } = await provider.begin(payment)
        if (reference === null || (await keepReference(db.of(payment.app), payment, reference))) return sheet
        // Given up while the provider was asked for it: nobody is to see it.
        await provider.giveUp({ ...payment, reference })
        return refuse('wrong-state')
      } catch (error) {
        if (!(error instanceof ProviderAway)) throw error
        log.warn({ payment: payment.id, err: error }, 'a payment could not be begun')
        return refuse('unavailable')
      }
    },

    settleNothing: ({ app, id, amountMinor, currency, reference, test }) =>
      settle(app, id, {
        ...{ eventId: `nothing:${id}`, paymentId: id, outcome: 'approved', amountMinor, currency },
        ...{ app, reference, test },
      }),

    giveUp: async (payment) => {
      try {
        const notice = await provider.giveUp(payment)
        if (notice === null) return null
        const settled = await settle(payment.app, payment.id, notice)
        return isRefusal(settled) && settled.refused === 'conflict' ? null : 'ended'
      } catch (error) {
        if (!(error instanceof ProviderAway)) throw error
        log.warn({ payment: payment.id, err: error }, 'a payment could not be given up')
        return null
      }
    },
  }
}
