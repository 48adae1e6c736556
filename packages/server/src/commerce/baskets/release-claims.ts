// Gives coupons back whose baskets came to nothing. An order that the shop refunded later keeps its coupon used.
import type { AppId, BasketId } from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import type { Coupons } from './ports.ts'
import { lockBaskets } from './store.ts'

/** An order `o` for whose sake the claim of its basket stays used. */
export const KEEPS_CLAIM = sql.raw(`
  (o.state in ('held', 'paid', 'shipped') or (o.state = 'refunded' and o.paid_at is not null))`)

/** Whether an order of this basket stands, for whose sake its claim is used still. */
export const keepsClaim = async (tx: Transaction<unknown>, app: AppId, basket: BasketId): Promise<boolean> => {
  const { rows } = await sql`
    select from orders o where o.basket_id = ${basket} and o.app_id = ${app} and ${KEEPS_CLAIM} limit 1`.execute(tx)
  return rows.length > 0
}

/** In the transaction in which orders of these baskets ended, or left them. */
export type ReleaseClaims = (tx: Transaction<unknown>, app: AppId, baskets: readonly BasketId[]) => Promise<void>

export const createReleaseClaims =
  (coupons: Pick<Coupons, 'release'>): ReleaseClaims =>
  async (tx, app, baskets) => {
    if (baskets.length === 0) return
    // Whoever ends another order of the same basket waits here, and then sees what became of this one.
    await lockBaskets(tx, app, baskets)
    const { rows } = await sql<{ claimId: string; usedFor: BasketId }>`
      select claim_id as "claimId", id as "usedFor" from baskets b
      where id = any(${baskets}::uuid[]) and app_id = ${app} and claim_id is not null and not exists (
        select from orders o where o.basket_id = b.id and o.app_id = b.app_id and ${KEEPS_CLAIM})`.execute(tx)
    if (rows.length > 0) await coupons.release(tx, app, rows)
  }
