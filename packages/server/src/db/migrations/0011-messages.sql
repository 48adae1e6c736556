-- What a viewer and the shop tell each other, and when the shop last told all of its rooms something.

-- One thread for each viewer. `shop_said` and `viewer_said` count all that either side ever said; what of it the other
-- has read is the count as it stood at the message read last. So nothing is ever counted over a list.
create table direct_threads (
  app_id text not null,
  user_id text not null,
  said bigint not null default 0,
  shop_said bigint not null default 0,
  viewer_said bigint not null default 0,
  read_by_shop bigint not null default 0,
  read_by_viewer bigint not null default 0,
  last_id uuid not null,
  updated_at bigint not null,
  primary key (app_id, user_id),
  check (read_by_shop between 0 and viewer_said),
  check (read_by_viewer between 0 and shop_said)
);
create index direct_threads_newest on direct_threads (app_id, updated_at desc, user_id desc);
create index direct_threads_unread on direct_threads (app_id, updated_at desc, user_id desc)
  include (viewer_said, read_by_shop) where viewer_said > read_by_shop;
alter table direct_threads enable row level security;
alter table direct_threads force row level security;
create policy direct_threads_app on direct_threads
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

-- `id` is the sender's idempotency key. `seq`: its place in the thread. The counts include the message itself.
create table direct_messages (
  app_id text not null,
  id uuid not null,
  user_id text not null,
  seq bigint not null,
  said_by jsonb not null,
  by_shop boolean not null,
  text text not null,
  at bigint not null,
  shop_said bigint not null,
  viewer_said bigint not null,
  primary key (app_id, id)
);
create unique index direct_messages_thread on direct_messages (app_id, user_id, seq);
alter table direct_messages enable row level security;
alter table direct_messages force row level security;
create policy direct_messages_app on direct_messages
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

-- When somebody may again say as much at once as he ever may, in milliseconds since 1970.
create table direct_rates (
  app_id text not null,
  user_id text not null,
  full_at bigint not null,
  primary key (app_id, user_id)
);
alter table direct_rates enable row level security;
alter table direct_rates force row level security;
create policy direct_rates_app on direct_rates
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

-- By the clock of the database: the one that all processes share.
create table broadcasts (
  app_id text primary key,
  last_at timestamptz not null
);
alter table broadcasts enable row level security;
alter table broadcasts force row level security;
create policy broadcasts_app on broadcasts
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
