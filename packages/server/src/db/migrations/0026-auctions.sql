-- One piece of a SKU for whoever bids most. While an auction is open its piece is set aside: it is out of skus.stock and
-- counts as held; the winner's order takes it over, or it goes back.
create table auctions (
  app_id text not null,
  id text not null,
  room_id text not null,
  product_id text not null,
  sku_id text not null,
  -- As the goods were called when it was opened.
  title text not null,
  sku_label text not null,
  image_url text,
  currency text not null,
  start_minor bigint not null check (start_minor between 1 and 10000000000000),
  step_minor bigint not null check (step_minor between 1 and 10000000000000),
  opened_at timestamptz not null,
  opened_by text,
  extends_ms integer not null check (extends_ms >= 0),
  ends_at timestamptz not null,
  ends_latest_at timestamptz not null check (ends_latest_at >= ends_at),
  state text not null default 'open' check (state in ('open', 'won', 'unsold', 'withdrawn')),
  -- Of the room, when it was opened; when it was closed, of then.
  version bigint not null,
  -- Where the bidding stands. Changed only by whoever has locked the row, so that bids have an order.
  price_minor bigint not null check (price_minor between start_minor and 10000000000000),
  leader integer,
  -- What the leader would pay at most: nobody is told before the end.
  most_minor bigint check (most_minor between price_minor and 10000000000000),
  bidders integer not null default 0 check (bidders >= 0),
  bids integer not null default 0 check (bids >= bidders),
  proof text not null,
  closed_at timestamptz,
  order_id uuid,
  primary key (app_id, id),
  check ((leader is null) = (bids = 0) and (most_minor is null) = (bids = 0)),
  check ((closed_at is null) = (state = 'open')),
  check ((order_id is not null) = (state = 'won') and (state <> 'won' or leader is not null))
);
create unique index auctions_open on auctions (app_id, room_id) where state = 'open';
create index auctions_due on auctions (ends_at) where state = 'open';
create index auctions_set_aside on auctions (sku_id) where state = 'open';
create index auctions_of_room on auctions (room_id, app_id, opened_at, id);

-- Who bids in an auction, under which number, up to which price.
create table auction_bidders (
  app_id text not null,
  auction_id text not null,
  number integer not null check (number > 0),
  user_id text not null,
  name text not null,
  up_to_minor bigint not null,
  bids integer not null check (bids > 0),
  -- When his last bid was received.
  last_at timestamptz not null,
  primary key (app_id, auction_id, user_id)
);
-- Begins with another column than the key: whoever looks for a person never gets here, whatever is guessed of a young table.
create unique index auction_bidders_number on auction_bidders (number, auction_id, app_id);

-- Every bid that was taken, in order. Rows are added and never changed.
create table auction_bids (
  app_id text not null,
  auction_id text not null,
  n integer not null check (n > 0),
  -- Chosen by the bidder's page: the same again is the same bid.
  id uuid not null,
  bidder integer not null,
  up_to_minor bigint not null,
  price_minor bigint not null,
  leader integer not null,
  at timestamptz not null,
  nonce text not null,
  proof text not null,
  primary key (app_id, auction_id, n)
);
create unique index auction_bids_id on auction_bids (id, app_id);

-- What an auction was won with takes none of the buyer's few places for open holds. Null for all others: an order that is
-- placed writes nothing for it.
alter table orders
  add column auction_id text,
  drop constraint orders_check1,
  add constraint orders_hold_slot check (
    case when state = 'held' then (hold_slot is null) = (auction_id is not null) else hold_slot is null end);

alter table auctions enable row level security;
alter table auctions force row level security;
create policy auctions_app on auctions
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
alter table auction_bidders enable row level security;
alter table auction_bidders force row level security;
create policy auction_bidders_app on auction_bidders
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
alter table auction_bids enable row level security;
alter table auction_bids force row level security;
create policy auction_bids_app on auction_bids
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
