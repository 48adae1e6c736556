-- A line for each SKU that is sold out. A piece that comes back is held for who is next in it, not for whoever is quickest.

-- How many wait: pieces of that number are not for everybody. Kept in the transaction that changes the line. It is in no
-- index, so that updates of the hot row stay heap-only.
alter table skus add column waiting integer not null default 0 check (waiting >= 0);
-- True: it was held for who waited. Null for all others: an order that is placed writes nothing for it.
alter table orders add column turn boolean;

-- Whoever changes a line has locked its SKU first.
create table waitlist (
  app_id text not null,
  sku_id text not null,
  user_id text not null,
  user_name text not null,
  -- Where he waits, and where his turn is ordered.
  room_id text not null,
  -- The order in which people came.
  n bigint generated always as identity,
  joined_at timestamptz not null,
  -- `passed`: could not be given a piece when he was asked (too many holds, a pause, a room that does not sell). He keeps
  -- his place, and no piece is kept back for him. `turn`: `order_id` is held for him.
  state text not null default 'waiting' check (state in ('waiting', 'passed', 'turn')),
  asked_at timestamptz,
  order_id uuid check ((order_id is not null) = (state = 'turn')),
  primary key (app_id, sku_id, user_id)
);
create unique index waitlist_line on waitlist (app_id, sku_id, n);
create index waitlist_of_user on waitlist (user_id, app_id);
create index waitlist_oldest on waitlist (joined_at);
create index waitlist_turns on waitlist (order_id) where state = 'turn';
alter table waitlist enable row level security;
alter table waitlist force row level security;
create policy waitlist_app on waitlist
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
