-- What somebody means to buy. It holds nothing: prices and stock are read when it is shown.
create table cart_lines (
  app_id text not null,
  user_id text not null,
  sku_id text not null,
  room_id text not null,
  quantity integer not null check (quantity between 1 and 999),
  added_at timestamptz not null,
  -- When it was said last: what is older than some weeks is swept away.
  put_at timestamptz not null,
  primary key (app_id, user_id, sku_id)
);
create index cart_lines_oldest on cart_lines (put_at);
alter table cart_lines enable row level security;
alter table cart_lines force row level security;
create policy cart_lines_app on cart_lines
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
