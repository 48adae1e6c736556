-- What was found at the last count of each truth. `since`: since when it has not held.
create table invariants (
  app_id text not null,
  name text not null,
  holds boolean not null,
  left_side text not null,
  right_side text not null,
  broken jsonb not null,
  since bigint check ((since is null) = holds),
  checked_at bigint not null,
  primary key (app_id, name)
) with (fillfactor = 70);
alter table invariants enable row level security;
alter table invariants force row level security;
create policy invariants_app on invariants
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
