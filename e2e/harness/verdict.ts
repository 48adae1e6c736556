// What was answered with success, against the rows: nothing is missing, nothing is there twice, and all of it adds up.
import type pg from 'pg'
import type { Acknowledged } from './sale.ts'

export interface Verdict {
  /** Acknowledged and not there, or there in another state. */
  readonly missing: string[]
  /** SKUs that sold more than there was, or lost pieces. */
  readonly oversold: string[]
  /** Orders that more than one payment keeps, gifts that took other than their price, claims beyond the limit. */
  readonly double: string[]
  /** Sum of all coin entries, and wallets that are not what their entries say. */
  readonly unbalanced: string[]
}

const idsOf = async (db: pg.Client, sql: string): Promise<string[]> => (await db.query(sql)).rows.map(({ id }) => id)

const OVERSOLD = `
  select s.id from skus s left join (
    select sku_id, sum(quantity) as taken from orders where state in ('held', 'paid', 'shipped') or pieces_kept
    group by sku_id) o on o.sku_id = s.id
  where s.stock < 0 or s.stocked <> s.stock + coalesce(o.taken, 0) + (
    select count(*) from auctions a where a.app_id = s.app_id and a.sku_id = s.id and a.state = 'open')`

/** What payments brought for an order and did not give back. */
const KEPT = `
  select l.order_id, p.id as payment, l.amount_minor - coalesce((
    select sum(r.amount_minor) from refunds r where r.payment_id = p.id and r.order_id = l.order_id), 0) as minor
  from payment_orders l join payments p on p.id = l.payment_id and p.state = 'settled'`

/** One payment for one order: whatever came besides has gone back whole. One claim for one basket. */
const DOUBLE = `
  select order_id::text as id from (${KEPT}) k where minor > 0 group by order_id having count(*) > 1
  union all
  select id::text from orders o where state in ('paid', 'shipped') and total_minor - refunded_minor <> (
    select coalesce(sum(minor), 0) from (${KEPT}) k where k.order_id = o.id)
  union all
  select 'claim ' || c.id from coupon_claims c where c.state = 'used' and not exists (
    select from baskets b join orders o on o.basket_id = b.id
    where b.id::text = c.used_for and b.claim_id = c.id
      and (o.state in ('held', 'paid', 'shipped') or (o.state = 'refunded' and o.paid_at is not null)))
  union all
  select 'basket ' || b.id from baskets b join orders o on o.basket_id = b.id
    left join coupon_claims c on c.id = b.claim_id
  where o.state in ('held', 'paid', 'shipped') and o.discount_minor > 0 and c.used_for is distinct from b.id::text
  union all
  select g.id::text from gifts_sent g left join lateral (
    select -sum(amount) as paid from coin_entries e
    where e.transfer_id = g.id and e.account_id = 'user:' || g.user_id) e on true
  where e.paid is distinct from g.coins
  union all
  select c.id from coupons c left join coupon_claims k on k.coupon_id = c.id
  group by c.app_id, c.id having count(k.id) > c.quota or count(k.id) <> c.claimed
  union all
  select user_id from coupon_claims k join coupons c on c.id = k.coupon_id
  group by user_id, c.id, c.per_user having count(*) > c.per_user`

const UNBALANCED = `
  select 'the sum of all entries' as id from coin_entries having sum(amount) <> 0
  union all
  select transfer_id::text from coin_entries group by transfer_id having sum(amount) <> 0
  union all
  select w.id from coin_wallets w left join (
    select account_id, sum(amount) as sum from coin_entries group by account_id) e on e.account_id = w.id
  where w.balance - w.debt <> coalesce(e.sum, 0)`

/** States in which an order may be found that was answered to be in this one. A refund may have come since. */
const MAY_BE = {
  held: null,
  paid: ['paid', 'refunded'],
  cancelled: ['cancelled'],
  promised: null,
} as const

const missingOrders = async (db: pg.Client, orders: ReadonlyMap<string, keyof typeof MAY_BE>): Promise<string[]> => {
  const rows = (await db.query('select id::text as id, state from orders')).rows as { id: string; state: string }[]
  const states = new Map(rows.map(({ id, state }) => [id, state]))
  return [...orders].flatMap(([id, answered]) => {
    const state = states.get(id)
    const allowed: readonly string[] | null = MAY_BE[answered]
    return state === undefined || (allowed !== null && !allowed.includes(state)) ? [`order ${id}: ${state}`] : []
  })
}

const missingRows = async (db: pg.Client, what: string, ids: Iterable<string>, sql: string): Promise<string[]> => {
  const known = new Set(await idsOf(db, sql))
  return [...ids].filter((id) => !known.has(id)).map((id) => `${what} ${id}`)
}

/** Counts in one snapshot; what is acknowledged after it has begun is left to the next. */
export const judge = async (db: pg.Client, said: Acknowledged): Promise<Verdict> => {
  const orders = new Map(said.orders)
  const [refunds, gifts, topUps, claims] = [said.refunds, said.gifts, said.topUps, said.claims].map((m) => [
    ...m.keys(),
  ])
  await db.query('begin isolation level repeatable read')
  const verdict = {
    missing: [
      ...(await missingOrders(db, orders)),
      ...(await missingRows(db, 'refund', refunds!, 'select id from refunds')),
      ...(await missingRows(db, 'gift', gifts!, 'select id::text as id from gifts_sent')),
      ...(await missingRows(db, 'top-up', topUps!, `select id::text as id from coin_transfers where kind = 'top-up'`)),
      ...(await missingRows(db, 'claim', claims!, 'select id::text as id from coupon_claims')),
    ],
    oversold: await idsOf(db, OVERSOLD),
    double: await idsOf(db, DOUBLE),
    unbalanced: await idsOf(db, UNBALANCED),
  }
  await db.query('commit')
  return verdict
}

/** Money that the bank has promised and that is neither goods nor on its way back; holds that are to end and have not. */
export const unresolved = async (db: pg.Client, said: Acknowledged): Promise<string[]> => {
  const promised = [...said.orders].flatMap(([id, state]) => (state === 'promised' ? [id] : []))
  const { rows } = await db.query(
    `select id::text as id from orders where id = any($1::uuid[]) and state not in ('paid', 'refunded')
     union all select id::text from orders where id = any($2::uuid[]) and state = 'held'`,
    [promised, [...said.ending]],
  )
  return rows.map(({ id }) => id)
}

/** Baskets whose claim is not where it should be: used by those that were paid, free of those that nobody paid. */
export const wrongClaims = async (db: pg.Client, said: Acknowledged): Promise<string[]> => {
  const rows = (await db.query('select id::text as id, used_for as "usedFor" from coupon_claims')).rows
  const usedFor = new Map(rows.map((row) => [row.id, row.usedFor]))
  return [...said.baskets].flatMap(([basket, { claimId, end }]) => {
    if (claimId === null || end === 'open' || (usedFor.get(claimId) === basket) === (end === 'paid')) return []
    return [`basket ${basket}, ${end}: its claim is used for ${usedFor.get(claimId)}`]
  })
}

/** Wallets that are not what was answered: coins bought less gifts sent. Only once everybody has his answers. */
export const wrongWallets = async (db: pg.Client, said: Acknowledged): Promise<string[]> => {
  const coins = new Map<string, number>()
  for (const { user, coins: n } of said.topUps.values()) coins.set(user, (coins.get(user) ?? 0) + n)
  for (const { user, coins: n } of said.gifts.values()) coins.set(user, (coins.get(user) ?? 0) - n)
  const rows = (await db.query('select id, balance::int as balance from coin_wallets')).rows
  const kept = new Map(rows.map(({ id, balance }) => [id, balance]))
  return [...coins].flatMap(([user, n]) => {
    const balance = kept.get(`user:${user}`) ?? 0
    return balance === n ? [] : [`${user}: ${balance}, should be ${n}`]
  })
}
