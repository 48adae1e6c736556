// Orders of an app as those see them who pack and send.
import type { Address, AppId, api, OrderId, UserId } from '@hawker/protocol'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type OrderRow, orderOf } from '../orders/core/order-row.ts'
import { ORDER, WITH_GOODS } from '../orders/order-store.ts'

export type ShopOrder = api.fulfilment.ShopOrder

export interface ListedOrders {
  readonly orders: ShopOrder[]
  readonly next: string | null
  /** How far back this page looked before it was full; null: it is full, or nothing is left to look at. */
  readonly searchedTo: number | null
}

interface ShopRow {
  readonly buyerId: UserId
  readonly buyerName: string
  readonly address: Address | null
  readonly deliveryName: string | null
  readonly test: boolean
}

const NEWEST_FIRST = sql`o.placed_at desc, o.id desc`

/** What `from` finds of orders, with all that is shown of them. */
export const selectShopOrders = async (
  db: Kysely<unknown>,
  from: RawBuilder<unknown>,
  order: RawBuilder<unknown> = NEWEST_FIRST,
): Promise<ShopOrder[]> => {
  const { rows } = await sql<OrderRow & ShopRow>`
    select ${ORDER}, o.buyer_id as "buyerId", o.buyer_name as "buyerName", b.address,
      b.delivery ->> 'name' as "deliveryName", o.paid_test as test
    from (${from}) o ${WITH_GOODS} left join baskets b on b.id = o.basket_id and b.app_id = o.app_id
    order by ${order}`.execute(db)
  return rows.map(({ buyerId, buyerName, address, deliveryName, test, ...row }) => ({
    ...orderOf(row),
    ...{ buyerId, buyerName, address, deliveryName, test },
  }))
}

export const readShopOrder = async (db: Kysely<unknown>, app: AppId, id: OrderId): Promise<ShopOrder | null> => {
  const [order] = await selectShopOrders(db, sql`select * from orders where id = ${id} and app_id = ${app}`)
  return order ?? null
}
