-- Who follows whom, and how many.

create table follows (
  app_id text not null,
  host_id text not null,
  follower_id text not null,
  at bigint not null,
  primary key (app_id, host_id, follower_id)
);
create index follows_follower on follows (app_id, follower_id);
alter table follows enable row level security;
alter table follows force row level security;
create policy follows_app on follows
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

-- Counted as it changes: a host's page never counts a million rows.
create table host_followers (
  app_id text not null,
  host_id text not null,
  followers bigint not null check (followers >= 0),
  primary key (app_id, host_id)
);
alter table host_followers enable row level security;
alter table host_followers force row level security;
create policy host_followers_app on host_followers
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
