-- Rooms, and the journal of what happened. Times of rooms are milliseconds since 1970, by the clock of the server.
create table rooms (
  app_id text not null,
  id text not null,
  title text not null,
  status text not null check (status in
    ('draft', 'scheduled', 'rehearsal', 'live', 'paused', 'interrupted', 'ended', 'replay', 'banned')),
  status_reason text,
  cover_url text,
  announcement text not null default '',
  host_user_id text,
  starts_at bigint,
  started_at bigint,
  ended_at bigint,
  grace_ends_at bigint,
  -- Grows with every change of the room's state, and locks the row while it does.
  version bigint not null default 1,
  likes bigint not null default 0 check (likes >= 0),
  peak_viewers integer not null default 0,
  created_at bigint not null,
  primary key (app_id, id)
) with (fillfactor = 50);
create index rooms_newest on rooms (app_id, created_at desc, id desc);
create index rooms_newest_in_status on rooms (app_id, status, created_at desc, id desc);
create index rooms_host on rooms (app_id, host_user_id, created_at desc) where host_user_id is not null;

alter table rooms enable row level security;
alter table rooms force row level security;
create policy rooms_app on rooms
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

create table journal (
  id bigint generated always as identity,
  app_id text not null,
  room_id text,
  kind text not null,
  -- A user, `server`, or null for the system.
  by text,
  payload jsonb not null,
  -- Events the room is told because of this, and when that was done.
  tell jsonb,
  told_at timestamptz,
  at timestamptz not null default now(),
  primary key (app_id, id)
);
create unique index journal_id on journal (id);
-- Almost empty at any time: the sweeper reads it every two seconds.
create index journal_untold on journal (id) where tell is not null and told_at is null;

alter table journal enable row level security;
alter table journal force row level security;
create policy journal_app on journal
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
