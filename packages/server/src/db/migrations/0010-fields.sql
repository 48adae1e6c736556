-- What an app keeps in its rooms for itself: custom fields, attributes, counters.

-- One name for one field, whether of rooms or of members (S42); never deleted (S44). `types`: who may read and write it,
-- by room type.
create table field_declarations (
  app_id text not null,
  name text not null,
  belongs_to text not null check (belongs_to in ('room', 'member')),
  types jsonb not null,
  declared_at bigint not null,
  primary key (app_id, name)
);
alter table field_declarations enable row level security;
alter table field_declarations force row level security;
create policy field_declarations_app on field_declarations
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

-- `type` is the room's, which never changes: a snapshot then is one query. `version` is the room's at the last change.
-- `recent`: when viewers wrote to it in the last second, in milliseconds since 1970.
create table room_fields (
  app_id text not null,
  room_id text not null,
  type text not null,
  kept jsonb not null default '{}',
  version bigint not null default 0,
  recent jsonb not null default '[]',
  primary key (app_id, room_id)
);
alter table room_fields enable row level security;
alter table room_fields force row level security;
create policy room_fields_app on room_fields
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

-- `recent`: when it was written to in the last second.
create table room_attributes (
  app_id text not null,
  room_id text not null,
  kept jsonb not null default '{}',
  version bigint not null default 0,
  recent jsonb not null default '[]',
  primary key (app_id, room_id)
);
alter table room_attributes enable row level security;
alter table room_attributes force row level security;
create policy room_attributes_app on room_attributes
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

-- 64-bit numbers as decimal digits in a JSON object: all of a room's change under one lock, or none.
create table room_counters (
  app_id text not null,
  room_id text not null,
  kept jsonb not null default '{}',
  primary key (app_id, room_id)
) with (fillfactor = 50);
alter table room_counters enable row level security;
alter table room_counters force row level security;
create policy room_counters_app on room_counters
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
