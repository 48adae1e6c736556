// Finds orders by a name, an id, or by room and state together: no index stands in that order, so a page looks at a bounded
// number of rows, newest first, and says how far it came.
import { type AppId, ORDER_STATES, type OrderState, type RoomId } from '@hawker/protocol'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type Cursor, writeCursor } from '#kernel/cursor'
import { beforeCursor } from '../orders/order-store.ts'
import { millisOf } from '../times.ts'
import { idRangeOf, spellingsOf } from './core/search.ts'
import { type ListedOrders, selectShopOrders } from './store.ts'

/** Orders that a page of a search looks at; so many that bear a name are put in order whole. */
export const SEARCHED_MAX = 5_000
/** Orders that are found by the beginning of an id: whoever types more of it finds fewer. */
export const FOUND_BY_ID_MAX = 200

export interface SearchAsk {
  readonly state?: OrderState | undefined
  readonly room?: RoomId | undefined
  readonly search?: string | undefined
  readonly limit: number
  readonly cursor: Cursor | null
}

type Condition = RawBuilder<unknown>
const ANY = sql`true`

/** Behind every name that begins so. */
const END = sql`chr(1114111)`
const named = (name: string): Condition =>
  sql`(o.buyer_name ~>=~ ${name}::text and o.buyer_name ~<~ (${name}::text || ${END}))`
/** `quantity > 0` and the state are what the index of names is made of. */
const NAMED = sql`o.quantity > 0 and o.state <> 'held'`

const isFew = async (db: Kysely<unknown>, app: AppId, spellings: readonly string[]): Promise<boolean> => {
  const parts = spellings.map(
    (name) => sql`
      (select 1 from orders o where o.app_id = ${app} and ${NAMED} and ${named(name)}
        order by o.buyer_name using ~<~ limit ${SEARCHED_MAX + 1})`,
  )
  const { rows } = await sql<{ n: number }>`
    select count(*)::int4 as n from (
      select from (${sql.join(parts, sql` union all `)}) o limit ${SEARCHED_MAX + 1}) found`.execute(db)
  return rows[0]!.n <= SEARCHED_MAX
}

/** The newest so many of several conditions, each of which one index serves. */
const newestOf = (app: AppId, through: readonly Condition[], { cursor }: SearchAsk) => {
  const parts = through.map(
    (where) => sql`
      (select * from orders o where o.app_id = ${app} and ${where} and ${beforeCursor(cursor)}
        order by o.placed_at desc, o.id desc limit ${SEARCHED_MAX})`,
  )
  return sql`
    select * from (${sql.join(parts, sql` union all `)}) o order by o.placed_at desc, o.id desc limit ${SEARCHED_MAX}`
}

/** The last that is looked at; null: all there is. */
const lastOf = async (db: Kysely<unknown>, newest: RawBuilder<unknown>): Promise<Cursor | null> => {
  const { rows } = await sql<Cursor>`
    select ${millisOf('o.placed_at')} as at, o.id from (${newest}) o
    order by o.placed_at desc, o.id desc limit 1 offset ${SEARCHED_MAX - 1}`.execute(db)
  return rows[0] ?? null
}

const ofIds = (app: AppId, search: string | undefined): RawBuilder<unknown> | null => {
  const range = search === undefined ? null : idRangeOf(search)
  return (
    range &&
    sql`
    (select * from orders o where o.id between ${range.from}::uuid and ${range.to}::uuid and o.app_id = ${app}
      order by o.id desc limit ${FOUND_BY_ID_MAX})`
  )
}

export const searchOrders = async (db: Kysely<unknown>, app: AppId, ask: SearchAsk): Promise<ListedOrders> => {
  const { state, room, search, limit, cursor } = ask
  const spellings = search === undefined ? [] : spellingsOf(search)
  const byName = search === undefined ? ANY : sql`${NAMED} and (${sql.join(spellings.map(named), sql` or `)})`
  const found: RawBuilder<unknown>[] = []
  let last: Cursor | null = null
  // Held orders have no name that they are found by.
  if (search !== undefined && state !== 'held' && (await isFew(db, app, spellings)))
    found.push(sql`(select * from orders o where o.app_id = ${app} and ${byName})`)
  else if (search === undefined || state !== 'held') {
    const states = state === undefined ? ORDER_STATES.filter((one) => one !== 'held') : [state]
    const through =
      room === undefined
        ? states.map((one) => sql`o.quantity > 0 and o.state = ${sql.lit(one)}`)
        : [sql`o.quantity > 0 and o.room_id = ${room}`]
    const newest = newestOf(app, through, ask)
    last = await lastOf(db, newest)
    found.push(sql`(select * from (${newest}) o where ${byName})`)
  }
  const ids = ofIds(app, search)
  if (ids) found.push(ids)
  if (found.length === 0) return { orders: [], next: null, searchedTo: null }

  // A name may look like an id: what both find is one order. What is found by its id beyond the last that is looked at
  // comes with a later page.
  const orders = await selectShopOrders(
    db,
    sql`
      select distinct on (o.placed_at, o.id) * from (${sql.join(found, sql` union all `)}) o
      where ${state === undefined ? ANY : sql`o.state = ${state}`} and ${room === undefined ? ANY : sql`o.room_id = ${room}`}
        and ${beforeCursor(cursor)} and ${last === null ? ANY : sql`not ${beforeCursor(last)}`}
      order by o.placed_at desc, o.id desc limit ${limit + 1}`,
  )
  if (orders.length <= limit) return { orders, next: last && writeCursor(last), searchedTo: last?.at ?? null }
  const { placedAt, id } = orders[limit - 1]!
  return { orders: orders.slice(0, limit), next: writeCursor({ at: placedAt, id }), searchedTo: null }
}
