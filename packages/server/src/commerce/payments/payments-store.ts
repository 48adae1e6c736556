// Payments as rows.
import type { AppId, BasketId, OrderId, UserId } from '@hawker/protocol'
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import type { Payment } from './payments.ts'

export type PaymentState = 'begun' | 'settled' | 'given-up' | 'review'

export interface KnownPayment extends Payment {
  readonly state: PaymentState
  /** Null: it is of one order by itself. */
  readonly basket: BasketId | null
  readonly test: boolean
  readonly provider: string
}

const PAYMENT = sql`
  p.app_id as app, p.id, p.amount_minor as "amountMinor", p.currency, p.reference, p.state, p.test, p.provider,
  p.basket_id as basket,
  (select json_agg(json_build_object('id', l.order_id, 'amountMinor', l.amount_minor) order by l.order_id)
    from payment_orders l where l.app_id = p.app_id and l.payment_id = p.id) as orders`

const readPayments = async (db: Kysely<unknown>, which: RawBuilder<unknown>): Promise<KnownPayment[]> => {
  const { rows } = await sql<KnownPayment>`select ${PAYMENT} from payments p where ${which}`.execute(db)
  return rows
}

export const readPayment = async (
  db: Kysely<unknown>,
  app: AppId,
  id: string,
  provider: string,
): Promise<KnownPayment | null> =>
  (await readPayments(db, sql`p.app_id = ${app} and p.id = ${id} and p.provider = ${provider}`))[0] ?? null

/** A payment by its id, for him who pays it. */
export const findPayment = async (
  db: Kysely<unknown>,
  app: AppId,
  id: string,
  provider: string,
  buyer: UserId,
): Promise<KnownPayment | null> => {
  const ofBuyer = sql`
    p.app_id = ${app} and p.id = ${id} and p.provider = ${provider} and exists (
      select from payment_orders l join orders o on o.id = l.order_id and o.app_id = l.app_id
      where l.app_id = p.app_id and l.payment_id = p.id and o.buyer_id = ${buyer})`
  return (await readPayments(db, ofBuyer))[0] ?? null
}

/** Whatever a notice may mean: first by the provider's id, then by ours. The notice is compared with it afterwards. */
export const findNoticed = async (
  db: Kysely<unknown>,
  provider: string,
  reference: string | null,
  id: string,
): Promise<KnownPayment | null> => {
  const found = await readPayments(db, sql`p.provider = ${provider} and (p.reference = ${reference} or p.id = ${id})`)
  return found.find((payment) => payment.reference !== null && payment.reference === reference) ?? found[0] ?? null
}

/** Payments that may still bring money for any of these orders, or of which nobody knows; newest first. */
export const openPaymentsOf = (
  tx: Transaction<unknown>,
  app: AppId,
  orders: readonly { readonly id: OrderId }[],
  provider: string,
): Promise<KnownPayment[]> =>
  readPayments(
    tx,
    sql`p.app_id = ${app} and p.id = any(array(
        select l.payment_id from payment_orders l
        where l.order_id = any(${orders.map(({ id }) => id)}::uuid[]) and l.app_id = ${app}))
      and p.provider = ${provider} and p.state in ('begun', 'review')
      order by p.begun_at desc, p.id`,
  )

/** The state as it is once nobody else is changing it. */
export const lockPayment = async (tx: Transaction<unknown>, app: AppId, id: string): Promise<PaymentState> => {
  const { rows } = await sql<{ state: PaymentState }>`
    select state from payments where app_id = ${app} and id = ${id} for update`.execute(tx)
  return rows[0]!.state
}

/** The provider's id is kept before anybody can pay under it. Answers whether it may be paid still. */
export const keepReference = async (db: Kysely<unknown>, { app, id }: Payment, reference: string): Promise<boolean> => {
  const { rows } = await sql<{ state: PaymentState }>`
    update payments set reference = coalesce(reference, ${reference})
    where app_id = ${app} and id = ${id} returning state`.execute(db)
  return rows[0]?.state === 'begun'
}

/** Payments to ask about, each with its next time set before it is asked for; `over`: nobody waits for it any more. */
export const takeUnanswered = async (
  db: Kysely<unknown>,
  provider: string,
  { firstMs, mostMs, giveUpMs, max }: { firstMs: number; mostMs: number; giveUpMs: number; max: number },
): Promise<(KnownPayment & { over: boolean })[]> => {
  const { rows } = await sql<KnownPayment & { over: boolean }>`
    with due as (
      update payments set asks = asks + 1,
        ask_at = clock_timestamp() + least(${firstMs}::int8 * 2 ^ least(asks, 20), ${mostMs}::int8) * interval '1 ms'
      where (app_id, id) in (
        select app_id, id from payments where state = 'begun' and provider = ${provider} and ask_at <= (select clock_timestamp())
        order by ask_at limit ${max} for update skip locked)
      returning *)
    select ${PAYMENT}, not exists (
      select from payment_orders l join orders o on o.id = l.order_id and o.app_id = l.app_id
      where l.app_id = p.app_id and l.payment_id = p.id and (o.state = 'held'
        or (o.state = 'expired' and o.hold_ends_at > clock_timestamp() - ${giveUpMs}::int8 * interval '1 ms'))) as over
    from due p`.execute(db)
  return rows
}

export interface PaymentCounts {
  readonly unanswered: number
  readonly review: number
  readonly refundsDue: number
  readonly refundsFailed: number
}

/** For the meters. `unanswered`: begun, and asked about in vain at least once. */
export const countPayments = async (db: Kysely<unknown>): Promise<PaymentCounts> => {
  const { rows } = await sql<PaymentCounts>`
    select (select count(*) from payments where state = 'begun' and asks > 0)::int8 as unanswered,
      (select count(*) from payments where review is not null)::int8 as review,
      (select count(*) from refunds where state = 'due')::int8 as "refundsDue",
      (select count(*) from refunds where state = 'failed')::int8 as "refundsFailed"`.execute(db)
  return rows[0]!
}
