// Reads orders, and moves one from state to state. Its owner is part of every look-up: a stranger's id finds nothing.
import type {
  AmountMinor,
  AppId,
  BasketId,
  Currency,
  LaunchId,
  Order,
  OrderId,
  OrderState,
  ProductId,
  RoomId,
  UserId,
} from '@hawker/protocol'
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import { type Cursor, readCursor, writeCursor } from '#kernel/cursor'
import { boughtFromCart } from '../cart/cart-store.ts'
import { millisOf, timestampOf } from '../times.ts'
import { type OrderRow, orderOf } from './core/order-row.ts'
import { moved, type OrderMove, PIECES } from './core/order-states.ts'

export interface Page<T> {
  readonly orders: T[]
  readonly next: string | null
}

/** The columns of an `OrderRow`, of orders as `o` with their goods. */
export const ORDER = sql`
  o.id, o.room_id as "roomId", o.product_id as "productId", o.sku_id as "skuId", p.title, s.label as "skuLabel",
  p.image_url as "imageUrl", o.quantity, o.unit_price_minor as "unitPriceMinor", o.total_minor as "totalMinor",
  o.currency, o.state, ${millisOf('o.placed_at')} as "placedAt", ${millisOf('o.hold_ends_at')} as "holdEndsAt",
  ${millisOf('o.paid_at')} as "paidAt", o.refunded_minor as "refundedMinor", o.discount_minor as "discountMinor",
  o.delivery_minor as "deliveryMinor", o.basket_id as "basketId", o.carrier, o.tracking_code as "trackingCode",
  o.tracking_url as "trackingUrl", ${millisOf('o.shipped_at')} as "shippedAt", o.turn is true as turn,
  o.auction_id as "auctionId"`

export const WITH_GOODS = sql`
  join products p on p.app_id = o.app_id and p.id = o.product_id
  join skus s on s.app_id = o.app_id and s.id = o.sku_id`

export const readOrder = async (db: Kysely<unknown>, app: AppId, id: OrderId, buyer: UserId): Promise<Order | null> => {
  const { rows } = await sql<OrderRow>`
    select ${ORDER} from orders o ${WITH_GOODS}
    where o.id = ${id} and o.app_id = ${app} and o.buyer_id = ${buyer}`.execute(db)
  return rows[0] ? orderOf(rows[0]) : null
}

/** Orders with their buyers, for what is told to each after a sweep. */
export const readOrders = async (
  db: Kysely<unknown>,
  app: AppId,
  ids: readonly OrderId[],
): Promise<{ order: Order; buyer: UserId }[]> => {
  const { rows } = await sql<OrderRow & { buyer: UserId }>`
    select ${ORDER}, o.buyer_id as buyer from orders o ${WITH_GOODS}
    where o.id = any(${ids}::uuid[]) and o.app_id = ${app}`.execute(db)
  return rows.map(({ buyer, ...row }) => ({ order: orderOf(row), buyer }))
}

/** What is in a basket, in the order of the ids. */
export const readOrdersOfBasket = async (db: Kysely<unknown>, app: AppId, basket: BasketId): Promise<Order[]> => {
  const { rows } = await sql<OrderRow>`
    select ${ORDER} from orders o ${WITH_GOODS}
    where o.basket_id = ${basket} and o.app_id = ${app} order by o.id`.execute(db)
  return rows.map(orderOf)
}

/** What stands behind a place in a list, newest first. */
export const beforeCursor = (cursor: Cursor | null): RawBuilder<unknown> =>
  cursor === null ? sql`true` : sql`(o.placed_at, o.id) < (${timestampOf(cursor.at)}, ${cursor.id}::uuid)`

/** One row more than the page takes says that it goes on. */
export const pageOf = <T extends { placedAt: number; id: string }>(rows: T[], limit: number): Page<T> => {
  const orders = rows.slice(0, limit)
  const last = orders[orders.length - 1]
  return { orders, next: rows.length > limit && last ? writeCursor({ at: last.placedAt, id: last.id }) : null }
}

interface PageAsk {
  readonly limit: number
  readonly after?: string | undefined
}

/** Newest first. A buyer's few open holds stand in one index and his older orders in another; each gives a page. */
export const listOwnOrders = async (
  db: Kysely<unknown>,
  app: AppId,
  buyer: UserId,
  { limit, after }: PageAsk,
): Promise<Page<Order>> => {
  const cursor = after === undefined ? null : readCursor(after)
  if (after !== undefined && cursor === null) return { orders: [], next: null }
  const part = (states: RawBuilder<unknown>) => sql`
    (select * from orders o where o.buyer_id = ${buyer} and o.app_id = ${app} and ${states} and ${beforeCursor(cursor)}
      order by o.placed_at desc, o.id desc limit ${limit + 1})`
  const { rows } = await sql<OrderRow>`
    select ${ORDER} from (${part(sql`o.state = 'held'`)} union all ${part(sql`o.state <> 'held'`)}) o ${WITH_GOODS}
    order by o.placed_at desc, o.id desc limit ${limit + 1}`.execute(db)
  return pageOf(rows.map(orderOf), limit)
}

export const listRoomOrders = async (
  db: Kysely<unknown>,
  app: AppId,
  room: RoomId,
  { limit, after }: PageAsk,
): Promise<Page<Order & { buyerName: string }>> => {
  const cursor = after === undefined ? null : readCursor(after)
  if (after !== undefined && cursor === null) return { orders: [], next: null }
  const { rows } = await sql<OrderRow & { buyerName: string }>`
    select ${ORDER}, o.buyer_name as "buyerName" from (
      select * from orders o where o.room_id = ${room} and o.app_id = ${app} and o.quantity > 0 and ${beforeCursor(cursor)}
      order by o.placed_at desc, o.id desc limit ${limit + 1}) o ${WITH_GOODS}
    order by o.placed_at desc, o.id desc`.execute(db)
  return pageOf(
    rows.map(({ buyerName, ...row }) => ({ ...orderOf(row), buyerName })),
    limit,
  )
}

export interface LockedOrder {
  readonly id: OrderId
  readonly buyer: UserId
  readonly buyerName: string
  readonly room: RoomId
  readonly product: ProductId
  readonly sku: string
  /** The launch at whose flash price it was placed. */
  readonly flash: LaunchId | null
  readonly quantity: number
  /** Unit price times quantity; discount and delivery are in the total. */
  readonly goodsMinor: AmountMinor
  readonly discountMinor: AmountMinor
  readonly deliveryMinor: AmountMinor
  readonly totalMinor: AmountMinor
  readonly currency: Currency
  readonly basket: BasketId | null
  readonly state: OrderState
  /** It was held for who waited, or offered to the next bidder: it counts for nothing when nobody pays it. */
  readonly turn: boolean
  /** It was won at an auction, or with `turn` offered after one. */
  readonly isWon: boolean
  readonly heldForMs: number
  readonly holdEnded: boolean
}

const LOCKED = sql`
  id, buyer_id as buyer, buyer_name as "buyerName", room_id as room, product_id as product, sku_id as sku,
  flash_launch_id as flash, quantity, unit_price_minor * quantity as "goodsMinor", discount_minor as "discountMinor",
  delivery_minor as "deliveryMinor", total_minor as "totalMinor", currency, basket_id as basket, state,
  turn is true as turn, auction_id is not null as "isWon", (extract(epoch from clock_timestamp() - placed_at) * 1000)::int8 as "heldForMs",
  hold_ends_at <= clock_timestamp() as "holdEnded"`

/** Several, in the order of their ids, as everybody locks them; those that are not there are left out. */
export const lockOrders = async (
  tx: Transaction<unknown>,
  app: AppId,
  ids: readonly OrderId[],
): Promise<LockedOrder[]> => {
  const { rows } = await sql<LockedOrder>`
    select ${LOCKED} from orders where id = any(${ids}::uuid[]) and app_id = ${app} order by id for update`.execute(tx)
  return rows
}

/** Locks an order before anything is decided about it: paying, cancelling and the end of its hold meet here. */
export const lockOrder = async (
  tx: Transaction<unknown>,
  app: AppId,
  id: OrderId,
  buyer: UserId | null,
): Promise<LockedOrder | null> => {
  const { rows } = await sql<LockedOrder>`
    select ${LOCKED} from orders where id = ${id} and app_id = ${app} and buyer_id = coalesce(${buyer}, buyer_id)
    for update`.execute(tx)
  return rows[0] ?? null
}

/**
 * Makes an allowed move of a locked order and keeps the stock true: pieces that come free go back, pieces that are
 * sold again are taken, at the flash price too. A move that is not in the table, or finds another state, is a bug and undoes the transaction.
 */
export const moveOrder = async (
  tx: Transaction<unknown>,
  app: AppId,
  order: LockedOrder,
  move: OrderMove,
  more: { unpaid?: boolean; piecesKept?: boolean } = {},
): Promise<OrderState> => {
  const to = moved(order.state, move)
  if (to === null) throw new Error(`order ${order.id}: ${move} is not allowed from ${order.state}`)
  const hit = await sql`
    with bought as (${boughtFromCart(app, order.buyer, order.sku, to === 'paid')})
    update orders set state = ${to}, hold_slot = null,
      paid_at = case when ${to === 'paid'}::boolean then clock_timestamp() else paid_at end,
      pieces_kept = ${more.piecesKept ?? false}::boolean,
      unpaid_at = case when ${more.unpaid ?? false}::boolean then clock_timestamp() end
    where id = ${order.id} and app_id = ${app} and state = ${order.state}`.execute(tx)
  if (hit.numAffectedRows !== 1n) throw new Error(`order ${order.id} is not ${order.state} any more`)
  const wasTaken = PIECES[order.state] !== 'free'
  const isTaken = PIECES[to] !== 'free' || more.piecesKept === true
  const back = (wasTaken ? order.quantity : 0) - (isTaken ? order.quantity : 0)
  if (back !== 0)
    await sql`update skus set stock = stock + ${back} where app_id = ${app} and id = ${order.sku}`.execute(tx)
  if (back !== 0 && order.flash !== null)
    await sql`
      update launches set flash_left = flash_left + ${back} where app_id = ${app} and id = ${order.flash}`.execute(tx)
  return to
}

/** Pieces of a SKU that nobody waits for, locked. */
export const lockStock = async (tx: Transaction<unknown>, app: AppId, sku: string): Promise<number> => {
  const { rows } = await sql<{ stock: number }>`
    select greatest(stock - waiting, 0) as stock from skus
    where app_id = ${app} and id = ${sku} for no key update`.execute(tx)
  return rows[0]?.stock ?? 0
}

/** Pieces left at the flash price of a launch, locked: after the SKUs, as everybody does. */
export const lockFlash = async (tx: Transaction<unknown>, app: AppId, launch: LaunchId): Promise<number> => {
  const { rows } = await sql<{ left: number }>`
    select flash_left as left from launches where app_id = ${app} and id = ${launch} for no key update`.execute(tx)
  return rows[0]?.left ?? 0
}

/** Whether somebody has paid for anything in this app and not had it back. */
export const hasBought = async (db: Kysely<unknown>, app: AppId, buyer: UserId): Promise<boolean> => {
  const { rows } = await sql`
    select from orders
    where buyer_id = ${buyer} and app_id = ${app} and state <> 'held' and state in ('paid', 'shipped') limit 1`.execute(
    db,
  )
  return rows.length > 0
}
