-- Effects that no gift uses are deleted some time after one last did, or after they were uploaded.
alter table gift_effects add column used_at timestamptz not null default now();
create index gift_effects_unused on gift_effects (used_at);
-- A file belongs to every app that uploaded the same.
create index gift_effects_by_url on gift_effects (url);
