// What people of a simulated shop were answered, in plain lists, held against the rows: whatever was answered with yes
// is there and once, whatever is there somebody asked for, and every limit that was stated holds.
import type { AppId } from '@hawker/protocol'
import { type Kysely, sql } from 'kysely'
import type { NewOrder } from '#commerce'

export const PER_USER_CLAIMS = 2
export const CLAIM_QUOTA = 12
export const OPEN_HOLDS_MAX = 5
/** Of the second product. */
export const PER_BUYER = 2

export interface PlainBook {
  readonly asked: Map<string, { buyer: string; ask: NewOrder }>
  readonly placed: Set<string>
  /** Orders whose money was taken, or will be as the bank has said. */
  readonly money: Set<string>
  readonly refunds: Map<string, { order: string; amountMinor: number }>
  readonly claims: Map<string, string>
  /** Coins that went to somebody or from him, by the transfer's id. */
  readonly coins: Map<string, { user: string; coins: number }>
  readonly reversed: Set<string>
  /** `<SKU> <user>`: who has waited for what. */
  readonly waited: Set<string>
  /** Bids that were taken, by their ids. */
  readonly bids: Map<string, { user: string; upToMinor: number }>
}

export const openBook = (): PlainBook => ({
  ...{ asked: new Map(), placed: new Set(), money: new Set(), refunds: new Map() },
  ...{ claims: new Map(), coins: new Map(), reversed: new Set(), waited: new Set(), bids: new Map() },
})

interface OrderRow {
  readonly id: string
  readonly buyer: string
  readonly sku: string
  readonly quantity: number
  readonly state: string
  /** Placed by the shop for who waited. */
  readonly turn: boolean
  readonly auction: string | null
}

const ordersAgainst = (book: PlainBook, rows: readonly OrderRow[]): string[] => {
  const byId = new Map(rows.map((row) => [row.id, row]))
  const wrong = [...book.placed].flatMap((id) => {
    const [row, asked] = [byId.get(id), book.asked.get(id)!]
    const fits = row?.buyer === asked.buyer && row.sku === asked.ask.skuId && row.quantity === asked.ask.quantity
    return fits ? [] : [`order ${id} is not as it was acknowledged: ${JSON.stringify(row)}`]
  })
  const isHis = ({ turn, sku, buyer }: OrderRow) => turn && book.waited.has(`${sku} ${buyer}`)
  const nobodys = rows
    .filter((row) => !book.asked.has(row.id) && !isHis(row) && row.auction === null)
    .map(({ id }) => `nobody asked for ${id}`)
  return [...wrong, ...nobodys]
}

/** Each statement answers what is wrong, in words. */
const LIMITS = (app: AppId) => [
  sql`select 'more holds than allowed: ' || buyer_id as wrong from orders where app_id = ${app} and state = 'held'
      and auction_id is null
    group by buyer_id having count(*) > ${OPEN_HOLDS_MAX} or count(*) > count(distinct sku_id)`,
  sql`select 'not what an auction came to: ' || a.id as wrong from auctions a
      left join auction_bidders b on b.app_id = a.app_id and b.auction_id = a.id and b.number = a.leader
      left join orders o on o.id = a.order_id and o.app_id = a.app_id
    where a.app_id = ${app} and a.state = 'won' and not (o.auction_id is not distinct from a.id and o.sku_id = a.sku_id
      and o.quantity = 1 and o.unit_price_minor = a.price_minor and o.buyer_id = b.user_id and a.most_minor = (
        select max(up_to_minor) from auction_bids x where x.app_id = a.app_id and x.auction_id = a.id))`,
  sql`select 'won at no auction: ' || o.id as wrong from orders o where o.app_id = ${app} and o.auction_id is not null
    and not exists (select from auctions a where a.app_id = o.app_id and a.id = o.auction_id and a.order_id = o.id)`,
  sql`select 'bids are not in a row: ' || a.id as wrong from auctions a where a.app_id = ${app} and a.bids <> (
      select coalesce(max(n), 0) from auction_bids b where b.app_id = a.app_id and b.auction_id = a.id
      having count(*) = coalesce(max(n), 0))`,
  sql`select 'more pieces than one may have: ' || o.buyer_id as wrong from orders o join products p
      on p.app_id = o.app_id and p.id = o.product_id
    where o.app_id = ${app} and o.state in ('held', 'paid', 'shipped') and o.paid_at is null and p.per_buyer_limit is not null
    group by o.buyer_id, p.id, p.per_buyer_limit having sum(o.quantity) > p.per_buyer_limit`,
  sql`select 'more claims than one may have: ' || user_id as wrong from coupon_claims where app_id = ${app}
    group by user_id, coupon_id having count(*) > ${PER_USER_CLAIMS}`,
  sql`select 'more claims than there are' as wrong from coupon_claims where app_id = ${app}
    having count(*) > ${CLAIM_QUOTA}`,
  sql`select 'negative wallet: ' || id as wrong from coin_wallets where app_id = ${app} and (balance < 0 or debt < 0)`,
  sql`select 'a claim is used for nothing: ' || c.id as wrong from coupon_claims c
    where c.app_id = ${app} and c.state = 'used' and not exists (
      select from baskets b join orders o on o.basket_id = b.id and o.app_id = b.app_id
      where b.app_id = c.app_id and b.id::text = c.used_for and b.claim_id = c.id
        and (o.state in ('held', 'paid', 'shipped') or (o.state = 'refunded' and o.paid_at is not null)))`,
  sql`select 'a basket has a claim that is not its own: ' || b.id as wrong from baskets b
      join coupon_claims c on c.app_id = b.app_id and c.id = b.claim_id
    where b.app_id = ${app} and c.used_for is distinct from b.id::text and exists (
      select from orders o where o.basket_id = b.id and o.app_id = b.app_id and o.state in ('held', 'paid', 'shipped')
        and o.discount_minor > 0)`,
  sql`select 'those who wait are miscounted: ' || s.id as wrong from skus s where s.app_id = ${app} and s.waiting <> (
      select count(*) from waitlist w where w.app_id = s.app_id and w.sku_id = s.id and w.state = 'waiting')`,
  sql`select 'a turn without its order: ' || w.user_id as wrong from waitlist w where w.app_id = ${app} and w.state = 'turn'
    and not exists (select from orders o where o.app_id = w.app_id and o.id = w.order_id and o.buyer_id = w.user_id
      and o.sku_id = w.sku_id and o.turn)`,
  sql`select 'two payments keep one order: ' || l.order_id as wrong from payments p
      join payment_orders l on l.app_id = p.app_id and l.payment_id = p.id
    where p.app_id = ${app} and p.state = 'settled' and l.amount_minor > coalesce((
      select sum(r.amount_minor) from refunds r
      where r.app_id = p.app_id and r.payment_id = p.id and r.order_id = l.order_id), 0)
    group by l.order_id having count(*) > 1`,
]

/** Whatever is wrong, in words; nothing while people still ask. */
export const wrongIn = async (db: Kysely<unknown>, app: AppId, book: PlainBook): Promise<string[]> => {
  const { rows: orders } = await sql<OrderRow>`
    select id::text as id, buyer_id as buyer, sku_id as sku, quantity, state, turn, auction_id as auction from orders
    where app_id = ${app}`.execute(db)
  const known = async (table: string) =>
    new Set(
      (
        await sql<{ id: string }>`select id::text as id from ${sql.table(table)} where app_id = ${app}`.execute(db)
      ).rows.map(({ id }) => id),
    )
  const [claims, refunds, bids] = [await known('coupon_claims'), await known('refunds'), await known('auction_bids')]
  const wrong = ordersAgainst(book, orders)
  for (const id of book.claims.keys()) if (!claims.has(id)) wrong.push(`claim ${id} is missing`)
  for (const id of book.bids.keys()) if (!bids.has(id)) wrong.push(`bid ${id} is missing`)
  for (const id of book.refunds.keys()) if (!refunds.has(id)) wrong.push(`refund ${id} is missing`)
  for (const limit of LIMITS(app))
    wrong.push(...(await limit.execute(db)).rows.map((row) => (row as { wrong: string }).wrong))
  const expected = new Map<string, number>()
  for (const [id, { user, coins }] of book.coins)
    if (!book.reversed.has(id)) expected.set(user, (expected.get(user) ?? 0) + coins)
  const { rows: wallets } = await sql<{ user: string; coins: number }>`
    select substr(id, 6) as user, (balance - debt)::int as coins from coin_wallets
    where app_id = ${app} and id like 'user:%'`.execute(db)
  for (const { user, coins } of wallets)
    if (coins !== (expected.get(user) ?? 0)) wrong.push(`${user} has ${coins} coins, should have ${expected.get(user)}`)
  return wrong
}

/** At the end, once all time has passed: money that was taken is goods, or on its way back. */
export const unsettledIn = async (db: Kysely<unknown>, app: AppId, book: PlainBook): Promise<string[]> => {
  const { rows } = await sql<{ wrong: string }>`
    select 'money without goods or refund: ' || id as wrong from orders
      where app_id = ${app} and id = any(${[...book.money]}::uuid[]) and state not in ('paid', 'shipped', 'refunded')
    union all select 'an auction without end: ' || id from auctions where app_id = ${app} and state = 'open'
    union all select 'a hold without end: ' || id from orders where app_id = ${app} and state = 'held'
    union all select 'a refund that is not sent: ' || id from refunds where app_id = ${app} and state <> 'sent'
    union all select 'an approved payment that is open: ' || p.id from payments p
      join sandbox_payments s on s.app_id = p.app_id and s.payment_id = p.id
      where p.app_id = ${app} and p.state = 'begun' and s.outcome = 'approved'`.execute(db)
  return rows.map(({ wrong }) => wrong)
}
