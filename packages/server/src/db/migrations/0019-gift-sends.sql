-- Gifts by the thousand in one transaction: what each row costs is cut down, and what guarded it is kept by other means.

alter table coin_wallets
  -- What was taken back after it had been spent. Whoever owes has nothing to spend: coins that come in pay it first.
  add column debt bigint not null default 0 check (debt >= 0 and debt <= 10000000000000),
  add constraint coin_wallets_frozen check (debt = 0 or balance = 0),
  -- Combos that may still count on: [room, gift, at, combo]. In the row that a gift locks and writes anyway.
  add column combos jsonb not null default '[]',
  set (fillfactor = 60);

alter table coin_transfers
  drop constraint coin_transfers_kind_check,
  add constraint coin_transfers_kind_check check (kind in ('top-up', 'gift', 'reversal')),
  -- The transfer whose coins this one takes back: each at most once.
  add column reverses uuid,
  add constraint coin_transfers_reversal check ((kind = 'reversal') = (reverses is not null));
create unique index coin_transfers_reverses on coin_transfers (app_id, reverses) where reverses is not null;

-- A foreign key looks up and locks its row once for every entry: a third of what a gift cost. The same promise, for all
-- entries of a statement in one query, and from the other side.
alter table coin_entries drop constraint coin_entries_app_id_transfer_id_fkey;
create or replace function coin_entries_balance() returns trigger language plpgsql as $$
begin
  if exists (
    select from (select app_id, transfer_id, sum(amount) as sum from added group by app_id, transfer_id) a
    left join lateral (
      select true as made from coin_transfers t where t.app_id = a.app_id and t.id = a.transfer_id limit 1) t on true
    where a.sum <> 0 or t.made is null
  ) then
    raise exception '%', case
      when exists (select from added group by app_id, transfer_id having sum(amount) <> 0)
        then 'the entries of a transfer sum to zero'
      else 'an entry belongs to a transfer'
    end;
  end if;
  return null;
end $$;
create function coin_transfers_are_final() returns trigger language plpgsql as $$
begin
  if tg_op = 'TRUNCATE' or exists (select from coin_entries where app_id = old.app_id and transfer_id = old.id) then
    raise exception 'a transfer that has entries stays';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger coin_transfers_final before delete or update of app_id, id on coin_transfers
  for each row execute function coin_transfers_are_final();
create trigger coin_transfers_kept before truncate on coin_transfers
  for each statement execute function coin_transfers_are_final();
-- Nothing reads the entries of one account alone: wallets keep their balance, and the truth is counted over all.
drop index coin_entries_account;

alter table gifts_sent
  drop constraint gifts_sent_app_id_id_fkey,
  -- Whose show it was when it was sent.
  add column host_id text,
  add column reversed_at bigint;
drop index gifts_sent_combo;
create index gifts_sent_room on gifts_sent (app_id, room_id, at);

-- What boards have to add, one row for each batch. Whoever adds it deletes it in the same transaction: once, whatever
-- dies when.
create table gift_tallies (
  app_id text not null,
  id bigint generated always as identity,
  boards text[] not null,
  users text[] not null,
  coins bigint[] not null,
  primary key (app_id, id)
);
alter table gift_tallies enable row level security;
alter table gift_tallies force row level security;
create policy gift_tallies_app on gift_tallies
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

-- Coins a person gave, by board: `show:<room>`, `month:<yyyy-mm>:<host>`.
create table gift_totals (
  app_id text not null,
  board text not null,
  user_id text not null,
  coins bigint not null,
  primary key (app_id, board, user_id)
);
create index gift_totals_first on gift_totals (app_id, board, coins desc, user_id);
alter table gift_totals enable row level security;
alter table gift_totals force row level security;
create policy gift_totals_app on gift_totals
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
