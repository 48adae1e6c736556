// What the opening and the end of an auction write: the row, the piece, the winner's order, the journal with what the room
// is told. Part of a transaction that has locked the room, then the auction.
import {
  type AppId,
  AUCTION_HOLD_MS,
  type Auction,
  type AuctionClosed,
  type AuctionId,
  type OrderId,
  type RoomId,
  type UserId,
} from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import type { Journal } from '#journal'
import { maskName } from '#kernel/mask-name'
import type { Told } from '../launches/launches.ts'
import { NOW } from '../times.ts'
import { AUCTION, type AuctionRow, auctionOf } from './auction-store.ts'

export interface Change {
  readonly tx: Transaction<unknown>
  readonly journal: Journal
  readonly app: AppId
  readonly room: RoomId
  readonly version: number
  readonly by: string | null
}

/** An auction as it stands, locked: bids wait for what is decided about it. */
export interface LockedRow extends AuctionRow {
  /** The bidding is over. */
  readonly isOver: boolean
  /** And whoever bid before its end has been heard. */
  readonly isDue: boolean
}

export interface Closed extends Told {
  readonly auction: Auction
  readonly won: { readonly order: OrderId; readonly buyer: UserId } | null
}

interface Buyer {
  readonly user: UserId
  readonly name: string
  readonly priceMinor: number
  /** He did not win it: it is offered to him, and not paying it counts for nothing. */
  readonly isOffer: boolean
}

export const lockAuction = async (
  { tx, app, room }: Pick<Change, 'tx' | 'app' | 'room'>,
  id: AuctionId,
  graceMs: number,
): Promise<LockedRow | null> => {
  const { rows } = await sql<LockedRow>`
    select ${AUCTION}, a.ends_at <= clock_timestamp() as "isOver",
      a.ends_at + ${graceMs}::int4 * interval '1 millisecond' <= clock_timestamp() as "isDue"
    from auctions a where a.app_id = ${app} and a.id = ${id} and a.room_id = ${room} for no key update`.execute(tx)
  return rows[0] ?? null
}

const readWinner = async ({ tx, app }: Change, { id, leader, priceMinor }: AuctionRow): Promise<Buyer | null> => {
  const { rows } = await sql<Pick<Buyer, 'user' | 'name'>>`
    select user_id as user, name from auction_bidders
    where app_id = ${app} and auction_id = ${id} and number = ${leader}`.execute(tx)
  return rows[0] ? { ...rows[0], priceMinor, isOffer: false } : null
}

/** A piece that was taken out of the stock is held for somebody from now on, outside his other holds. */
export const holdFor = async (
  { tx, journal, app, room }: Omit<Change, 'version'>,
  row: AuctionRow,
  { user, name, priceMinor, isOffer }: Buyer,
  order: OrderId,
): Promise<void> => {
  await sql`
    insert into orders (app_id, id, buyer_id, buyer_name, room_id, product_id, sku_id, quantity, unit_price_minor,
      total_minor, currency, state, placed_at, hold_ends_at, auction_id, turn)
    values (${app}, ${order}, ${user}, ${name}, ${room}, ${row.productId}, ${row.skuId}, 1, ${priceMinor}, ${priceMinor},
      ${row.currency}, 'held', ${NOW}, ${NOW} + ${AUCTION_HOLD_MS}::int4 * interval '1 millisecond', ${row.id},
      ${isOffer ? true : null})`.execute(tx)
  await journal.append(tx, { app, room: null, kind: 'orders.placed', by: null, payload: { orders: [order] } })
}

/**
 * Ends an open auction: the piece becomes the winner's held order, or goes back. `order` is the id of that order, were it
 * to be made; taken away, an auction has no winner.
 */
export const closeAuction = async (
  change: Change,
  row: LockedRow,
  how: 'over' | 'withdrawn',
  order: OrderId,
): Promise<Closed> => {
  const { tx, journal, app, room, version, by } = change
  const winner = how === 'over' ? await readWinner(change, row) : null
  const state = how === 'withdrawn' ? 'withdrawn' : winner ? 'won' : 'unsold'
  if (winner) await holdFor(change, row, winner, order)
  else await sql`update skus set stock = stock + 1 where app_id = ${app} and id = ${row.skuId}`.execute(tx)
  const { rows } = await sql<{ at: number }>`
    update auctions set state = ${state}, closed_at = ${NOW}, version = ${version}, order_id = ${winner ? order : null}
    where app_id = ${app} and id = ${row.id} and state = 'open'
    returning (extract(epoch from closed_at) * 1000)::int8 as at`.execute(tx)
  const { isOver, isDue, ...closed } = row
  const auction = auctionOf({ ...closed, state, version })
  const event: AuctionClosed = {
    ...{ type: 'auction.closed', id: `auction-closed:${row.id}`, at: rows[0]!.at },
    ...{ auction, winnerName: winner && maskName(winner.name) },
  }
  const payload = {
    ...{ auctionId: row.id, title: auction.title, state, priceMinor: row.priceMinor, bids: row.bids },
    ...{ proof: row.proof, version },
    ...(winner ? { orderId: order, winner: winner.user } : {}),
  }
  const journalId = await journal.append(tx, { app, room, kind: 'auction.closed', by, payload, tell: [event] })
  return { journalId, event, auction, won: winner && { order, buyer: winner.user } }
}
