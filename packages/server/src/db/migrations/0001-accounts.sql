-- Apps (tenants), the people in them, staff roles, sessions, one-time links, tries to sign in.
-- Times are milliseconds since 1970; tokens are kept as SHA-256 only.

create table apps (
  id text primary key,
  name text not null,
  sealed_secret text not null,
  created_at bigint not null
);
alter table apps enable row level security;
alter table apps force row level security;
create policy apps_app on apps
  using (id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

create table users (
  app_id text not null references apps (id),
  id text not null,
  kind text not null check (kind in ('guest', 'viewer', 'staff')),
  name text not null,
  avatar_url text,
  level integer not null default 0 check (level between 0 and 99),
  created_at bigint not null,
  primary key (app_id, id)
);
alter table users enable row level security;
alter table users force row level security;
create policy users_app on users
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

create table staff (
  app_id text not null,
  user_id text not null,
  role text not null check (role in ('analyst', 'assistant', 'host', 'owner')),
  email text not null,
  password_hash text,
  created_at bigint not null,
  primary key (app_id, user_id),
  unique (app_id, email),
  foreign key (app_id, user_id) references users (app_id, id)
);
alter table staff enable row level security;
alter table staff force row level security;
create policy staff_app on staff
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

create table sessions (
  app_id text not null,
  id text not null,
  token_hash text not null unique,
  user_id text not null,
  created_at bigint not null,
  seen_at bigint not null,
  -- The end whatever happens; `idle_ms` after `seen_at` it ends earlier.
  expires_at bigint not null,
  idle_ms bigint not null,
  primary key (app_id, id),
  foreign key (app_id, user_id) references users (app_id, id)
);
create index sessions_user on sessions (app_id, user_id);
create index sessions_expiry on sessions (expires_at);
alter table sessions enable row level security;
alter table sessions force row level security;
create policy sessions_app on sessions
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

create table sign_in_links (
  app_id text not null,
  id text not null,
  token_hash text not null unique,
  user_id text not null,
  expires_at bigint not null,
  used_at bigint,
  primary key (app_id, id),
  foreign key (app_id, user_id) references users (app_id, id)
);
alter table sign_in_links enable row level security;
alter table sign_in_links force row level security;
create policy sign_in_links_app on sign_in_links
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

-- `id` is the hash of an account or an address; `at` holds the tries of the last window, no more than the limit.
create table sign_in_tries (
  app_id text not null,
  id text not null,
  at bigint[] not null,
  last_at bigint not null,
  primary key (app_id, id)
);
create index sign_in_tries_last on sign_in_tries (last_at);
alter table sign_in_tries enable row level security;
alter table sign_in_tries force row level security;
create policy sign_in_tries_app on sign_in_tries
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
