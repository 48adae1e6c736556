// Lists the orders of an app. Each list stands in an index in the order in which it is given, so that a page reads what it
// shows; what is searched for is in `search-orders.ts`.
import { type AppId, type BasketId, ORDER_STATES, type OrderState, type RoomId } from '@hawker/protocol'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type Cursor, readCursor, writeCursor } from '#kernel/cursor'
import { beforeCursor } from '../orders/order-store.ts'
import { timestampOf } from '../times.ts'
import { searchOrders } from './search-orders.ts'
import { type ListedOrders, type ShopOrder, selectShopOrders } from './store.ts'

export interface ListAsk {
  readonly state?: OrderState | undefined
  readonly room?: RoomId | undefined
  readonly basket?: BasketId | undefined
  readonly search?: string | undefined
  readonly limit: number
  readonly after?: string | undefined
}

const NOTHING: ListedOrders = { orders: [], next: null, searchedTo: null }

/** What is held stands by the end of its hold, and its place in a list is marked. */
const HELD_MARK = '~'
const HOLD_ENDS_LAST = sql`o.hold_ends_at desc, o.id desc`

const heldBefore = (cursor: Cursor | null): RawBuilder<unknown> =>
  cursor === null ? sql`true` : sql`(o.hold_ends_at, o.id) < (${timestampOf(cursor.at)}, ${cursor.id}::uuid)`

const inTime = ({ placedAt, id }: ShopOrder): string => writeCursor({ at: placedAt, id })
const afterOf = (order: ShopOrder): string =>
  order.state === 'held' && order.holdEndsAt !== null
    ? HELD_MARK + writeCursor({ at: order.holdEndsAt, id: order.id })
    : inTime(order)

/** One row more than the page takes says that it goes on. */
const pageOf = (rows: readonly ShopOrder[], limit: number, after: (last: ShopOrder) => string): ListedOrders => {
  const orders = rows.slice(0, limit)
  const last = orders[orders.length - 1]
  return { orders, next: rows.length > limit && last ? after(last) : null, searchedTo: null }
}

/** The condition of each state stands in the text: it is what makes the index of those that are not held so small. */
const inStates = (app: AppId, states: readonly OrderState[], cursor: Cursor | null, limit: number) => {
  const parts = states.map(
    (state) => sql`
      (select * from orders o where o.app_id = ${app} and o.quantity > 0 and o.state = ${sql.lit(state)}
        and ${beforeCursor(cursor)} order by o.placed_at desc, o.id desc limit ${limit})`,
  )
  return sql`
    select * from (${sql.join(parts, sql` union all `)}) o order by o.placed_at desc, o.id desc limit ${limit}`
}

const held = (app: AppId, cursor: Cursor | null, limit: number) => sql`
  select * from orders o where o.app_id = ${app} and o.state = 'held' and o.quantity > 0 and ${heldBefore(cursor)}
  order by o.hold_ends_at desc, o.id desc limit ${limit}`

/** What is held first, whose hold ends last on top; then the rest, newest first. */
const ofShop = async (db: Kysely<unknown>, app: AppId, { state, limit, after }: ListAsk): Promise<ListedOrders> => {
  const amongHeld = after === undefined || after.startsWith(HELD_MARK)
  const cursor = after === undefined ? null : readCursor(amongHeld ? after.slice(HELD_MARK.length) : after)
  if (after !== undefined && cursor === null) return NOTHING
  const rows: ShopOrder[] = []
  if (amongHeld && (state === undefined || state === 'held'))
    rows.push(...(await selectShopOrders(db, held(app, cursor, limit + 1), HOLD_ENDS_LAST)))
  const states = (state === undefined ? ORDER_STATES : [state]).filter((one) => one !== 'held')
  if (states.length > 0 && rows.length <= limit) {
    const rest = inStates(app, states, amongHeld ? null : cursor, limit + 1 - rows.length)
    rows.push(...(await selectShopOrders(db, rest)))
  }
  return pageOf(rows, limit, afterOf)
}

const ofRoom = (app: AppId, room: RoomId, cursor: Cursor | null, limit: number) => sql`
  select * from orders o where o.app_id = ${app} and o.room_id = ${room} and o.quantity > 0 and ${beforeCursor(cursor)}
  order by o.placed_at desc, o.id desc limit ${limit}`

const ofBasket = (app: AppId, basket: BasketId, { state, room }: ListAsk) => sql`
  select * from orders o where o.app_id = ${app} and o.basket_id = ${basket}
    and ${state === undefined ? sql`true` : sql`o.state = ${state}`}
    and ${room === undefined ? sql`true` : sql`o.room_id = ${room}`}`

export const listShopOrders = async (db: Kysely<unknown>, app: AppId, ask: ListAsk): Promise<ListedOrders> => {
  const { basket, search, room, state, limit, after } = ask
  // No more than a person holds at once.
  if (basket !== undefined) return { ...NOTHING, orders: await selectShopOrders(db, ofBasket(app, basket, ask)) }
  if (search === undefined && room === undefined) return ofShop(db, app, ask)
  const cursor = after === undefined ? null : readCursor(after)
  if (after !== undefined && cursor === null) return NOTHING
  if (search === undefined && state === undefined)
    return pageOf(await selectShopOrders(db, ofRoom(app, room!, cursor, limit + 1)), limit, inTime)
  return searchOrders(db, app, { state, room, search, limit, cursor })
}
