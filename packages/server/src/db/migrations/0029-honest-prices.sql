-- Honest prices (N13): what a product ran against the clock before, what its price may be compared with, what was explained.

-- How often the product ran against the clock in this room in the 24 hours before it was opened; null: never. Counted once,
-- with the launch itself, so that a snapshot does not count again.
alter table launches add column again integer check (again > 0);
update launches l set again = nullif((
  select count(*) from launches b
  where b.app_id = l.app_id and b.room_id = l.room_id and b.product_id = l.product_id
    and (b.opens_at is not null or b.ends_at is not null) and b.close_reason is distinct from 'undone'
    and (b.opened_at, b.id) < (l.opened_at, l.id) and b.opened_at > l.opened_at - interval '24 hours'), 0)
where l.opens_at is not null or l.ends_at is not null;

-- Every offer against the clock of a product, newest first.
create index launches_timed on launches (product_id, opened_at, id) where opens_at is not null or ends_at is not null;

-- Whether a SKU was ever sold for its product's list price: asked for each product of a shelf.
create index price_history_charged on price_history (sku_id, price_minor) where kind = 'price';

-- When it was first launched or explained in this show; null: not yet.
alter table shelf add column shown_at timestamptz;
