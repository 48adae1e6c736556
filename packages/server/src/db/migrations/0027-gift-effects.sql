-- What moves while a gift is shown. Files are named by what is in them; this is who uploaded what, and how much.
create table gift_effects (
  app_id text not null,
  url text not null,
  type text not null check (type in ('image/webp', 'image/png', 'video/mp4')),
  bytes integer not null,
  width_px integer not null,
  height_px integer not null,
  duration_ms integer not null,
  uploaded_at timestamptz not null default now(),
  primary key (app_id, url)
);
alter table gift_effects enable row level security;
alter table gift_effects force row level security;
create policy gift_effects_app on gift_effects
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

-- An effect never changes, so a gift carries all there is to know of it: sending one looks nothing up.
alter table gifts add column effect jsonb;
