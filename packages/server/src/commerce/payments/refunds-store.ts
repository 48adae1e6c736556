// Money that goes back, as rows: written with the change that makes it due, sent afterwards.
import type { AppId, api, Currency, OrderId, UserId } from '@hawker/protocol'
import { type Kysely, sql, type Transaction } from 'kysely'
import { millisOf } from '../times.ts'
import type { Payment } from './payments.ts'

export interface NewRefund {
  readonly payment: Pick<Payment, 'app' | 'id'>
  readonly id: string
  readonly order: OrderId
  readonly amountMinor: number
  readonly restock?: boolean
  readonly reason?: string
  readonly by?: string | null
}

/** What cost nothing is back as soon as it is due. C9: the payment's own constraint refuses more than was captured, whatever was read before. */
export const addRefund = async (tx: Transaction<unknown>, refund: NewRefund): Promise<void> => {
  const { payment, id, order, amountMinor, restock = false, reason = '', by = null } = refund
  await sql`
    insert into refunds (app_id, id, payment_id, order_id, amount_minor, state, restock, reason, asked_by)
    values (${payment.app}, ${id}, ${payment.id}, ${order}, ${amountMinor}, ${amountMinor === 0 ? 'sent' : 'due'},
      ${restock}, ${reason}, ${by})
  `.execute(tx)
  await sql`
    update payments set refunded_minor = refunded_minor + ${amountMinor}
    where app_id = ${payment.app} and id = ${payment.id}`.execute(tx)
}

export interface KnownRefund {
  readonly order: OrderId
  readonly amountMinor: number
  readonly restock: boolean
  readonly reason: string
  /** Who asked for it; null: a server. */
  readonly by: string | null
}

export const readRefund = async (db: Kysely<unknown>, app: AppId, id: string): Promise<KnownRefund | null> => {
  const { rows } = await sql<KnownRefund>`
    select order_id as order, amount_minor as "amountMinor", restock, reason, asked_by as by from refunds
    where app_id = ${app} and id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** Of one order, the oldest; whoever sends more by hand finds the rest in the journal. */
export const REFUNDS_SHOWN_MAX = 200

export interface OrderRefunds {
  readonly refunds: api.commerce.OrderRefund[]
  readonly currency: Currency
}

/** Oldest first. `buyer`: his own order alone, without what staff noted; null: whoever's it is. */
export const listRefunds = async (
  db: Kysely<unknown>,
  app: AppId,
  order: OrderId,
  buyer: UserId | null,
): Promise<OrderRefunds | null> => {
  const of = await sql<{ currency: Currency }>`
    select currency from orders
    where id = ${order} and app_id = ${app} and buyer_id = coalesce(${buyer}, buyer_id)`.execute(db)
  if (!of.rows[0]) return null
  const { rows } = await sql<api.commerce.OrderRefund>`
    select id, case when id like 'late:%' then 'late' when id like 'extra:%' then 'double' else 'staff' end as cause,
      amount_minor as "amountMinor", state, ${millisOf('asked_at')} as "askedAt", ${millisOf('sent_at')} as "sentAt",
      restock, case when ${buyer}::text is null then reason end as reason
    from refunds where order_id = ${order} and app_id = ${app}
    order by asked_at, id limit ${REFUNDS_SHOWN_MAX}`.execute(db)
  return { refunds: rows, currency: of.rows[0].currency }
}

/** The payment an order was paid with, and what of that order's part has not gone back. */
export const paidWith = async (
  tx: Transaction<unknown>,
  app: AppId,
  order: OrderId,
): Promise<{ app: AppId; id: string } | null> => {
  const { rows } = await sql<{ app: AppId; id: string }>`
    select p.app_id as app, p.id from payments p join payment_orders l on l.payment_id = p.id and l.app_id = p.app_id
    where l.order_id = ${order} and l.app_id = ${app} and p.state = 'settled' and not exists (
      select from refunds r where r.app_id = p.app_id and r.id = 'extra:' || p.id || ':' || l.order_id)
    limit 1`.execute(tx)
  return rows[0] ?? null
}

export interface DueRefund {
  readonly app: AppId
  readonly id: string
  readonly paymentId: string
  readonly provider: string
  readonly amountMinor: number
  readonly tries: number
}

/** Takes refunds whose time has come; each has its next time set before it is sent. */
export const takeDueRefunds = async (
  db: Kysely<unknown>,
  provider: string,
  { firstMs, mostMs, max }: { firstMs: number; mostMs: number; max: number },
): Promise<DueRefund[]> => {
  const { rows } = await sql<DueRefund>`
    update refunds r set tries = tries + 1,
      try_at = clock_timestamp() + least(${firstMs}::int8 * 2 ^ least(tries, 20), ${mostMs}::int8) * interval '1 ms'
    from payments p
    where p.app_id = r.app_id and p.id = r.payment_id and (r.app_id, r.id) in (
      select d.app_id, d.id from refunds d join payments q on q.app_id = d.app_id and q.id = d.payment_id
      where d.state = 'due' and d.try_at <= clock_timestamp() and q.provider = ${provider}
      order by d.try_at limit ${max} for update of d skip locked)
    returning r.app_id as app, r.id, r.payment_id as "paymentId", p.provider, r.amount_minor as "amountMinor", r.tries
  `.execute(db)
  return rows
}

/** Answers whether it changed anything. */
export const markRefund = async (
  tx: Kysely<unknown>,
  app: AppId,
  id: string,
  state: 'sent' | 'failed',
  reference: string | null,
): Promise<boolean> => {
  // A refund that was sent can still fail at the bank; one that failed is a person's business.
  const { numAffectedRows } = await sql`
    update refunds set state = ${state}, reference = coalesce(reference, ${reference}),
      sent_at = case when ${state === 'sent'}::boolean then clock_timestamp() else sent_at end
    where app_id = ${app} and id = ${id} and state <> ${state} and state <> 'failed'`.execute(tx)
  return numAffectedRows === 1n
}
