-- Money that can be looked up: transfers of coins by person and of the whole app, and addresses that are not kept for ever.

-- Without the id: gifts of one moment are few, and an entry is smaller so.
create index coin_transfers_of_person on coin_transfers (app_id, user_id, at);
-- Its condition is true of every row. Only who asks for all of an app says it: the list of a person is never read through it.
create index coin_transfers_of_app on coin_transfers (app_id, at) where at >= 0;

-- Names of gifts that were taken off the list: what was given keeps its name.
create table gifts_removed (
  app_id text not null,
  id text not null,
  name text not null,
  primary key (app_id, id)
);
alter table gifts_removed enable row level security;
alter table gifts_removed force row level security;
create policy gifts_removed_app on gifts_removed
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

-- When a basket's copy of an address is looked at: it goes when nothing of the basket was paid. Null: it stays, or there is none.
alter table baskets add column address_look_at timestamptz;
update baskets set address_look_at = put_at where address is not null;
create index baskets_address_due on baskets (address_look_at) where address_look_at is not null;
