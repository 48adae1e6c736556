// The SQL that lets a batch of people join their lines, in one transaction: lock the people, so that nobody waits for too
// much over several processes; lock the SKUs in id order; judge and write. The last begins after the locks are held.
import { WAIT_MAX_MS, WAITS_MAX } from '@hawker/protocol'
import { type BatchStatement, numberArray, textArray } from '#db'
import { LOCK_SKUS } from '../orders/order-statement.ts'

/** People in one transaction: each is a lock of its own in the database's table of locks. */
export const JOINS_MAX = 100

export interface JoinAsk {
  readonly app: string
  readonly user: string
  readonly name: string
  readonly sku: string
  readonly room: string
  readonly roomSells: boolean
}

export const VERDICT = {
  joined: 'o',
  /** He stands in the line already, or it is his turn. */
  had: 'd',
  unknown: 'u',
  notOnSale: 'x',
  notSoldOut: 'f',
  limit: 'l',
} as const

/** What one batch came to: a letter for each row, and of those who joined how many are before them. */
export interface JoinedBatch {
  readonly at: number
  readonly verdicts: string
  readonly ahead: readonly (number | null)[]
  /** In the order of the numbers that `offerOf` gives. */
  readonly offers: readonly { product: string; title: string; label: string; imageUrl: string | null }[]
}

const LOCK_PEOPLE = `
  select pg_advisory_xact_lock(h) from (
    select distinct hashtextextended('waitlist ' || $1 || ' ' || u, 0) as h from unnest($2::text[]) u order by h) people`

/**
 * Each person once in a batch. $2…$4 the rows · $5…$7 the distinct (SKU, room, sells) that rows name by number.
 * `app_id || ''` is a condition no index serves: beside a person it must not lead to an index of its own. A place left
 * from a turn or a wait that is over is taken anew, at the end.
 */
const joinText = (journalInsert: (select: string) => string) => `
with clock as (select date_trunc('milliseconds', statement_timestamp()) as at),
offers as materialized (
  select o.k::int4, o.sku, o.room, s.stock, s.waiting, s.label, p.id as product, p.title, p.image_url,
    o.sells and p.on_sale and exists (
      select from shelf where app_id = $1 and room_id = o.room and product_id = s.product_id)
      and not exists (select from launches where app_id = $1 and room_id = o.room and closed_at is null
        and product_id = s.product_id and opens_at > (select at from clock)) as on_sale
  from unnest($5::text[], $6::text[], $7::boolean[]) with ordinality as o(sku, room, sells, k)
    left join lateral (select * from skus where app_id = $1 and id = o.sku limit 1) s on true
    left join lateral (select * from products where app_id = $1 and id = s.product_id limit 1) p on true),
judged as materialized (
  select w.n, w.user_id, w.name, f.k, f.sku, f.room, f.waiting, mine.state = 'waiting' as counted,
    case
      when f.product is null then 'u'
      when case when mine.state = 'turn' then mine.held else mine.young end then 'd'
      when not f.on_sale then 'x'
      when f.stock > f.waiting then 'f'
      when (select count(*) from waitlist m where m.user_id = w.user_id and m.app_id || '' = $1 and m.state <> 'turn'
          and m.joined_at > clock.at - $8::int8 * interval '1 millisecond') >= $9::int4 then 'l'
    end as refused
  from unnest($2::text[], $3::text[], $4::int4[]) with ordinality as w(user_id, name, offer, n)
    cross join clock
    join offers f on f.k = w.offer
    left join lateral (
      select m.state, m.joined_at > clock.at - $8::int8 * interval '1 millisecond' as young,
        (select o.state = 'held' from orders o where o.id = m.order_id and o.app_id = $1) as held
      from waitlist m where m.app_id = $1 and m.sku_id = f.sku and m.user_id = w.user_id) mine on true),
ranked as materialized (
  select *, waiting - 1 + count(*) filter (where refused is null)
    over (partition by sku order by n rows unbounded preceding)
    - count(*) filter (where refused is null and counted) over (partition by sku) as ahead
  from judged),
joined as (
  insert into waitlist (app_id, sku_id, user_id, user_name, room_id, joined_at)
  select $1, r.sku, r.user_id, r.name, r.room, clock.at from ranked r cross join clock
  where r.refused is null order by r.n
  on conflict (app_id, sku_id, user_id) do update set user_name = excluded.user_name, room_id = excluded.room_id,
    n = default, joined_at = excluded.joined_at, state = 'waiting', asked_at = null, order_id = null),
longer as (
  update skus s set waiting = s.waiting + j.more
  from (select sku, count(*) filter (where counted is not true)::int4 as more from ranked
    where refused is null group by sku) j
  where s.app_id = $1 and s.id = j.sku and s.id = any($5::text[])),
told as (
  ${journalInsert(`select $1, room, 'waitlist.joined', user_id, jsonb_build_object('skuId', sku)
    from ranked where refused is null order by n`)})
select (extract(epoch from clock.at) * 1000)::int8 as at,
  (select string_agg(coalesce(refused, 'o'), '' order by n) from ranked) as verdicts,
  (select json_agg(case when refused is null then ahead end order by n) from ranked) as ahead,
  (select json_agg(json_build_object('product', product, 'title', title, 'label', label, 'imageUrl', image_url)
    order by k) from offers) as offers
from clock`

export const joinStatements = (journalInsert: (select: string) => string) => {
  const text = joinText(journalInsert)
  return (batch: readonly JoinAsk[]): { statements: BatchStatement[]; offerOf: number[] } => {
    const numbers = new Map<string, number>()
    const offers: JoinAsk[] = []
    const offerOf = batch.map((ask) => {
      const key = `${ask.sku} ${ask.room} ${ask.roomSells}`
      if (!numbers.has(key)) numbers.set(key, offers.push(ask) - 1)
      return numbers.get(key)!
    })
    const app = batch[0]!.app
    const people = textArray(batch.map(({ user }) => user))
    const skus = textArray(offers.map(({ sku }) => sku))
    const values = [
      ...[app, people, textArray(batch.map(({ name }) => name)), numberArray(offerOf.map((offer) => offer + 1))],
      ...[skus, textArray(offers.map(({ room }) => room)), `{${offers.map(({ roomSells }) => roomSells).join(',')}}`],
      ...[WAIT_MAX_MS, WAITS_MAX],
    ]
    return {
      offerOf,
      statements: [
        { name: 'lock_people', text: LOCK_PEOPLE, values: [app, people] },
        { name: 'lock_lines', text: LOCK_SKUS, values: [app, skus] },
        { name: 'join_lines', text, values },
      ],
    }
  }
}
