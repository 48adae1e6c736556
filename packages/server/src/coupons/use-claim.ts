// Using a claim with an order, inside the order's own transaction; and giving it back when the order comes to nothing.
import type { AppId, Refusal, UserId } from '@hawker/protocol'
import { refuse } from '@hawker/protocol'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '#db'
import { type Discount, discountOf, type Goods } from './core/discount.ts'
import { NOW } from './store.ts'
import { TERMS_COLUMNS, type TermsRow, termsOf } from './terms.ts'

/** What was used, and under which name its owner knows it. */
export interface Used extends Discount {
  readonly title: string
}

interface Ask {
  readonly user: UserId
  readonly claimId: string
}

const readUsable = async (db: Kysely<unknown>, app: AppId, { user, claimId }: Ask, lock: boolean) => {
  const { rows } = await sql<TermsRow>`
    select ${TERMS_COLUMNS} from coupon_claims m join coupons c on c.app_id = m.app_id and c.id = m.coupon_id
    where m.app_id = ${app} and m.id = ${claimId}::uuid and m.user_id = ${user} and m.state = 'open'
      and (c.starts_at is null or c.starts_at <= ${NOW}) and (c.ends_at is null or c.ends_at > ${NOW})
    ${lock ? sql`for no key update of m` : sql``}`.execute(db)
  return rows[0] ? termsOf(rows[0]) : null
}

/** What the claim takes off these goods, without using it. */
export const previewClaim = async (db: Database, app: AppId, ask: Ask, goods: Goods): Promise<Discount | Refusal> => {
  const terms = await readUsable(db.of(app), app, ask, false)
  return (terms && discountOf(terms, goods)) ?? refuse('coupon-invalid')
}

/** Uses the claim for an order or basket: once, whoever else tries at the same moment. */
export const useClaim = async (
  tx: Transaction<unknown>,
  app: AppId,
  ask: Ask & { readonly usedFor: string },
  goods: Goods,
): Promise<Used | Refusal> => {
  const terms = await readUsable(tx, app, ask, true)
  const discount = terms && discountOf(terms, goods)
  if (!discount) return refuse('coupon-invalid')
  await sql`
    update coupon_claims set state = 'used', used_at = ${NOW}, used_for = ${ask.usedFor}
    where app_id = ${app} and id = ${ask.claimId}::uuid`.execute(tx)
  return { ...discount, title: terms.title }
}

/**
 * Uses a claim again for what it was used for before it was given back, and answers whether it is used for that now. Its
 * time is not looked at: what it takes off was promised.
 */
export const useClaimAgain = async (
  tx: Transaction<unknown>,
  app: AppId,
  { claimId, usedFor }: { readonly claimId: string; readonly usedFor: string },
): Promise<boolean> => {
  const { numAffectedRows } = await sql`
    update coupon_claims set state = 'used', used_at = coalesce(used_at, ${NOW}), used_for = ${usedFor}
    where app_id = ${app} and id = ${claimId}::uuid and (state = 'open' or used_for = ${usedFor})`.execute(tx)
  return numAffectedRows === 1n
}

/** Gives back what these orders or baskets had used, and answers how many; for their transaction, when they end unpaid. */
export const releaseClaims = async (
  tx: Transaction<unknown>,
  app: AppId,
  claims: readonly { readonly claimId: string; readonly usedFor: string }[],
): Promise<number> => {
  const ids = claims.map(({ claimId }) => claimId)
  const orders = claims.map(({ usedFor }) => usedFor)
  const { rows } = await sql`
    with locked as materialized (
      select m.id from coupon_claims m
        join unnest(${ids}::uuid[], ${orders}::text[]) as u(id, used_for) on u.id = m.id and u.used_for = m.used_for
      where m.app_id = ${app} and m.state = 'used' order by m.id for no key update of m)
    update coupon_claims m set state = 'open', used_at = null, used_for = null
    from locked where m.app_id = ${app} and m.id = locked.id returning 1`.execute(tx)
  return rows.length
}
