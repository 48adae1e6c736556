-- What a whole room has besides: its kind, its introduction, who may speak, the comment that is pinned.
alter table rooms
  add column type text not null default 'live',
  add column introduction text not null default '',
  add column policy jsonb not null default
    '{"mutedAll": false, "speakers": "everyone", "minLevel": 0, "slowModeS": 0, "links": "staff"}',
  add column pinned jsonb;
