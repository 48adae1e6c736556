-- A catalogue that staff keep: several pictures, options, an order of its own, every price there ever was, pieces put in.
alter table products add column images jsonb not null default '[]';
update products set images = jsonb_build_array(image_url) where image_url is not null;
-- The picture shown is the first, and cannot be another.
alter table products drop column image_url;
alter table products add column image_url text generated always as (images ->> 0) stored;
alter table products add column position integer not null default 0;
create index products_listed on products (app_id, position, title, id);

alter table skus add column options jsonb not null default '{}';

-- Written in the transaction that changes the price, and never changed but for its end.
create table price_history (
  app_id text not null,
  id bigint generated always as identity,
  product_id text not null,
  sku_id text not null,
  kind text not null check (kind in ('price', 'flash')),
  price_minor bigint not null check (price_minor between 1 and 10000000000000),
  -- Of a flash price: the launch it belongs to.
  launch_id text,
  valid_from timestamptz not null,
  valid_until timestamptz check (valid_until >= valid_from),
  primary key (app_id, id)
);
create unique index price_history_present on price_history (app_id, sku_id) where kind = 'price' and valid_until is null;
create index price_history_of_product on price_history (product_id, valid_from);
create index price_history_of_launch on price_history (launch_id) where launch_id is not null;
insert into price_history (app_id, product_id, sku_id, kind, price_minor, valid_from)
select s.app_id, s.product_id, s.id, 'price', s.price_minor, p.created_at
from skus s join products p on p.app_id = s.app_id and p.id = s.product_id;

-- Pieces put in or taken out. The id is the client's: the same again happens once.
create table restocks (
  app_id text not null,
  id uuid not null,
  sku_id text not null,
  pieces integer not null,
  by text,
  at timestamptz not null default now(),
  primary key (app_id, id)
);

-- Pictures are files named by what is in them; this is who uploaded how much.
create table pictures (
  app_id text not null,
  name text not null,
  bytes integer not null,
  width integer not null,
  height integer not null,
  uploaded_at timestamptz not null default now(),
  primary key (app_id, name)
);

alter table price_history enable row level security;
alter table price_history force row level security;
create policy price_history_app on price_history
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
alter table restocks enable row level security;
alter table restocks force row level security;
create policy restocks_app on restocks
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
alter table pictures enable row level security;
alter table pictures force row level security;
create policy pictures_app on pictures
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
