-- Who does what only one process may do, until when by the database's clock. Of the whole install: app '*'.
create table leases (
  app_id text not null default '*',
  name text not null,
  holder text not null,
  -- Grows with every change of hands, and after every lapse: a write under an older one is refused.
  token bigint not null,
  until timestamptz not null,
  -- Where the other processes reach the holder; null where nobody need.
  address text,
  primary key (app_id, name)
);
create index leases_holder on leases (holder);

alter table leases enable row level security;
alter table leases force row level security;
-- Whoever writes may look whether his own right still stands, and hold it so to his commit (`for share` asks for both);
-- nobody but the system changes one.
create policy leases_read on leases for select using (true);
create policy leases_lock on leases for update
  using (true) with check (current_setting('hawker.app', true) = '*');
create policy leases_write on leases
  using (current_setting('hawker.app', true) = '*') with check (current_setting('hawker.app', true) = '*');
