-- Rooms that wait for their publisher are looked for every few seconds.
create index rooms_grace on rooms (grace_ends_at) where status = 'interrupted';
