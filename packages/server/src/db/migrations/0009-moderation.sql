-- Mutes and bans that stand. `room_id` '*': in all rooms of the app. Times are milliseconds since 1970; a sanction
-- without an end ends on 9999-12-31.
create table sanctions (
  app_id text not null,
  room_id text not null,
  kind text not null check (kind in ('mute', 'ban')),
  user_id text not null,
  until bigint not null,
  reason text,
  by text,
  at bigint not null,
  primary key (app_id, room_id, kind, user_id)
);
create index sanctions_newest on sanctions (app_id, room_id, kind, at desc, user_id desc) include (until);
create index sanctions_over on sanctions (until) where until < 253402300799999;
alter table sanctions enable row level security;
alter table sanctions force row level security;
create policy sanctions_app on sanctions
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

-- Networks from which guests may not enter, each because of somebody who was banned with his.
create table banned_networks (
  app_id text not null,
  room_id text not null,
  network text not null,
  user_id text not null,
  until bigint not null,
  primary key (app_id, room_id, network, user_id)
);
create index banned_networks_user on banned_networks (app_id, room_id, user_id);
create index banned_networks_over on banned_networks (until);
alter table banned_networks enable row level security;
alter table banned_networks force row level security;
create policy banned_networks_app on banned_networks
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

-- The audit, by room and newest first.
create index journal_acts on journal (app_id, room_id, id desc) where kind like 'moderation.%';

-- What happened stays as it was written; only whether a room was told of it may still be noted.
create function journal_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is never changed or deleted';
end $$;
create trigger journal_final before update of id, app_id, room_id, kind, by, payload, tell on journal
  for each statement execute function journal_is_final();
create trigger journal_time_final before update of at on journal
  for each row when (old.kind like 'moderation.%') execute function journal_is_final();
create trigger journal_kept before delete or truncate on journal
  for each statement execute function journal_is_final();
