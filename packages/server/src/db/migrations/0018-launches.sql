-- Launches with a countdown, a flash price for the first pieces, a way back; and what the host is explaining.
alter table launches
  -- The countdown before it sells; null: it sells since it was opened.
  add column opens_at timestamptz check (opens_at > opened_at),
  -- When the room was told that the countdown is over.
  add column opening_told_at timestamptz,
  add column flash_price_minor bigint check (flash_price_minor between 1 and 10000000000000),
  add column flash_quantity integer check (flash_quantity between 1 and 1000000),
  -- Taken in the statement that takes the stock; given back with the pieces.
  add column flash_left integer check (flash_left between 0 and flash_quantity),
  add column flash_per_buyer integer check (flash_per_buyer between 1 and 999),
  add constraint launches_flash_whole check (
    (flash_price_minor is null) = (flash_quantity is null) and (flash_price_minor is null) = (flash_left is null)
    and (flash_price_minor is null or ends_at is not null)),
  drop constraint launches_close_reason_check,
  add constraint launches_close_reason_check
    check (close_reason in ('retracted', 'replaced', 'ended', 'sold-out', 'undone'));
create index launches_opening on launches (opens_at)
  where closed_at is null and opens_at is not null and opening_told_at is null;
create index launches_of_product on launches (room_id, product_id, opened_at);

alter table shelves
  add column explaining text,
  -- The last launch or retraction that can be taken back: when, what it opened, what it took away.
  add column act_at timestamptz,
  add column act_opened text,
  add column act_closed text;

-- The launch whose flash price an order was placed at.
alter table orders add column flash_launch_id text;
create index orders_flash on orders (flash_launch_id, buyer_id) where flash_launch_id is not null;
