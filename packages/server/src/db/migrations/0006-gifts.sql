-- Gifts, coin wallets with a double-entry ledger, and the gifts that were sent.

create table gifts (
  app_id text not null,
  id text not null,
  name text not null,
  image_url text,
  coins bigint not null check (coins between 1 and 1000000),
  size text not null check (size in ('small', 'large')),
  primary key (app_id, id)
);
alter table gifts enable row level security;
alter table gifts force row level security;
create policy gifts_app on gifts
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

create table gift_catalogues (
  app_id text primary key,
  version bigint not null
);
alter table gift_catalogues enable row level security;
alter table gift_catalogues force row level security;
create policy gift_catalogues_app on gift_catalogues
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

-- Balances of people, kept beside the entries so that one locked row decides a purchase. The shop's and the issuer's
-- accounts have entries only: a kept balance of theirs would make every gift of an app wait for the one before.
create table coin_wallets (
  app_id text not null,
  id text not null,
  balance bigint not null check (balance >= 0 and balance <= 10000000000000),
  primary key (app_id, id)
);
alter table coin_wallets enable row level security;
alter table coin_wallets force row level security;
create policy coin_wallets_app on coin_wallets
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

-- One movement of coins. `id` is the caller's idempotency key; `asked` is what was asked, `answer` what was answered.
create table coin_transfers (
  app_id text not null,
  id uuid not null,
  kind text not null check (kind in ('top-up', 'gift')),
  user_id text not null,
  asked text not null,
  answer jsonb not null,
  at bigint not null,
  primary key (app_id, id)
);
alter table coin_transfers enable row level security;
alter table coin_transfers force row level security;
create policy coin_transfers_app on coin_transfers
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

create table coin_entries (
  app_id text not null,
  transfer_id uuid not null,
  account_id text not null,
  amount bigint not null check (amount <> 0),
  primary key (app_id, transfer_id, account_id),
  foreign key (app_id, transfer_id) references coin_transfers (app_id, id)
);
create index coin_entries_account on coin_entries (app_id, account_id);
alter table coin_entries enable row level security;
alter table coin_entries force row level security;
create policy coin_entries_app on coin_entries
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

create function coin_entries_are_final() returns trigger language plpgsql as $$
begin
  raise exception 'coin entries are never changed or deleted';
end $$;
create trigger coin_entries_final before update or delete or truncate on coin_entries
  for each statement execute function coin_entries_are_final();

create function coin_entries_balance() returns trigger language plpgsql as $$
begin
  if exists (select from added group by app_id, transfer_id having sum(amount) <> 0) then
    raise exception 'the entries of a transfer sum to zero';
  end if;
  return null;
end $$;
create trigger coin_entries_zero after insert on coin_entries referencing new table as added
  for each statement execute function coin_entries_balance();

create table gifts_sent (
  app_id text not null,
  id uuid not null,
  room_id text not null,
  user_id text not null,
  gift_id text not null,
  quantity integer not null check (quantity between 1 and 9999),
  combo bigint not null check (combo >= quantity),
  coins bigint not null check (coins > 0),
  at bigint not null,
  primary key (app_id, id),
  foreign key (app_id, id) references coin_transfers (app_id, id)
);
create index gifts_sent_combo on gifts_sent (app_id, room_id, user_id, gift_id, at desc);
alter table gifts_sent enable row level security;
alter table gifts_sent force row level security;
create policy gifts_sent_app on gifts_sent
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
