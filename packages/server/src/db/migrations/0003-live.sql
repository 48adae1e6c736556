-- One stream for each room: what an encoder is known by, and what viewers find its picture under.
create table streams (
  app_id text not null,
  room_id text not null,
  -- Global, because an RTMP address names no app.
  stream_name text not null unique check (stream_name ~ '^[A-Za-z0-9_-]{1,64}$'),
  -- Unguessable, and unrelated to what signs.
  play_name text not null unique,
  key_sealed text not null,
  backup_key_sealed text,
  -- A publisher was on air when this process was last heard of; a restart takes its grace time up again.
  on_air boolean not null default false,
  -- How often it went on air: a playlist under the same address numbers on.
  runs integer not null default 0,
  created_at bigint not null,
  regenerated_at bigint,
  primary key (app_id, room_id)
);

alter table streams enable row level security;
alter table streams force row level security;
create policy streams_app on streams
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
