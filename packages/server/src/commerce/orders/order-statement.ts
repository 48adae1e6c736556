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
  /** Whether the room sells at all now. An order placed before still gets its answer when it does not. */
  readonly roomSells: boolean
  readonly sku: string
  readonly quantity: number
  readonly expectedTotalMinor: number
  readonly currency: string
  readonly holdMs: number
}

/** One letter for each row of a batch. */
export const VERDICT = {
  placed: 'o',
  /** The id stands already, for the same buyer and body: whatever a basket made of its price since. */
  had: 'd',
  /** The id stands already, for the same buyer with another body. */
  idUsed: 'e',
  /** The id is another buyer's. */
  idTaken: 't',
  unknown: 'u',
  notOnSale: 'x',
  priceChanged: 'p',
  buyerLimit: 'b',
  holdLimit: 'h',
  soldOut: 's',
  /** An earlier row of the batch was too large for what is free or left at the flash price, this one might not be. */
  again: 'a',
} as const

export const LOCK_SKUS = `select id from skus where app_id = $1 and id = any($2::text[]) order by id for no key update`

/**
 * Set once on each connection that places orders. The tables are laid out so that one index fits each look-up below,
 * whatever the planner knows of their size: one plan serves all batches, and planning costs nothing. `app_id || ''` is
 * a condition no index serves: beside a buyer, who is one of few rows, it must not lead to an index of its own.
 */
export const LANE_SETTINGS = 'set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set jit = off'

/**
 * $1 app · $2…$8 the rows · $9…$12 the distinct (room, SKU, currency, sells) that rows name by number · $13 open holds ·
 * $14 true: held for who waited (`waitlist/`), from all free pieces; null: for everybody, from those nobody waits for.
 * `journalInsert` is the journal's own way to write from inside a statement: it wraps a select of its columns.
 */
export const placeStatement = (journalInsert: (select: string) => string) => `
with clock as (select date_trunc('milliseconds', statement_timestamp()) as at),
flash as materialized (
  select row_number() over ()::int4 as k, l.* from (
    select id, room_id, product_id, flash_price_minor as price, flash_left as pieces, flash_per_buyer as per_buyer
    from launches
    where app_id = $1 and room_id = any($9::text[]) and closed_at is null and flash_left > 0
      and ends_at > (select at from clock) and coalesce(opens_at <= (select at from clock), true)
      and product_id in (select product_id from skus where app_id = $1 and id = any($10::text[]))
    order by id for no key update) l),
offers as materialized (
  select o.k::int4, (min(o.k) over (partition by o.sku))::int4 as sku_k, o.room, o.sku, o.currency, s.price_minor,
    case when $14::boolean then s.stock else greatest(s.stock - s.waiting, 0) end as stock,
    g.k as flash_k, g.id as flash, g.price as flash_minor, g.pieces as flash_left, g.per_buyer as flash_per_buyer,
    s.label, p.id as product, p.title, p.image_url, p.per_buyer_limit, p.currency = o.currency as currency_fits,
    o.sells and p.on_sale and exists (
      select from shelf where app_id = $1 and room_id = o.room and product_id = s.product_id)
      and not exists (select from launches where app_id = $1 and room_id = o.room and closed_at is null
        and product_id = s.product_id and opens_at > (select at from clock)) as on_sale
  from unnest($9::text[], $10::text[], $11::text[], $12::boolean[]) with ordinality as o(room, sku, currency, sells, k)
    left join lateral (select * from skus where app_id = $1 and id = o.sku limit 1) s on true
    left join lateral (select * from products where app_id = $1 and id = s.product_id limit 1) p on true
    left join flash g on g.room_id = o.room and g.product_id = s.product_id and g.price < s.price_minor),
judged as (
  select w.n, w.id, w.buyer, w.buyer_name, w.quantity, w.expected, w.hold_ms, f.k, f.sku_k, f.stock, l.held,
    case when w.expected = f.flash_minor * w.quantity then f.flash_k end as flash_k, f.flash_left,
    case
      when had.same is not null then case when had.same then 'd' when had.mine then 'e' else 't' end
      when f.product is null then 'u'
      when not f.on_sale then 'x'
      when not f.currency_fits then 'p'
      when w.expected <> w.quantity * case
          when f.flash is null or f.flash_left < w.quantity then f.price_minor
          when f.flash_per_buyer is not null and w.quantity + coalesce((select sum(o.quantity) from orders o
              where o.flash_launch_id = f.flash and o.buyer_id = w.buyer and o.app_id || '' = $1
                and o.state in ('held', 'paid', 'shipped')), 0) > f.flash_per_buyer then f.price_minor
          else f.flash_minor end
        then case when w.expected = f.flash_minor * w.quantity and f.flash_left >= w.quantity then 'b' else 'p' end
      when f.per_buyer_limit is not null and w.quantity
        + coalesce((select sum(o.quantity) from orders o where o.buyer_id = w.buyer and o.app_id || '' = $1
            and o.state = 'held' and o.product_id = f.product), 0)
        + coalesce((select sum(o.quantity) from orders o where o.buyer_id = w.buyer and o.app_id || '' = $1
            and o.state in ('paid', 'shipped') and o.product_id = f.product), 0) > f.per_buyer_limit then 'b'
      when l.paused or cardinality(l.held) >= $13::int4 then 'h'
      when l.held is not null and exists (select from unnest(l.held) h where substr(h, 3) = f.sku) then 'h'
    end as refused
  from unnest($2::uuid[], $3::text[], $4::text[], $5::int4[], $6::int4[], $7::int8[], $8::int4[]) with ordinality
      as w(id, buyer, buyer_name, offer, quantity, expected, hold_ms, n)
    cross join clock
    join offers f on f.k = w.offer
    cross join lateral (
      select nullif(array(select o.hold_slot || ' ' || o.sku_id from orders o
          where o.buyer_id = w.buyer and o.app_id || '' = $1 and o.state = 'held' and o.hold_slot is not null), '{}') as held,
        (select p.ends_at > clock.at from buyer_pauses p where p.app_id = $1 and p.buyer_id = w.buyer) as paused
      offset 0) l
    left join lateral (
      select o.buyer_id = w.buyer as mine, o.buyer_id = w.buyer and o.room_id = f.room and o.sku_id = f.sku
          and o.quantity = w.quantity and o.unit_price_minor * o.quantity = w.expected and o.currency = f.currency as same
      from orders o where o.id = w.id and o.app_id = $1 limit 1) had on true),
ranked as materialized (
  select *, sum(quantity) filter (where refused is null)
    over (partition by sku_k order by n rows unbounded preceding) as upto,
    case when flash_k is not null then sum(quantity) filter (where refused is null)
      over (partition by flash_k order by n rows unbounded preceding) end as flash_upto
  from (select * from judged offset 0) j),
taken as not materialized (
  select * from ranked where refused is null and upto <= stock and coalesce(flash_upto <= flash_left, true)),
stock as (
  update skus s set stock = s.stock - t.pieces
  from (select f.sku, g.pieces from (select sku_k, sum(quantity)::int4 as pieces from taken group by sku_k) g
      join offers f on f.k = g.sku_k) t
  where s.app_id = $1 and s.id = t.sku and s.id = any($10::text[]) returning s.id,
    case when $14::boolean then s.stock else greatest(s.stock - s.waiting, 0) end as stock),
flashed as (
  update launches l set flash_left = l.flash_left - t.pieces
  from (select g.id, d.pieces from (
      select flash_k, sum(quantity)::int4 as pieces from taken where flash_k is not null group by flash_k) d
      join flash g on g.k = d.flash_k) t
  where l.app_id = $1 and l.id = t.id returning l.id, l.flash_left),
placed as (
  insert into orders (app_id, id, buyer_id, buyer_name, room_id, product_id, sku_id, quantity, unit_price_minor,
    total_minor, currency, flash_launch_id, state, hold_slot, placed_at, hold_ends_at, turn)
  select $1, t.id, t.buyer, t.buyer_name, f.room, f.product, f.sku, t.quantity,
    case when t.flash_k is null then f.price_minor else f.flash_minor end, t.expected, f.currency,
    case when t.flash_k is not null then f.flash end, 'held',
    case when t.held is null then 1 else (
      select min(slot) from generate_series(1, $13::int4) slot
      where not exists (select from unnest(t.held) h where left(h, 1) = slot::text)) end,
    clock.at, clock.at + t.hold_ms * interval '1 millisecond', $14::boolean
  from taken t join offers f on f.k = t.k cross join clock order by t.id),
told as (
  ${journalInsert(`select $1, null, 'orders.placed', null, jsonb_build_object('orders', to_jsonb(array_agg(id)))
    from taken having count(*) > 0`)})
select (extract(epoch from clock.at) * 1000)::int8 as at,
  (select string_agg(coalesce(r.refused, case
      when r.upto <= r.stock and coalesce(r.flash_upto <= r.flash_left, true) then 'o'
      when r.quantity > coalesce(a.stock, r.stock) then 's'
      when r.flash_upto is not null and r.quantity > coalesce(a.flash_left, r.flash_left) then 'p' else 'a' end), ''
      order by r.n)
    from ranked r left join (
      select f.k, stock.stock, flashed.flash_left
      from offers f left join stock on stock.id = f.sku left join flashed on flashed.id = f.flash) a on a.k = r.k) as verdicts,
  (select json_agg(json_build_object('product', product, 'priceMinor', price_minor, 'flashMinor', flash_minor, 'title', title, 'label', label,
    'imageUrl', image_url) order by k) from offers) as offers,
  (select json_agg(json_build_object('id', o.id, 'state', o.state, 'unitPriceMinor', o.unit_price_minor,
      'discountMinor', o.discount_minor, 'deliveryMinor', o.delivery_minor, 'basketId', o.basket_id,
      'placedAt', (extract(epoch from o.placed_at) * 1000)::int8,
      'holdEndsAt', (extract(epoch from o.hold_ends_at) * 1000)::int8,
      'paidAt', (extract(epoch from o.paid_at) * 1000)::int8))
    from ranked r cross join lateral (select * from orders where id = r.id and app_id = $1 limit 1) o
    where r.refused = 'd') as had,
  (select json_agg(json_build_array(id, stock)) from stock) as stock
from clock`
