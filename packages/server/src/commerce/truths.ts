// What must be true of goods and money, for many apps in one pass over the orders: the page of invariants asks for it
// again and again. Orders and payments are compared by sums that no single wrong row leaves as they are, not row by row;
// rows are looked for only where the sums differ.
import type { AppId, RoomId } from '@hawker/protocol'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { readTotals } from './stock-truth.ts'

export interface Truth {
  readonly holds: boolean
  /** What was counted on either side, in words. */
  readonly left: string
  readonly right: string
  /** Where it does not hold, the first few. */
  readonly broken: readonly string[]
}

export type Truths = ReadonlyMap<AppId, Truth>

const BROKEN_MAX = 20
/** Rooms whose totals are read as the console reads them: those that sold last. */
const ROOMS_SHOWN = 3

const each = <T>(apps: readonly AppId[], of: (app: AppId) => T): Map<AppId, T> =>
  new Map(apps.map((app) => [app, of(app)]))

interface StockRow {
  readonly app: AppId
  readonly sold: number
  readonly held: number
  readonly free: number
  readonly stocked: number
  readonly broken: string[] | null
}

/** sold + held + free = stocked, for every SKU, set aside for auctions is held; and as many wait for it as it says. */
export const countStock = async (tx: Kysely<unknown>, apps: readonly AppId[]): Promise<Truths> => {
  const { rows } = await sql<StockRow>`
    with taken as (
      select app_id, sku_id, coalesce(sum(quantity) filter (where state = 'held'), 0) as held,
        coalesce(sum(quantity) filter (where state <> 'held'), 0) as sold
      from orders where app_id = any(${apps}::text[]) and (state in ('held', 'paid', 'shipped') or pieces_kept)
      group by app_id, sku_id),
    aside as (
      select app_id, sku_id, count(*) as n from auctions
      where app_id = any(${apps}::text[]) and state = 'open' group by app_id, sku_id),
    lines as (
      select app_id, sku_id, count(*) as n from waitlist
      where app_id = any(${apps}::text[]) and state = 'waiting' group by app_id, sku_id),
    counted as (
      select coalesce(s.app_id, t.app_id) as app, coalesce(s.id, t.sku_id) as id, coalesce(t.sold, 0) as sold,
        coalesce(t.held, 0) + coalesce(e.n, 0) as held, coalesce(s.stock, 0) as free, coalesce(s.stocked, 0) as stocked,
        coalesce(s.waiting, 0) <> coalesce(l.n, 0) as miscounted
      from (select * from skus where app_id = any(${apps}::text[])) s
        full join taken t on t.app_id = s.app_id and t.sku_id = s.id
        left join aside e on e.app_id = s.app_id and e.sku_id = s.id
        left join lines l on l.app_id = s.app_id and l.sku_id = s.id)
    select app, sum(sold)::int8 as sold, sum(held)::int8 as held, sum(free)::int8 as free, sum(stocked)::int8 as stocked,
      (array_agg(id order by id) filter (where sold + held + free <> stocked or miscounted))[:${sql.lit(BROKEN_MAX)}] as broken
    from counted group by app`.execute(tx)
  const byApp = new Map(rows.map((row) => [row.app, row]))
  return each(apps, (app) => {
    const { sold = 0, held = 0, free = 0, stocked = 0, broken = null } = byApp.get(app) ?? {}
    const left = `sold ${sold} + held ${held} + free ${free}`
    return { holds: broken === null, left, right: `stocked ${stocked}`, broken: broken ?? [] }
  })
}

/** Orders fall into so many parts by their ids. Only where a part's sums differ is anything looked for. */
const PARTS = 64

interface Sums {
  readonly app: AppId
  readonly currency: string
  readonly test: boolean
  readonly part: number
  readonly orders: number
  readonly minor: number
  /** Money times a number of 19 bits out of the order's id: another as soon as an amount stands with another order. */
  readonly mark: string
}

const PART = (id: string) => sql.raw(`(uuid_hash(${id}) & ${PARTS - 1})`)
const SUMS = (id: string) =>
  sql.raw(`
  count(*)::int8 as orders, sum(minor)::int8 as minor,
  sum(minor * ((uuid_hash_extended(${id}, 0) & 524287) + 1))::text as mark`)

/** What is paid for and was not paid back, as orders have it. */
const DUE = (apps: readonly AppId[]) => sql`
  select app_id as app, id as order_id, currency, paid_test as test, total_minor - refunded_minor as minor from orders
  where app_id = any(${apps}::text[]) and state in ('paid', 'shipped') and total_minor > refunded_minor`

/** The same as payments have it. What baskets paid is divided among their orders. */
const PAID = (apps: readonly AppId[]) => sql`
  select app_id as app, order_id, currency, test, captured_minor - refunded_minor as minor from payments
  where app_id = any(${apps}::text[]) and state = 'settled' and order_id is not null
    and captured_minor <> refunded_minor
  union all
  select * from (
    select p.app_id, l.order_id, p.currency, p.test, l.amount_minor - coalesce((
        select sum(r.amount_minor)::int8 from refunds r
        where r.payment_id = p.id and r.app_id = p.app_id and r.order_id = l.order_id), 0) as minor
    from payments p join payment_orders l on l.app_id = p.app_id and l.payment_id = p.id
    where p.app_id = any(${apps}::text[]) and p.state = 'settled' and p.basket_id is not null) b
  where minor <> 0`

const sumsOf = async (tx: Kysely<unknown>, rows: RawBuilder<unknown>): Promise<Map<AppId, Sums[]>> => {
  const { rows: sums } = await sql<Sums>`
    select app, currency, test, ${PART('order_id')} as part, ${SUMS('order_id')} from (${rows}) o
    group by 1, 2, 3, 4 order by 1, 2, 3, 4`.execute(tx)
  return Map.groupBy(sums, ({ app }) => app)
}

/** Parts in which one side has what the other has not. */
const unevenParts = (left: readonly Sums[], right: readonly Sums[]): number[] => {
  const named = (sums: readonly Sums[]) => new Map(sums.map((one) => [JSON.stringify(one), one.part]))
  const [a, b] = [named(left), named(right)]
  const differing = [...a].filter(([text]) => !b.has(text)).concat([...b].filter(([text]) => !a.has(text)))
  return [...new Set(differing.map(([, part]) => part))]
}

/** Orders of these parts that are not paid by exactly one payment of what they cost. */
const findUneven = async (tx: Kysely<unknown>, app: AppId, parts: readonly number[]): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`
    select coalesce(d.order_id, p.order_id)::text as id
    from (select * from (${DUE([app])}) d where ${PART('order_id')} = any(${parts}::int[])) d
      full join (select * from (${PAID([app])}) p where ${PART('order_id')} = any(${parts}::int[])) p
      on p.order_id = d.order_id and p.currency = d.currency and p.test = d.test
    group by 1 having count(*) <> 1 or bool_or(d.minor is distinct from p.minor)
    order by 1 limit ${BROKEN_MAX}`.execute(tx)
  return rows.map(({ id }) => id)
}

const inWords = (what: string, sums: readonly Sums[]): string => {
  const of = new Map<string, number>()
  for (const { currency, test, minor } of sums) add(of, `${currency}${test ? ' (test)' : ''}`, minor)
  return `${sums.reduce((n, one) => n + one.orders, 0)} ${what}: ${amounts(of)}`
}

const add = (to: Map<string, number>, name: string, minor: number) => to.set(name, (to.get(name) ?? 0) + minor)
const amounts = (of: ReadonlyMap<string, number>): string =>
  [...of]
    .map(([name, minor]) => `${name} ${minor}`)
    .sort()
    .join(', ') || '0'

/** Every paid order has one settled payment of its amount, and every settled payment an order that is paid. */
export const countPayments = async (tx: Kysely<unknown>, apps: readonly AppId[]): Promise<Truths> => {
  const orders = await sumsOf(tx, DUE(apps))
  const payments = await sumsOf(tx, PAID(apps))
  const truths = new Map<AppId, Truth>()
  for (const app of apps) {
    const [left, right] = [orders.get(app) ?? [], payments.get(app) ?? []]
    const parts = unevenParts(left, right)
    const broken = parts.length === 0 ? [] : await findUneven(tx, app, parts)
    truths.set(app, {
      ...{ holds: parts.length === 0, left: inWords('orders', left), right: inWords('payments', right), broken },
    })
  }
  return truths
}

interface RoomSums {
  readonly app: AppId
  readonly room: RoomId
  readonly currency: string
  readonly test: boolean
  readonly minor: number
}

const roomsThatSoldLast = async (tx: Kysely<unknown>, app: AppId): Promise<RoomId[]> => {
  const { rows } = await sql<{ room: RoomId }>`
    select id as room from rooms r where app_id = ${app} and exists (
      select from orders o where o.room_id = r.id and o.app_id = r.app_id and o.quantity > 0
        and o.state in ('paid', 'shipped'))
    order by created_at desc, id desc limit ${ROOMS_SHOWN}`.execute(tx)
  return rows.map(({ room }) => room)
}

/** What rooms are shown to have sold = their orders, less what went back = what payments brought, less what went back. */
export const countRevenue = async (tx: Kysely<unknown>, apps: readonly AppId[]): Promise<Truths> => {
  const { rows: rooms } = await sql<RoomSums>`
    select app_id as app, room_id as room, currency, paid_test as test, sum(total_minor - refunded_minor)::int8 as minor
    from orders where app_id = any(${apps}::text[]) and state in ('paid', 'shipped')
    group by 1, 2, 3, 4 having sum(total_minor - refunded_minor) <> 0`.execute(tx)
  const { rows: payments } = await sql<Omit<RoomSums, 'room'>>`
    select app_id as app, currency, test, sum(captured_minor - refunded_minor)::int8 as minor
    from payments where app_id = any(${apps}::text[]) and state = 'settled'
    group by 1, 2, 3 having sum(captured_minor - refunded_minor) <> 0`.execute(tx)

  const total = (sums: readonly Omit<RoomSums, 'room'>[], app: AppId): string => {
    const of = new Map<string, number>()
    for (const { app: its, currency, test, minor } of sums)
      if (its === app) add(of, `${currency}${test ? ' (test)' : ''}`, minor)
    return amounts(of)
  }
  const truths = new Map<AppId, Truth>()
  for (const app of apps) {
    const broken: string[] = []
    for (const room of await roomsThatSoldLast(tx, app)) {
      const { test, ...real } = await readTotals(tx, app, room)
      for (const [shown, isTest] of [
        [real, false],
        [test, true],
      ] as const) {
        const counted = rooms.find(
          (one) => one.app === app && one.room === room && one.currency === shown.currency && one.test === isTest,
        )
        if (shown.revenueMinor !== (counted?.minor ?? 0)) broken.push(room)
      }
    }
    const [left, right] = [total(rooms, app), total(payments, app)]
    truths.set(app, {
      holds: left === right && broken.length === 0,
      left: `rooms ${left}`,
      right: `payments ${right}`,
      broken,
    })
  }
  return truths
}
