// Which baskets are priced with a claim: one side of a truth whose other side is the claims that are used.
import type { AppId } from '@hawker/protocol'
import { type Kysely, sql } from 'kysely'
import { KEEPS_CLAIM } from './release-claims.ts'

/** Uses that fall into one part by their basket, as a number and a sum that no single wrong row leaves as it is. */
export interface ClaimUseSum {
  readonly app: AppId
  readonly part: number
  readonly uses: number
  readonly mark: string
}

/** `claimId`: null where something is taken off by no coupon. */
export interface ClaimUse {
  readonly claimId: string | null
  readonly usedFor: string
}

/** Baskets of which an order stands, with the claim they were put with, or with something taken off without any. */
const PRICED = (apps: readonly AppId[]) => sql`
  select o.app_id as app, b.claim_id::text as claim, o.basket_id::text as basket
  from (select app_id, basket_id, sum(discount_minor) as off from orders o
      where app_id = any(${apps}::text[]) and basket_id is not null and ${KEEPS_CLAIM} group by 1, 2) o
    left join baskets b on b.id = o.basket_id and b.app_id = o.app_id
  where b.claim_id is not null or o.off > 0`

/** Of all apps asked for, in one pass. */
export const sumPricedClaims = async (
  tx: Kysely<unknown>,
  apps: readonly AppId[],
  parts: number,
): Promise<readonly ClaimUseSum[]> => {
  const { rows } = await sql<ClaimUseSum>`
    select app, (hashtextextended(basket, 0) & ${parts - 1}::int8)::int4 as part, count(*)::int8 as uses,
      sum(hashtextextended(coalesce(claim, '') || ' ' || basket, 0)::numeric)::text as mark
    from (${PRICED(apps)}) p group by 1, 2`.execute(tx)
  return rows
}

/** Every use that falls into one of these parts. */
export const listPricedClaims = async (
  tx: Kysely<unknown>,
  app: AppId,
  parts: number,
  among: readonly number[],
): Promise<readonly ClaimUse[]> => {
  const { rows } = await sql<ClaimUse>`
    select claim as "claimId", basket as "usedFor" from (${PRICED([app])}) p
    where (hashtextextended(basket, 0) & ${parts - 1}::int8)::int4 = any(${among}::int4[])`.execute(tx)
  return rows
}
