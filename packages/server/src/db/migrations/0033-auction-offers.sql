-- Whether a guest, who costs nothing to make, may bid. Auctions before this took everybody.
alter table auctions add column guests_may_bid boolean not null default true;

-- Whether a shop has customers of its own: looked for when an auction is opened.
create index users_viewers on users (app_id) where kind = 'viewer';

-- What its winner let go, offered to the next bidder by staff: an order that is held for him.
create table auction_offers (
  app_id text not null,
  auction_id text not null,
  bidder integer not null check (bidder > 0),
  order_id uuid not null,
  price_minor bigint not null check (price_minor between 1 and 10000000000000),
  offered_at timestamptz not null,
  offered_by text,
  primary key (app_id, auction_id, bidder)
);
alter table auction_offers enable row level security;
alter table auction_offers force row level security;
create policy auction_offers_app on auction_offers
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');

-- Offering it is a deed.
drop index journal_deeds;
create index journal_deeds on journal (app_id, room_id, id desc) where kind in (
  'launch.opened', 'launch.closed', 'launch.on-sale', 'shelf.changed', 'shelf.explaining', 'room.created', 'room.moved',
  'room.edited', 'coupon.dropped', 'coupon.closed', 'gift.put', 'gift.removed', 'notice.told', 'notice.broadcast',
  'order.shipped', 'order.refunded', 'push-address.read', 'push-address.regenerated', 'auction.opened',
  'auction.closed', 'auction.offered');
