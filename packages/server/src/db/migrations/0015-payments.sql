-- What was captured, what of it went back, and what nobody has answered yet.
alter table orders
  add column if not exists refunded_minor bigint not null default 0,
  -- Paid with play money: no part of the turnover.
  add column if not exists paid_test boolean not null default false,
  -- Refunded, and the pieces did not come back: they count as sold.
  add column if not exists pieces_kept boolean not null default false;
update orders set refunded_minor = total_minor where state = 'refunded';
update orders o set paid_test = true
  where o.state in ('paid', 'refunded')
    and exists (select from payments p where p.app_id = o.app_id and p.order_id = o.id and p.test);
alter table orders add constraint orders_refunded check (refunded_minor between 0 and total_minor);
drop index if exists orders_paid;
create index orders_paid on orders (room_id, app_id, paid_at)
  include (total_minor, refunded_minor, currency, paid_test)
  where state in ('paid', 'shipped') and quantity > 0;

-- A payment is of one order, or of those of a basket.
alter table payments
  alter column order_id drop not null,
  add column basket_id uuid,
  -- The provider's own id for it, once it has one.
  add column reference text,
  add column captured_minor bigint not null default 0,
  add column refunded_minor bigint not null default 0,
  -- Why a person must look at it: a notice did not say what we know.
  add column review text,
  -- When the provider is asked what became of it, and how often it was.
  add column ask_at timestamptz not null default now(),
  add column asks integer not null default 0,
  drop constraint payments_state_check,
  drop constraint payments_app_id_order_id_provider_key;

create table payment_orders (
  app_id text not null,
  payment_id text not null,
  order_id uuid not null,
  amount_minor bigint not null check (amount_minor >= 0),
  primary key (app_id, payment_id, order_id),
  foreign key (app_id, payment_id) references payments (app_id, id)
);
create index payment_orders_order on payment_orders (order_id, app_id);

-- Money that goes back: asked of the provider under its own id until it has answered.
create table refunds (
  app_id text not null,
  -- The staff's own, or `late:<order>`, `extra:<payment>:<order>` where goods could not be given.
  id text not null,
  payment_id text not null,
  order_id uuid not null,
  amount_minor bigint not null check (amount_minor > 0),
  state text not null check (state in ('due', 'sent', 'failed')),
  restock boolean not null default false,
  reason text not null default '',
  asked_by text,
  asked_at timestamptz not null default now(),
  try_at timestamptz not null default now(),
  tries integer not null default 0,
  sent_at timestamptz,
  reference text,
  primary key (app_id, id),
  foreign key (app_id, payment_id) references payments (app_id, id)
);
create index refunds_due on refunds (try_at) where state = 'due';
create index refunds_failed on refunds (app_id) where state = 'failed';
create index refunds_of_payment on refunds (payment_id, app_id);
create index refunds_of_order on refunds (order_id, app_id);

insert into payment_orders (app_id, payment_id, order_id, amount_minor)
  select app_id, id, order_id, amount_minor from payments;
insert into refunds (app_id, id, payment_id, order_id, amount_minor, state, asked_at, sent_at)
  select app_id, refund_key, id, order_id, amount_minor, case state when 'refunded' then 'sent' else 'due' end,
    settled_at, case state when 'refunded' then settled_at end
  from payments where state in ('refund-due', 'refunded');
update payments set captured_minor = amount_minor,
    refunded_minor = case when state = 'settled' then 0 else amount_minor end, state = 'settled'
  where state <> 'begun';

alter table payments
  drop column refund_key,
  add constraint payments_state check (state in ('begun', 'settled', 'given-up', 'review')),
  add constraint payments_of check ((order_id is null) <> (basket_id is null)),
  -- Never more back than was taken, whoever asks at the same moment (C9).
  add constraint payments_refunded check (refunded_minor between 0 and captured_minor);
create unique index payments_begun on payments (app_id, order_id, provider) where state = 'begun';
create unique index payments_begun_basket on payments (app_id, basket_id, provider) where state = 'begun';
create unique index payments_reference on payments (provider, reference) where reference is not null;
create index payments_unanswered on payments (ask_at) where state = 'begun';
create index payments_review on payments (app_id) where review is not null;

-- What the sandbox knows, as a provider would: which answer was given, when it is there, whether it is told by itself.
create table sandbox_payments (
  app_id text not null,
  payment_id text not null,
  outcome text not null check (outcome in ('approved', 'declined', 'cancelled')),
  answers_at timestamptz not null,
  told boolean not null,
  primary key (app_id, payment_id)
);
create index sandbox_payments_due on sandbox_payments (answers_at) where not told;

alter table payment_orders enable row level security;
alter table payment_orders force row level security;
create policy payment_orders_app on payment_orders
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
alter table refunds enable row level security;
alter table refunds force row level security;
create policy refunds_app on refunds
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
alter table sandbox_payments enable row level security;
alter table sandbox_payments force row level security;
create policy sandbox_payments_app on sandbox_payments
  using (app_id = current_setting('hawker.app', true) or current_setting('hawker.app', true) = '*');
