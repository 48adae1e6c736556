// The SQL that places a batch of orders, and how rows go in and verdicts come out. One transaction, sent in one write:
// begin · lock the SKUs in id order · judge and take · commit. The judging statement begins after the locks are held,
// so its snapshot shows everything that earlier batches of any process committed.

/** What the buyer asked for, and what the server knows about him. */
export interface OrderAsk {
  readonly app: string
  readonly id: string
  readonly buyer: string
  readonly buyerName: string
  readonly room: string
  readonly sku: string
  readonly quantity: number
  readonly expectedTotalMinor: number
  readonly currency: string
  readonly holdMs: number
}

/** One letter for each row of a batch. */
export const VERDICT = {
  placed: 'o',
  /** The id stands already, for the same buyer and body. */
  had: 'd',
  idTaken: 't',
  unknown: 'u',
  notOnSale: 'x',
  priceChanged: 'p',
  buyerLimit: 'b',
  holdLimit: 'h',
  soldOut: 's',
  /** An earlier row of the batch was too large for what is free, this one might not be. */
  again: 'a',
} as const

export const LOCK_SKUS = `select id from skus where app_id = $1 and id = any($2::text[]) order by id for no key update`

/** `journalInsert` is the journal's own way to write from inside a statement: it wraps a select of its columns. */
export const placeStatement = (journalInsert: (select: string) => string) => `
with clock as (select date_trunc('milliseconds', statement_timestamp()) as at),
want as (
  select * from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int4[], $8::int8[], $9::text[],
    $10::int4[]) with ordinality
    as w(id, buyer, buyer_name, room, sku, quantity, expected, currency, hold_ms, n)),
goods as (
  select s.id, s.stock, s.price_minor, p.id as product, p.currency, p.on_sale, p.per_buyer_limit,
    p.title, s.label, p.image_url
  from skus s join products p on p.app_id = s.app_id and p.id = s.product_id
  where s.app_id = $1 and s.id = any($11::text[])),
offered as (
  select room_id, product_id from shelf
  where app_id = $1 and room_id = any($12::text[]) and product_id in (select product from goods)),
had as (
  select o.* from orders o where o.app_id = $1 and o.id = any($2::uuid[])),
held as (
  select buyer_id, array_agg(hold_slot) as slots, array_agg(sku_id) as skus
  from orders where app_id = $1 and state = 'held' and buyer_id = any($3::text[]) group by buyer_id),
paused as (
  select buyer_id from orders, clock
  where app_id = $1 and buyer_id = any($3::text[]) and unpaid_at is not null
    and unpaid_at > clock.at - $15::int4 * interval '1 millisecond'
  group by buyer_id, clock.at
  having count(*) >= $14::int4 and max(unpaid_at) > clock.at - $16::int4 * interval '1 millisecond'),
judged as (
  select w.*, g.product, g.price_minor, g.stock, g.currency as sold_in,
    (select min(slot) from generate_series(1, $13::int4) slot where held.slots is null or slot <> all(held.slots)) as slot,
    case
      when had.id is not null then
        case when had.buyer_id = w.buyer and had.room_id = w.room and had.sku_id = w.sku and had.quantity = w.quantity
          and had.total_minor = w.expected and had.currency = w.currency then 'd' else 't' end
      when g.id is null then 'u'
      when not g.on_sale or offered.product_id is null then 'x'
      when g.currency <> w.currency or g.price_minor * w.quantity <> w.expected then 'p'
      when g.per_buyer_limit is not null and w.quantity + coalesce((
        select sum(o.quantity) from orders o
        where o.app_id = $1 and o.buyer_id = w.buyer and o.product_id = g.product and o.state in ('held', 'paid')), 0)
        > g.per_buyer_limit then 'b'
      when paused.buyer_id is not null or cardinality(held.slots) >= $13::int4 or w.sku = any(held.skus) then 'h'
    end as refused
  from want w
    left join goods g on g.id = w.sku
    left join offered on offered.room_id = w.room and offered.product_id = g.product
    left join had on had.id = w.id
    left join held on held.buyer_id = w.buyer
    left join paused on paused.buyer_id = w.buyer),
ranked as (
  select n, sum(quantity) over (partition by sku order by n) as upto from judged where refused is null),
taken as (
  select j.* from judged j join ranked r on r.n = j.n where r.upto <= j.stock),
stock as (
  update skus s set stock = s.stock - t.pieces
  from (select sku, sum(quantity)::int4 as pieces from taken group by sku) t
  where s.app_id = $1 and s.id = t.sku returning s.id, s.stock),
placed as (
  insert into orders (app_id, id, buyer_id, buyer_name, room_id, product_id, sku_id, quantity, unit_price_minor,
    total_minor, currency, state, hold_slot, placed_at, hold_ends_at)
  select $1, id, buyer, buyer_name, room, product, sku, quantity, price_minor, price_minor * quantity, sold_in,
    'held', slot, clock.at, clock.at + hold_ms * interval '1 millisecond'
  from taken, clock order by id),
told as (
  ${journalInsert(`select $1, null, 'orders.placed', null,
    jsonb_agg(jsonb_build_array(id, room, sku, buyer, quantity, price_minor * quantity, sold_in) order by n)
    from taken having count(*) > 0`)})
select (extract(epoch from clock.at) * 1000)::int8 as at,
  (select string_agg(coalesce(j.refused, case
      when r.upto <= j.stock then 'o'
      when j.quantity > coalesce(left_over.stock, j.stock) then 's' else 'a' end), '' order by j.n)
    from judged j left join ranked r on r.n = j.n left join stock left_over on left_over.id = j.sku) as verdicts,
  (select json_agg(json_build_object('sku', id, 'product', product, 'priceMinor', price_minor, 'title', title,
    'label', label, 'imageUrl', image_url)) from goods) as goods,
  (select json_agg(json_build_object('id', had.id, 'state', had.state, 'unitPriceMinor', had.unit_price_minor,
    'placedAt', (extract(epoch from had.placed_at) * 1000)::int8,
    'holdEndsAt', (extract(epoch from had.hold_ends_at) * 1000)::int8,
    'paidAt', (extract(epoch from had.paid_at) * 1000)::int8)) from had) as had,
  (select json_agg(json_build_array(id, stock)) from stock) as stock
from clock`

/** A text array as PostgreSQL reads it. Every element is quoted: an id may be the word NULL. */
export const textArray = (values: readonly string[]): string => {
  let text = '{'
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    text += `${i === 0 ? '"' : ',"'}${/["\\]/.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`
  }
  return `${text}}`
}

export const numberArray = (values: readonly number[]): string => `{${values.join(',')}}`
