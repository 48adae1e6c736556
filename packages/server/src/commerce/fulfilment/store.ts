// Orders of an app as those see them who pack and send. Every list is read from an index, in the order in which it stands.
import {
  type Address,
  type AppId,
  type api,
  type BasketId,
  ORDER_STATES,
  type OrderId,
  type OrderState,
  type RoomId,
  type UserId,
} from '@hawker/protocol'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { readCursor } from '../orders/core/cursor.ts'
import { type OrderRow, orderOf } from '../orders/core/order-row.ts'
import { beforeCursor, ORDER, type Page, pageOf, WITH_GOODS } from '../orders/order-store.ts'
import { idRangeOf, spellingsOf } from './core/search.ts'

export type ShopOrder = api.fulfilment.ShopOrder

export interface ListAsk {
  readonly state?: OrderState | undefined
  readonly room?: RoomId | undefined
  readonly basket?: BasketId | undefined
  readonly search?: string | undefined
  readonly limit: number
  readonly after?: string | undefined
}

interface ShopRow {
  readonly buyerId: UserId
  readonly buyerName: string
  readonly address: Address | null
  readonly deliveryName: string | null
  readonly test: boolean
}

const select = async (db: Kysely<unknown>, from: RawBuilder<unknown>): Promise<ShopOrder[]> => {
  const { rows } = await sql<OrderRow & ShopRow>`
    select ${ORDER}, o.buyer_id as "buyerId", o.buyer_name as "buyerName", b.address,
      b.delivery ->> 'name' as "deliveryName", o.paid_test as test
    from (${from}) o ${WITH_GOODS} left join baskets b on b.id = o.basket_id and b.app_id = o.app_id
    order by o.placed_at desc, o.id desc`.execute(db)
  return rows.map(({ buyerId, buyerName, address, deliveryName, test, ...row }) => ({
    ...orderOf(row),
    ...{ buyerId, buyerName, address, deliveryName, test },
  }))
}

/** Behind every name that begins so. */
const END = sql`chr(1114111)`

const ofNames = (search: string): RawBuilder<unknown> =>
  sql.join(
    spellingsOf(search).map(
      (name) => sql`(o.buyer_name ~>=~ ${name}::text and o.buyer_name ~<~ (${name}::text || ${END}))`,
    ),
    sql` or `,
  )

/** Where the orders asked for are looked up, each by an index of its own. `state <> 'held'` is what makes two of them small. */
const placesOf = ({ state, room, basket, search }: ListAsk): RawBuilder<unknown>[] => {
  const rest = sql`
    ${state === undefined ? sql`true` : sql`o.state = ${state}`}
    and ${room === undefined ? sql`true` : sql`o.room_id = ${room}`}
    and ${basket === undefined ? sql`true` : sql`o.basket_id = ${basket}`}`
  if (search !== undefined) {
    const ids = idRangeOf(search)
    const named = sql`o.quantity > 0 and o.state <> 'held' and (${ofNames(search)}) and ${rest}`
    return ids === null ? [named] : [named, sql`o.id between ${ids.from}::uuid and ${ids.to}::uuid and ${rest}`]
  }
  if (basket !== undefined) return [rest]
  if (room !== undefined) return [sql`o.quantity > 0 and ${rest}`]
  return (state === undefined ? ORDER_STATES : [state]).map((one) => sql`o.quantity > 0 and o.state = ${sql.lit(one)}`)
}

/** Newest first. */
export const listShopOrders = async (db: Kysely<unknown>, app: AppId, ask: ListAsk): Promise<Page<ShopOrder>> => {
  const cursor = ask.after === undefined ? null : readCursor(ask.after)
  if (ask.after !== undefined && cursor === null) return { orders: [], next: null }
  const parts = placesOf(ask).map(
    (place) => sql`
      (select * from orders o where o.app_id = ${app} and ${place} and ${beforeCursor(cursor)}
        order by o.placed_at desc, o.id desc limit ${ask.limit + 1})`,
  )
  // A name may look like an id: what both find is one order.
  const page = sql`
    select distinct on (o.placed_at, o.id) * from (${sql.join(parts, sql` union all `)}) o
    order by o.placed_at desc, o.id desc limit ${ask.limit + 1}`
  return pageOf(await select(db, page), ask.limit)
}

export const readShopOrder = async (db: Kysely<unknown>, app: AppId, id: OrderId): Promise<ShopOrder | null> => {
  const [order] = await select(db, sql`select * from orders where id = ${id} and app_id = ${app}`)
  return order ?? null
}
