-- Coupons, their single codes, drops in rooms, and who claimed what. Times are milliseconds since 1970. Only primary keys
-- begin with the app: the statement that claims is planned once, and each of its look-ups has one index that fits.

-- `claimed`: claims that were made; `reserved`: what open drops still hold. Every claim of a coupon locks its row first.
create table coupons (
  app_id text not null,
  id text not null,
  title text not null,
  off_minor bigint check (off_minor between 1 and 10000000000000),
  off_percent smallint check (off_percent between 1 and 100),
  off_max_minor bigint check (off_max_minor between 1 and 10000000000000),
  currency text not null,
  min_spend_minor bigint not null check (min_spend_minor between 0 and 10000000000000),
  product_ids text[],
  starts_at bigint,
  ends_at bigint,
  quota integer not null check (quota > 0),
  per_user integer not null check (per_user > 0),
  code text,
  claimed integer not null default 0 check (claimed >= 0),
  reserved integer not null default 0 check (reserved >= 0),
  created_at bigint not null,
  check (claimed + reserved <= quota),
  check ((off_minor is null) <> (off_percent is null)),
  check (off_max_minor is null or off_percent is not null),
  primary key (app_id, id)
);
create unique index coupons_code on coupons (code, app_id);
alter table coupons enable row level security;
alter table coupons force row level security;
create policy coupons_app on coupons
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

create table coupon_drops (
  app_id text not null,
  id text not null,
  coupon_id text not null,
  room_id text not null,
  quantity integer not null check (quantity > 0),
  remaining integer not null check (remaining between 0 and quantity),
  opened_at bigint not null,
  ends_at bigint not null check (ends_at > opened_at),
  opened_version bigint not null,
  closed_at bigint,
  close_reason text check (close_reason in ('ended', 'taken', 'retracted')),
  closed_version bigint,
  check ((closed_at is null) = (close_reason is null) and (closed_at is null) = (closed_version is null)),
  primary key (app_id, id),
  foreign key (app_id, coupon_id) references coupons (app_id, id)
);
create index coupon_drops_room on coupon_drops (room_id, app_id);
create index coupon_drops_open on coupon_drops (ends_at) where closed_at is null;
alter table coupon_drops enable row level security;
alter table coupon_drops force row level security;
create policy coupon_drops_app on coupon_drops
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

-- `id` is the caller's idempotency key, `source` what he claimed with. `n` counts a user's claims of a coupon: two of the
-- same number cannot be, whatever the code above does.
create table coupon_claims (
  app_id text not null,
  id uuid not null,
  coupon_id text not null,
  user_id text not null,
  n integer not null check (n > 0),
  source text not null,
  state text not null default 'open' check (state in ('open', 'used')),
  claimed_at bigint not null,
  used_at bigint,
  used_for text,
  check ((state = 'used') = (used_at is not null) and (state = 'used') = (used_for is not null)),
  primary key (app_id, id),
  unique (user_id, coupon_id, app_id, n),
  foreign key (app_id, coupon_id) references coupons (app_id, id)
);
create index coupon_claims_user on coupon_claims (user_id, app_id, state, claimed_at desc);
create index coupon_claims_coupon on coupon_claims (coupon_id, app_id, state);
alter table coupon_claims enable row level security;
alter table coupon_claims force row level security;
create policy coupon_claims_app on coupon_claims
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

-- Codes that one person may use once, as hashes: who reads this table has no coupon.
create table coupon_codes (
  app_id text not null,
  hash text not null,
  coupon_id text not null,
  claim_id uuid,
  made_at bigint not null,
  primary key (app_id, hash),
  foreign key (app_id, coupon_id) references coupons (app_id, id)
);
create index coupon_codes_coupon on coupon_codes (coupon_id, app_id);
alter table coupon_codes enable row level security;
alter table coupon_codes force row level security;
create policy coupon_codes_app on coupon_codes
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

-- When somebody tried codes, of the last minutes.
create table coupon_tries (
  app_id text not null,
  user_id text not null,
  at bigint[] not null,
  last_at bigint not null,
  primary key (app_id, user_id)
);
create index coupon_tries_over on coupon_tries (last_at);
alter table coupon_tries enable row level security;
alter table coupon_tries force row level security;
create policy coupon_tries_app on coupon_tries
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
