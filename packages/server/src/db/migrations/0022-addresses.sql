-- Where people want their goods sent: personal data, read by its owner's app and id.
create table addresses (
  app_id text not null,
  user_id text not null,
  -- Chosen by its owner's client, and only unique among his own.
  id uuid not null,
  address jsonb not null,
  used_at timestamptz not null,
  primary key (app_id, user_id, id)
);
alter table addresses enable row level security;
alter table addresses force row level security;
create policy addresses_app on addresses
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
