// The provider of demonstrations: a sheet of our own, where the buyer says himself what his bank answers, and how.
import type { AppId, api } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import type { Payment, PaymentNotice, PaymentProvider } from './payments.ts'

export type SandboxOutcome = NonNullable<typeof api.commerce.actInSandbox.body>['_output']['outcome']

/** How long after the end of the hold a late answer comes. */
export const LATE_BY_MS = 5_000
/** Late answers told in one look. */
const DUE_MAX = 50

interface Known {
  readonly outcome: PaymentNotice['outcome']
  readonly there: boolean
}

export interface SandboxProvider extends PaymentProvider {
  /** What the buyer chose; the notices that come at once. */
  act(payment: Payment, outcome: SandboxOutcome): Promise<readonly PaymentNotice[]>
  /** Answers whose time has come: taken once. */
  takeDue(): Promise<readonly { app: AppId; id: string; outcome: PaymentNotice['outcome'] }[]>
  noticeOf(payment: Payment, outcome: PaymentNotice['outcome'], how?: string): PaymentNotice
}

export const createSandbox = (db: Database): SandboxProvider => {
  const noticeOf: SandboxProvider['noticeOf'] = ({ app, id, amountMinor, currency }, outcome, how = outcome) => ({
    ...{ eventId: `${id}:${how}`, paymentId: id, outcome, amountMinor, currency },
    ...{ app, reference: null, test: true },
  })

  const keep = async (payment: Payment, outcome: Known['outcome'], lateMs: number | null, told: boolean) => {
    // What is approved stays so, as with a bank: the money has moved.
    await sql`
      insert into sandbox_payments as known (app_id, payment_id, outcome, answers_at, told)
      select ${payment.app}, ${payment.id}, ${outcome}::text, case when ${lateMs}::int8 is null then clock_timestamp()
        else greatest(clock_timestamp(), coalesce(max(hold_ends_at), clock_timestamp()))
          + ${lateMs}::int8 * interval '1 millisecond' end, ${told}::boolean
      from orders where app_id = ${payment.app} and id = any(${payment.orders.map(({ id }) => id)}::uuid[])
      on conflict (app_id, payment_id) do update
        set outcome = excluded.outcome, answers_at = excluded.answers_at, told = excluded.told
        where known.outcome = 'declined' or (known.outcome = 'approved' and known.answers_at > excluded.answers_at)
    `.execute(db.of(payment.app))
  }
  const read = async ({ app, id }: Payment): Promise<Known | null> => {
    const { rows } = await sql<Known>`
      select outcome, answers_at <= clock_timestamp() as there from sandbox_payments
      where app_id = ${app} and payment_id = ${id}`.execute(db.of(app))
    return rows[0] ?? null
  }
  const ask = async (payment: Payment): Promise<PaymentNotice | null> => {
    const known = await read(payment)
    return known?.there && known.outcome !== 'declined' ? noticeOf(payment, known.outcome, 'asked') : null
  }

  return {
    name: 'sandbox',
    faultOf: () => null,
    test: true,
    noticeOf,
    begin: async ({ id, amountMinor, currency }) => ({
      sheet: {
        ...{ paymentId: id, provider: 'sandbox', amountMinor, currency, test: true },
        ...{ clientSecret: null, publishableKey: null },
      },
      reference: null,
    }),
    ask,
    giveUp: async (payment) => {
      await sql`
        insert into sandbox_payments as known (app_id, payment_id, outcome, answers_at, told)
        values (${payment.app}, ${payment.id}, 'cancelled', clock_timestamp(), true)
        on conflict (app_id, payment_id) do update set outcome = 'cancelled', answers_at = excluded.answers_at, told = true
          where known.outcome = 'declined' or known.answers_at > excluded.answers_at`.execute(db.of(payment.app))
      return ask(payment)
    },
    refund: async () => ({ state: 'sent', reference: null }),
    act: async (payment, outcome) => {
      if (outcome === 'decline') {
        await keep(payment, 'declined', null, true)
        return [noticeOf(payment, 'declined')]
      }
      await keep(payment, 'approved', outcome === 'late' ? LATE_BY_MS : null, outcome !== 'late')
      const known = await read(payment)
      if (known?.outcome === 'cancelled') return [noticeOf(payment, 'cancelled')]
      const notice = noticeOf(payment, 'approved')
      if (outcome === 'approve') return [notice]
      return outcome === 'twice' ? [notice, notice, noticeOf(payment, 'approved', 'approved-again')] : []
    },
    takeDue: async () => {
      const { rows } = await sql<{ app: AppId; id: string; outcome: PaymentNotice['outcome'] }>`
        update sandbox_payments set told = true where (app_id, payment_id) in (
          select app_id, payment_id from sandbox_payments where not told and answers_at <= (select clock_timestamp())
          order by answers_at limit ${DUE_MAX} for update skip locked)
        returning app_id as app, payment_id as id, outcome`.execute(db.system)
      return rows
    },
  }
}
