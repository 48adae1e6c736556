// What is read of coupons. Nobody else writes their tables.
import type { AppId, api, CouponClaim, CouponDrop, CouponId, DropId, RoomId, UserId } from '@hawker/protocol'
import { type Kysely, sql } from 'kysely'
import { TERMS_COLUMNS, type TermsRow, termsOf } from './terms.ts'

export type Coupon = api.coupons.Coupon

export const COUPONS_LISTED_MAX = 200
const OWN_LISTED_MAX = 200

/** The database's clock in milliseconds. */
export const NOW = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::int8`

type Counts = Pick<Coupon, 'quota' | 'code' | 'claimed' | 'used'> & { perUser: number }

/** The newest, or the one that is named. */
export const readCoupons = async (db: Kysely<unknown>, app: AppId, only: CouponId | null = null): Promise<Coupon[]> => {
  const which = only === null ? sql`true` : sql`c.id = ${only}`
  const { rows } = await sql<TermsRow & Counts>`
    select ${TERMS_COLUMNS}, c.quota, c.per_user as "perUser", c.code, c.claimed, (
      select count(*)::int4 from coupon_claims m
      where m.app_id = c.app_id and m.coupon_id = c.id and m.state = 'used') as used
    from (select * from coupons c where c.app_id = ${app} and ${which}
      order by created_at desc, id desc limit ${COUPONS_LISTED_MAX}) c
    order by c.created_at desc, c.id desc`.execute(db)
  return rows.map((row) => {
    const { id, quota, perUser, code, claimed, used } = row
    return { id, terms: termsOf(row), quota, perUser, code, claimed, used }
  })
}

interface DropRow extends TermsRow {
  readonly drop_id: DropId
  readonly quantity: number
  readonly remaining: number
  readonly opened_at: number
  readonly drop_ends_at: number
  readonly opened_version: number
}

/** Drops of a room that can be claimed, and the version up to which that speaks. One query: snapshots ask it. */
export const readOpenDrops = async (
  db: Kysely<unknown>,
  app: AppId,
  room: RoomId,
): Promise<{ open: CouponDrop[]; version: number }> => {
  const { rows } = await sql<DropRow & { version: number; drop_id: DropId | null }>`
    select v.version, d.id as drop_id, d.quantity, d.remaining, d.opened_at, d.ends_at as drop_ends_at,
      d.opened_version, ${TERMS_COLUMNS}
    from (select coalesce(max(greatest(opened_version, closed_version)), 0)::int8 as version
        from coupon_drops where app_id = ${app} and room_id = ${room}) v
      left join (coupon_drops d join coupons c on c.app_id = d.app_id and c.id = d.coupon_id)
        on d.app_id = ${app} and d.room_id = ${room} and d.closed_at is null
    order by d.opened_at, d.id`.execute(db)
  const open = rows
    .filter((row) => row.drop_id !== null)
    .map((row) => ({
      ...{ id: row.drop_id, couponId: row.id, terms: termsOf(row), quantity: row.quantity, left: row.remaining },
      ...{ openedAt: row.opened_at, endsAt: row.drop_ends_at, version: row.opened_version },
    }))
  return { open, version: rows[0]!.version }
}

/** Those that can be used come first, the newest of them on top. */
export const listOwnClaims = async (db: Kysely<unknown>, app: AppId, user: UserId): Promise<CouponClaim[]> => {
  const { rows } = await sql<TermsRow & { claim_id: string; state: CouponClaim['state']; claimed_at: number }>`
    select m.id as claim_id, m.claimed_at, ${TERMS_COLUMNS},
      case when m.state = 'open' and c.ends_at <= ${NOW} then 'expired' else m.state end as state
    from (select * from coupon_claims where app_id = ${app} and user_id = ${user}
        order by state, claimed_at desc limit ${OWN_LISTED_MAX}) m
      join coupons c on c.app_id = m.app_id and c.id = m.coupon_id
    order by m.state = 'open' and (c.ends_at is null or c.ends_at > ${NOW}) desc, m.claimed_at desc, m.id`.execute(db)
  return rows.map((row) => ({
    ...{ id: row.claim_id, couponId: row.id, terms: termsOf(row), state: row.state, claimedAt: row.claimed_at },
  }))
}

export interface CouponTruth {
  readonly claimed: number
  readonly quota: number
  readonly holds: boolean
  /** Coupons whose numbers do not agree with the claims there are, the first few. */
  readonly broken: readonly CouponId[]
}

const BROKEN_MAX = 20

/** Counts every claim again; for the page of invariants and for tests, not for hot paths. */
export const readCouponTruth = async (db: Kysely<unknown>, app: AppId): Promise<CouponTruth> => {
  const { rows } = await sql<{ claimed: number; quota: number; broken: CouponId[] | null }>`
    with counted as (
      select c.id, c.quota, c.claimed, c.reserved, c.per_user,
        (select count(*) from coupon_claims m where m.app_id = c.app_id and m.coupon_id = c.id) as claims,
        (select coalesce(sum(d.remaining), 0) from coupon_drops d
          where d.app_id = c.app_id and d.coupon_id = c.id and d.closed_at is null) as held,
        exists (select from coupon_claims m where m.app_id = c.app_id and m.coupon_id = c.id
          group by m.user_id having count(*) > c.per_user) as over,
        exists (select from coupon_drops d where d.app_id = c.app_id and d.coupon_id = c.id
          and d.quantity - d.remaining <> (select count(*) from coupon_claims m where m.app_id = c.app_id
            and m.coupon_id = c.id and m.source = 'drop ' || d.room_id || ' ' || d.id)) as uneven
      from coupons c where c.app_id = ${app})
    select coalesce(sum(claims), 0)::int8 as claimed, coalesce(sum(quota), 0)::int8 as quota,
      (array_agg(id) filter (where claims <> claimed or held <> reserved or claims + held > quota or over or uneven)
        )[:${sql.lit(BROKEN_MAX)}] as broken
    from counted`.execute(db)
  const { claimed, quota, broken } = rows[0]!
  return { claimed, quota, broken: broken ?? [], holds: broken === null }
}
