// What coupons promise. It never changes once a coupon is made, so it is read once.
import type { AppId, CouponId, CouponOff, CouponTerms } from '@hawker/protocol'
import { type Kysely, sql } from 'kysely'
import type { Database } from '#db'

const KEPT_MAX = 2_000

export interface KnownCoupon {
  readonly id: CouponId
  readonly terms: CouponTerms
}

export interface TermsRow {
  readonly id: CouponId
  readonly title: string
  readonly off_minor: number | null
  readonly off_percent: number | null
  readonly off_max_minor: number | null
  readonly currency: string
  readonly min_spend_minor: number
  readonly product_ids: CouponTerms['productIds']
  readonly starts_at: number | null
  readonly ends_at: number | null
}

export const TERMS_COLUMNS = sql`
  c.id, c.title, c.off_minor, c.off_percent, c.off_max_minor, c.currency, c.min_spend_minor, c.product_ids, c.starts_at,
  c.ends_at`

export const termsOf = (row: TermsRow): CouponTerms => {
  const off: CouponOff =
    row.off_percent === null
      ? { type: 'amount', minor: row.off_minor! }
      : { type: 'percent', percent: row.off_percent, maxMinor: row.off_max_minor }
  return {
    ...{ title: row.title, off, currency: row.currency, minSpendMinor: row.min_spend_minor },
    ...{ productIds: row.product_ids, startsAt: row.starts_at, endsAt: row.ends_at },
  }
}

export const readTerms = async (
  db: Kysely<unknown>,
  app: AppId,
  ids: readonly string[],
): Promise<readonly KnownCoupon[]> => {
  const { rows } = await sql<TermsRow>`
    select ${TERMS_COLUMNS} from coupons c where c.app_id = ${app} and c.id = any(${ids}::text[])`.execute(db)
  return rows.map((row) => ({ id: row.id, terms: termsOf(row) }))
}

export const createTermsShelf = (db: Pick<Database, 'of'>) => {
  const kept = new Map<string, KnownCoupon>()
  return {
    ofCoupons: async (app: AppId, ids: readonly (string | null)[]): Promise<ReadonlyMap<string, KnownCoupon>> => {
      const wanted = [...new Set(ids.filter((id) => id !== null))]
      const found = new Map<string, KnownCoupon>()
      for (const id of wanted) {
        const known = kept.get(`${app} ${id}`)
        if (known) found.set(id, known)
      }
      const missing = wanted.filter((id) => !found.has(id))
      if (missing.length === 0) return found
      for (const coupon of await readTerms(db.of(app), app, missing)) {
        found.set(coupon.id, coupon)
        if (kept.size >= KEPT_MAX) kept.clear()
        kept.set(`${app} ${coupon.id}`, coupon)
      }
      return found
    },
  }
}

export type TermsShelf = ReturnType<typeof createTermsShelf>
