// Makes coupons, and single codes of one. What a coupon promises stays as it was made.
import { type AppId, CouponId, type Refusal, refuse } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock } from '#kernel/clock'
import { randomId } from '#kernel/ids'
import { sha256 } from '#system/keyed-hash'
import { shownCode, singleCode } from './core/code.ts'
import { type Coupon, readCoupons } from './store.ts'

/** F2: of 32 letters each, so 80 random bits. */
export const SINGLE_CODE_LETTERS = 16

export type NewCoupon = Omit<Coupon, 'id' | 'claimed' | 'used'>

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly clock: Clock
  readonly chance: Chance
}

const wrongIn = ({ terms }: NewCoupon): Refusal | null => {
  const { startsAt, endsAt } = terms
  if (startsAt === null || endsAt === null || startsAt < endsAt) return null
  return refuse('invalid', { fields: [{ path: 'terms.endsAt', message: 'a coupon ends after it starts' }] })
}

export const createMakeCoupon =
  ({ db, journal, clock, chance }: Deps) =>
  async (app: AppId, wanted: NewCoupon, by: string | null): Promise<Coupon | Refusal> => {
    const wrong = wrongIn(wanted)
    if (wrong) return wrong
    const { terms, quota, perUser, code } = wanted
    const { off } = terms
    const percent = off.type === 'percent' ? off : null
    const id = CouponId.parse(randomId(chance))
    return db
      .of(app)
      .transaction()
      .execute(async (tx) => {
        const { rows } = await sql`
          insert into coupons (app_id, id, title, off_minor, off_percent, off_max_minor, currency, min_spend_minor,
            product_ids, starts_at, ends_at, quota, per_user, code, created_at)
          values (${app}, ${id}, ${terms.title}, ${off.type === 'amount' ? off.minor : null}, ${percent?.percent ?? null},
            ${percent?.maxMinor ?? null}, ${terms.currency}, ${terms.minSpendMinor}, ${terms.productIds}::text[],
            ${terms.startsAt}, ${terms.endsAt}, ${quota}, ${perUser}, ${code}, ${clock.now()})
          on conflict (app_id, code) do nothing returning 1`.execute(tx)
        if (rows.length === 0) return refuse('name-taken')
        await journal.append(tx, { app, room: null, kind: 'coupon.made', by, payload: { id, ...wanted } })
        return (await readCoupons(tx, app, id))[0]!
      })
  }

export const createMakeCodes =
  ({ db, journal, clock, chance }: Deps) =>
  /** Shown this once: only their hashes are kept. */
  async (app: AppId, coupon: CouponId, count: number, by: string | null): Promise<{ codes: string[] } | Refusal> => {
    const codes = Array.from({ length: count }, () => shownCode(randomId(chance, SINGLE_CODE_LETTERS)))
    const hashes = codes.map((code) => sha256(singleCode(code)))
    return db
      .of(app)
      .transaction()
      .execute(async (tx) => {
        const { rows } = await sql<{ quota: number }>`
          select quota from coupons where app_id = ${app} and id = ${coupon} for no key update`.execute(tx)
        if (!rows[0]) return refuse('not-found')
        const made = await sql<{ codes: number }>`
          select count(*)::int4 as codes from coupon_codes where app_id = ${app} and coupon_id = ${coupon}`.execute(tx)
        if (made.rows[0]!.codes + count > rows[0].quota) return refuse('limit-reached')
        await sql`
          insert into coupon_codes (app_id, hash, coupon_id, made_at)
          select ${app}, hash, ${coupon}, ${clock.now()} from unnest(${hashes}::text[]) hash`.execute(tx)
        await journal.append(tx, { app, room: null, kind: 'coupon.codes', by, payload: { coupon, count } })
        return { codes }
      })
  }
