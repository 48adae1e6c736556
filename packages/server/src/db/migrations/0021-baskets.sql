-- Baskets: held orders that are paid together, with a coupon, an address and a way of delivery; and how orders are sent.
alter table products add column ships boolean not null default true;

alter table orders
  -- Parts of what its basket takes off and adds, so that every order has a total of its own.
  add column discount_minor bigint not null default 0,
  add column delivery_minor bigint not null default 0,
  add column basket_id uuid,
  add column carrier text,
  add column tracking_code text,
  add column tracking_url text,
  add column shipped_at timestamptz,
  drop constraint orders_check,
  drop constraint orders_state_check,
  add constraint orders_total check (total_minor = unit_price_minor * quantity - discount_minor + delivery_minor
    and discount_minor between 0 and unit_price_minor * quantity and delivery_minor >= 0),
  add constraint orders_state_check
    check (state in ('held', 'paid', 'shipped', 'cancelled', 'expired', 'refunded')),
  add constraint orders_shipment check ((shipped_at is null) = (carrier is null)
    and (shipped_at is null) = (tracking_code is null) and (shipped_at is null or state in ('shipped', 'refunded')));
-- Partial, with conditions that a placed order does not meet: nothing is written to them when a batch is placed.
create index orders_of_basket on orders (basket_id) where basket_id is not null;

create table delivery_methods (
  app_id text not null,
  id text not null,
  name text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  price_minor bigint not null check (price_minor between 0 and 10000000000000),
  free_from_minor bigint check (free_from_minor between 0 and 10000000000000),
  countries text[],
  days_min integer not null check (days_min >= 0),
  days_max integer not null check (days_max >= days_min),
  position integer not null,
  -- Offered no more. Its row stays: the id never means another method for those who chose it.
  removed_at timestamptz,
  primary key (app_id, id)
);

-- A basket is what its buyer said last. Its prices stand in its orders.
create table baskets (
  app_id text not null,
  id uuid not null,
  buyer_id text not null,
  -- As it was put: an order that has gone since makes the basket one that must be put again before it is paid.
  orders uuid[] not null,
  currency text not null,
  claim_id uuid,
  coupon_title text,
  address_id uuid,
  -- As they were when they were chosen.
  address jsonb,
  delivery jsonb,
  put_at timestamptz not null,
  check ((claim_id is null) = (coupon_title is null)),
  primary key (id, app_id)
);

-- A basket of which a coupon takes everything off is paid with nothing.
alter table payments
  drop constraint payments_amount_minor_check,
  add constraint payments_amount check (amount_minor > 0 or (amount_minor = 0 and basket_id is not null));
create index payments_of_basket on payments (basket_id) where basket_id is not null;
-- An order that cost nothing goes back like every other.
alter table refunds
  drop constraint refunds_amount_minor_check,
  add constraint refunds_amount check (amount_minor >= 0);

alter table delivery_methods enable row level security;
alter table delivery_methods force row level security;
create policy delivery_methods_app on delivery_methods
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
alter table baskets enable row level security;
alter table baskets force row level security;
create policy baskets_app on baskets
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
