-- Catalogue, stock, launches, orders and payments. Stock has one truth: skus.stock, the free pieces.
create table products (
  app_id text not null,
  id text not null,
  title text not null,
  description text not null default '',
  selling_points jsonb not null default '[]',
  image_url text,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  list_price_minor bigint check (list_price_minor between 0 and 10000000000000),
  per_buyer_limit integer check (per_buyer_limit between 1 and 999),
  on_sale boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (app_id, id)
);

-- A hot SKU is one row updated by every batch: a low fillfactor keeps its versions on one page (heap-only updates).
create table skus (
  app_id text not null,
  id text not null,
  product_id text not null,
  position integer not null,
  label text not null default '',
  price_minor bigint not null check (price_minor between 1 and 10000000000000),
  stock integer not null check (stock >= 0),
  stocked integer not null check (stocked >= stock),
  primary key (app_id, id),
  foreign key (app_id, product_id) references products (app_id, id)
) with (fillfactor = 10);
create index skus_of_product on skus (product_id);

-- What a room offers, and up to which version of the room that is said.
create table shelves (
  app_id text not null,
  room_id text not null,
  shelf_version bigint not null default 0,
  launch_version bigint not null default 0,
  primary key (app_id, room_id)
);

create table shelf (
  app_id text not null,
  room_id text not null,
  number integer not null check (number between 1 and 999),
  product_id text not null,
  planned_at timestamptz,
  primary key (app_id, room_id, number),
  unique (app_id, room_id, product_id),
  foreign key (app_id, product_id) references products (app_id, id)
);
create index shelf_of_product on shelf (product_id);

create table launches (
  app_id text not null,
  id text not null,
  room_id text not null,
  product_id text not null,
  opened_at timestamptz not null,
  opened_by text,
  opened_version bigint not null,
  ends_at timestamptz,
  closed_at timestamptz,
  close_reason text check (close_reason in ('retracted', 'replaced', 'ended', 'sold-out')),
  primary key (app_id, id)
);
create unique index launches_open on launches (app_id, room_id) where closed_at is null;
create index launches_due on launches (ends_at) where closed_at is null and ends_at is not null;

-- The hot table. The id is the client's idempotency key. Foreign keys are left out on purpose: each would lock a row
-- per order, and the statement that places orders reads the rows they would point to.
create table orders (
  app_id text not null,
  id uuid not null,
  buyer_id text not null,
  buyer_name text not null,
  room_id text not null,
  product_id text not null,
  sku_id text not null,
  quantity integer not null check (quantity between 1 and 999),
  unit_price_minor bigint not null check (unit_price_minor > 0),
  total_minor bigint not null check (total_minor = unit_price_minor * quantity),
  currency text not null,
  state text not null check (state in ('held', 'paid', 'cancelled', 'expired', 'refunded')),
  -- Which of the buyer's few places for open holds this one takes; given back when it is no longer held.
  hold_slot smallint check ((hold_slot is not null) = (state = 'held')),
  placed_at timestamptz not null,
  hold_ends_at timestamptz not null,
  paid_at timestamptz,
  -- When a hold that kept pieces from others ended without money; three of these pause the buyer.
  unpaid_at timestamptz,
  primary key (id, app_id)
);
-- The planner knows nothing of a young table, nor of a new app, and one plan serves all batches. So each question the
-- order pipeline asks fits one index alone, whatever is guessed: the others begin with another column, or are partial
-- with a condition the question does not name. `quantity > 0` is always true: a query says it to get that index.
--
-- Two processes that give one buyer a hold at once choose the same lowest slot, and this refuses one of them.
create unique index orders_held on orders (buyer_id, app_id, hold_slot) where state = 'held';
create index orders_due on orders (hold_ends_at) where state = 'held' and quantity > 0;
create index orders_unpaid on orders (buyer_id, app_id, unpaid_at) where unpaid_at is not null;
-- The buyer's list without his open holds, which orders_held finds: one index less to write per order placed.
create index orders_of_buyer on orders (buyer_id, app_id, placed_at, id) where state <> 'held';
create index orders_of_room on orders (room_id, app_id, placed_at, id) where quantity > 0;
create index orders_paid on orders (room_id, app_id, paid_at) include (total_minor, currency)
  where state = 'paid' and quantity > 0;

-- Buyers who let too many holds run out, until when. Almost empty: every order placed looks here.
create table buyer_pauses (
  app_id text not null,
  buyer_id text not null,
  ends_at timestamptz not null,
  primary key (app_id, buyer_id)
);

create table payments (
  app_id text not null,
  id text not null,
  order_id uuid not null,
  provider text not null,
  state text not null check (state in ('begun', 'settled', 'refund-due', 'refunded')),
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  test boolean not null,
  -- `late:<order>` when money came after the pieces were gone; the provider is asked once under this key.
  refund_key text,
  begun_at timestamptz not null default now(),
  settled_at timestamptz,
  primary key (app_id, id),
  unique (app_id, order_id, provider),
  foreign key (app_id, order_id) references orders (app_id, id)
);

-- What providers told us. A notice counts once, however often it comes.
create table payment_events (
  app_id text not null,
  provider text not null,
  event_id text not null,
  payment_id text not null,
  outcome text not null,
  received_at timestamptz not null default now(),
  primary key (app_id, provider, event_id)
);

alter table products enable row level security;
alter table products force row level security;
create policy products_app on products
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
alter table skus enable row level security;
alter table skus force row level security;
create policy skus_app on skus
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
alter table shelves enable row level security;
alter table shelves force row level security;
create policy shelves_app on shelves
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
alter table shelf enable row level security;
alter table shelf force row level security;
create policy shelf_app on shelf
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
alter table launches enable row level security;
alter table launches force row level security;
create policy launches_app on launches
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
alter table orders enable row level security;
alter table orders force row level security;
create policy orders_app on orders
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
alter table buyer_pauses enable row level security;
alter table buyer_pauses force row level security;
create policy buyer_pauses_app on buyer_pauses
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
alter table payments enable row level security;
alter table payments force row level security;
create policy payments_app on payments
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
alter table payment_events enable row level security;
alter table payment_events force row level security;
create policy payment_events_app on payment_events
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
