// Which claims are used, and for what: one side of a truth whose other side is the baskets that were priced with them.
import type { AppId } from '@hawker/protocol'
import { type Kysely, sql } from 'kysely'

/** Uses that fall into one part by what they are for, as a number and a sum that no single wrong row leaves as it is. */
export interface ClaimUseSum {
  readonly app: AppId
  readonly part: number
  readonly uses: number
  readonly mark: string
}

export interface ClaimUse {
  readonly claimId: string | null
  readonly usedFor: string
}

const USED = sql`coupon_claims where state = 'used'`

/** Of all apps asked for, in one pass. */
export const sumUsedClaims = async (
  tx: Kysely<unknown>,
  apps: readonly AppId[],
  parts: number,
): Promise<readonly ClaimUseSum[]> => {
  const { rows } = await sql<ClaimUseSum>`
    select app_id as app, (hashtextextended(used_for, 0) & ${parts - 1}::int8)::int4 as part, count(*)::int8 as uses,
      sum(hashtextextended(id::text || ' ' || used_for, 0)::numeric)::text as mark
    from ${USED} and app_id = any(${apps}::text[]) group by 1, 2`.execute(tx)
  return rows
}

/** Every use that falls into one of these parts. */
export const listUsedClaims = async (
  tx: Kysely<unknown>,
  app: AppId,
  parts: number,
  among: readonly number[],
): Promise<readonly ClaimUse[]> => {
  const { rows } = await sql<ClaimUse>`
    select id::text as "claimId", used_for as "usedFor" from ${USED} and app_id = ${app}
      and (hashtextextended(used_for, 0) & ${parts - 1}::int8)::int4 = any(${among}::int4[])`.execute(tx)
  return rows
}
