// The SQL that takes coupons for a batch of claims, in one transaction: lock the coupons in id order, judge and take.
// The judging statement begins after the locks are held, so it sees all that earlier batches of any process committed.
import type { BatchStatement } from '#db'
import { textArray } from '#db'

/** F2: how often somebody may try a code, right or wrong. */
export const CODE_TRIES_MAX = 10
export const CODE_TRIES_WINDOW_MS = 600_000

export interface ClaimAsk {
  readonly app: string
  readonly id: string
  readonly user: string
  readonly userName: string
  /** A drop in a room, or a code in both spellings. */
  readonly from: { readonly room: string; readonly drop: string } | { readonly code: string; readonly hash: string }
}

export const VERDICT = {
  claimed: 'o',
  /** The id stands already, for the same person and source. */
  had: 'd',
  /** The id stands already, for the same person and another source. */
  idUsed: 'e',
  /** The id is somebody else's. */
  idTaken: 't',
  gone: 'g',
  unknown: 'u',
  wrongCode: 'i',
  userLimit: 'l',
  tooMany: 'm',
} as const

/** What one batch came to: a verdict and a coupon for each row. */
export interface ClaimedBatch {
  readonly at: number
  readonly verdicts: string
  readonly coupons: readonly (string | null)[]
  /** Drops that claims were taken from. */
  readonly drops: readonly (readonly [id: string, room: string, remaining: number])[] | null
  readonly had: readonly (readonly [id: string, state: 'open' | 'used', claimedAt: number])[] | null
  /** The oldest try that counts, of those who tried too often. */
  readonly tried: readonly (readonly [user: string, at: number])[] | null
}

// `$2` drops, `$3` codes, `$4` hashes of single codes.
const LOCK = `
  select id from coupons where app_id = $1 and id = any(array(
    select coupon_id from coupon_drops where app_id = $1 and id = any($2::text[])
    union all select id from coupons where app_id || '' = $1 and code = any($3::text[])
    union all select coupon_id from coupon_codes where app_id = $1 and hash = any($4::text[])))
  order by id for no key update`

/**
 * Each person, id and single code once in a batch: the lane sees to that. `$2`…`$8` the rows. `app_id || ''` is a
 * condition no index serves: beside a person or a code, who is one of few rows, it must not lead to an index of its own.
 */
const claimText = (journalInsert: (select: string) => string) => `
with clock as (select (extract(epoch from statement_timestamp()) * 1000)::int8 as at),
shown as materialized (select * from coupon_drops where app_id = $1 and id = any($6::text[])),
singles as materialized (select * from coupon_codes where app_id = $1 and hash = any($8::text[])),
offers as materialized (
  select * from coupons where app_id = $1 and id = any(array(
    select coupon_id from shown union all select coupon_id from singles
    union all select id from coupons where app_id || '' = $1 and code = any($7::text[])))),
asks as materialized (
  select w.n, w.id, w.user_id, w.source, w.code <> '' as by_code, d.id as drop, d.remaining,
    d.closed_at is not null or d.ends_at <= clock.at as drop_over, k.hash as single, k.claim_id as spent_by,
    coalesce(d.coupon_id, p.id, k.coupon_id) as coupon, had.mine, had.same, clock.at
  from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) with ordinality
      as w(id, user_id, source, room, drop, code, hash, n)
    cross join clock
    left join shown d on d.id = w.drop and d.room_id = w.room
    left join offers p on p.code = w.code
    left join singles k on k.hash = w.hash
    left join lateral (
      select c.user_id = w.user_id as mine, c.user_id = w.user_id and c.source = w.source as same from coupon_claims c
      where c.app_id = $1 and c.id = w.id limit 1) had on true),
tries as (
  insert into coupon_tries as t (app_id, user_id, at, last_at)
  select $1, user_id, array[at], at from asks where by_code and same is null order by user_id
  on conflict (app_id, user_id) do update set last_at = excluded.last_at,
    at = array(select a from unnest(t.at) a where a > excluded.last_at - $9::int8) || excluded.at
  where (select count(*) from unnest(t.at) a where a > excluded.last_at - $9::int8) < $10::int4
  returning user_id),
judged as (
  select a.*, coalesce(a.remaining, c.quota - c.claimed - c.reserved) as available, mine.n as had_n,
    case
      when a.same is not null then case when a.same then 'd' when a.mine then 'e' else 't' end
      when a.by_code and t.user_id is null then 'm'
      when c.id is null then case when a.by_code then 'i' else 'u' end
      when a.drop is not null and (a.drop_over or c.ends_at <= a.at) then 'g'
      when a.by_code and (a.spent_by is not null or c.ends_at <= a.at or c.starts_at > a.at) then 'i'
      when mine.n >= c.per_user then 'l'
    end as refused
  from asks a
    left join tries t on t.user_id = a.user_id
    left join offers c on c.id = a.coupon
    cross join lateral (
      select count(*)::int4 as n from coupon_claims m
      where m.app_id || '' = $1 and m.coupon_id = a.coupon and m.user_id = a.user_id) mine),
ranked as materialized (
  select *, count(*) filter (where refused is null)
    over (partition by coupon, drop order by n rows unbounded preceding) as upto
  from (select * from judged offset 0) j),
taken as materialized (
  select * from ranked where refused is null and upto <= available),
drops as (
  update coupon_drops d set remaining = d.remaining - t.n
  from (select drop, count(*)::int4 as n from taken where drop is not null group by drop) t
  where d.app_id = $1 and d.id = any($6::text[]) and d.id = t.drop returning d.id, d.room_id, d.remaining),
counted as (
  update coupons c set claimed = c.claimed + t.n, reserved = c.reserved - t.dropped
  from (select coupon, count(*)::int4 as n, count(drop)::int4 as dropped from taken group by coupon) t
  where c.app_id = $1 and c.id = any(array(select id from offers)) and c.id = t.coupon),
spent as (
  update coupon_codes k set claim_id = t.id from taken t
  where k.app_id = $1 and k.hash = any($8::text[]) and k.hash = t.single),
claimed as (
  insert into coupon_claims (app_id, id, coupon_id, user_id, n, source, claimed_at)
  select $1, id, coupon, user_id, had_n + 1, source, at from taken order by id),
told as (
  ${journalInsert(`select $1, null, 'coupons.claimed', null, jsonb_build_object('claims', jsonb_agg(id))
    from taken having count(*) > 0`)})
select clock.at,
  (select string_agg(coalesce(refused, case
      when upto <= available then 'o' when by_code then 'i' else 'g' end), '' order by n) from ranked) as verdicts,
  (select json_agg(coupon order by n) from ranked) as coupons,
  (select json_agg(json_build_array(id, room_id, remaining)) from drops) as drops,
  (select json_agg(json_build_array(c.id, c.state, c.claimed_at)) from ranked r
    join lateral (select * from coupon_claims where app_id = $1 and id = r.id limit 1) c on true
    where r.refused = 'd') as had,
  (select json_agg(json_build_array(r.user_id, o.at)) from ranked r cross join lateral (
      select min(a) as at from coupon_tries t, unnest(t.at) a
      where t.app_id = $1 and t.user_id = r.user_id and a > r.at - $9::int8) o
    where r.refused = 'm') as tried
from clock`

/** What a claim was made with, in one spelling: the same id with another is refused. */
const sourceOf = ({ from }: ClaimAsk): string =>
  'drop' in from ? `drop ${from.room} ${from.drop}` : `code ${from.hash}`

export const claimStatements = (journalInsert: (select: string) => string) => {
  const text = claimText(journalInsert)
  return (batch: readonly ClaimAsk[]): [BatchStatement, BatchStatement] => {
    const app = batch[0]!.app
    const column = (of: (from: ClaimAsk['from']) => string) => textArray(batch.map(({ from }) => of(from)))
    const drops = column((from) => ('drop' in from ? from.drop : ''))
    const codes = column((from) => ('code' in from ? from.code : ''))
    const hashes = column((from) => ('hash' in from ? from.hash : ''))
    return [
      { name: 'lock_coupons', text: LOCK, values: [app, drops, codes, hashes] },
      {
        name: 'claim_coupons',
        text,
        values: [
          app,
          ...[textArray(batch.map((ask) => ask.id)), textArray(batch.map((ask) => ask.user))],
          textArray(batch.map(sourceOf)),
          ...[column((from) => ('room' in from ? from.room : '')), drops, codes, hashes],
          ...[CODE_TRIES_WINDOW_MS, CODE_TRIES_MAX],
        ],
      },
    ]
  }
}
