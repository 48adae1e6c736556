-- Points, levels and badges. Points follow the journal: `level_reading` says up to which entry they are counted.

-- `rules` is what people are shown; `counted` what holds at the place read to. `recount_after`: levels of people after
-- this one are still those of the rules before.
create table level_rules (
  app_id text primary key,
  rules jsonb not null,
  counted jsonb,
  recount_after text
);
alter table level_rules enable row level security;
alter table level_rules force row level security;
create policy level_rules_app on level_rules
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

-- `day` counts days since 1970, and `day_points` what messages and watching brought on it.
create table level_standings (
  app_id text not null,
  user_id text not null,
  points bigint not null check (points >= 0),
  day integer not null,
  day_points integer not null,
  level integer not null check (level between 0 and 99),
  primary key (app_id, user_id)
) with (fillfactor = 70);
alter table level_standings enable row level security;
alter table level_standings force row level security;
create policy level_standings_app on level_standings
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

-- What an order or a gift brought, so that as much goes back with the money, whatever the rules are by then.
create table level_grants (
  app_id text not null,
  -- `order:<id>`, `gift:<transfer>`
  source text not null,
  user_id text not null,
  points bigint not null,
  amount bigint not null,
  taken_back bigint not null default 0,
  primary key (app_id, source)
);
alter table level_grants enable row level security;
alter table level_grants force row level security;
create policy level_grants_app on level_grants
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

create table level_reading (
  app_id text primary key default '*',
  place bigint not null
);
insert into level_reading (place) values (0);
alter table level_reading enable row level security;
alter table level_reading force row level security;
create policy level_reading_app on level_reading
  using (current_setting('hawker.app', true) = '*');

create table badges (
  app_id text not null,
  user_id text not null,
  badge text not null,
  given_by text,
  given_at bigint not null,
  primary key (app_id, user_id, badge)
);
alter table badges enable row level security;
alter table badges force row level security;
create policy badges_app on badges
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
