// The tables of auctions, as they are read.
import type {
  AppId,
  Auction,
  AuctionId,
  AuctionStanding,
  Bid,
  Millis,
  OrderId,
  OwnBids,
  RoomId,
  UserId,
} from '@hawker/protocol'
import { nextMinorOf } from '@hawker/protocol/bidding'
import { type Kysely, sql } from 'kysely'
import { millisOf } from '../times.ts'
import type { Standing } from './core/bidding.ts'

type Db = Kysely<unknown>

export interface AuctionRow
  extends Omit<Auction, 'standing'>,
    Pick<Standing, 'priceMinor' | 'leader' | 'bidders' | 'bids' | 'endsAt' | 'proof'> {
  readonly closedAt: Millis | null
  readonly orderId: OrderId | null
}

/** The columns of an `AuctionRow`, of auctions as `a`. */
export const AUCTION = sql`
  a.id, a.product_id as "productId", a.sku_id as "skuId", a.title, a.sku_label as "skuLabel", a.image_url as "imageUrl",
  a.currency, a.start_minor as "startMinor", a.step_minor as "stepMinor", ${millisOf('a.opened_at')} as "openedAt",
  a.extends_ms as "extendsMs", a.guests_may_bid as "guestsMayBid", ${millisOf('a.ends_latest_at')} as "endsLatestAt", a.state, a.version,
  a.price_minor as "priceMinor", a.leader, a.bidders, a.bids, ${millisOf('a.ends_at')} as "endsAt", a.proof,
  ${millisOf('a.closed_at')} as "closedAt", a.order_id as "orderId"`

/** Where the bidding stands, as everybody is told. */
export const standingOf = (
  row: Pick<Standing, 'priceMinor' | 'leader' | 'bidders' | 'bids' | 'endsAt' | 'proof'> & { stepMinor: number },
): AuctionStanding => {
  const { priceMinor, leader, bidders, bids, endsAt, proof } = row
  return { priceMinor, nextMinor: nextMinorOf(row, row), leader, bidders, bids, endsAt, proof }
}

export const auctionOf = (row: AuctionRow): Auction => {
  const { priceMinor, leader, bidders, bids, endsAt, proof, closedAt, orderId, ...auction } = row
  return { ...auction, standing: standingOf(row) }
}

/** The newest auction of a room: it is the open one, if any is. */
export const readNewest = async (db: Db, app: AppId, room: RoomId): Promise<Auction | null> => {
  const { rows } = await sql<AuctionRow>`
    select ${AUCTION} from auctions a where a.room_id = ${room} and a.app_id = ${app}
    order by a.opened_at desc, a.id desc limit 1`.execute(db)
  return rows[0] ? auctionOf(rows[0]) : null
}

export const readAuction = async (db: Db, app: AppId, room: RoomId, id: string): Promise<Auction | null> => {
  const { rows } = await sql<AuctionRow>`
    select ${AUCTION} from auctions a where a.app_id = ${app} and a.id = ${id} and a.room_id = ${room}`.execute(db)
  return rows[0] ? auctionOf(rows[0]) : null
}

/** Bids after one of them. What each would have gone to, and what its proof was made with, once the bidding is over. */
export const readBids = async (
  db: Db,
  app: AppId,
  auction: AuctionId,
  { after, upTo, limit, isOver }: { after: number; upTo: number; limit: number; isOver: boolean },
): Promise<Bid[]> => {
  const { rows } = await sql<Bid>`
    select n, bidder, price_minor as "priceMinor", leader, ${millisOf('at')} as at,
      case when ${isOver}::boolean then up_to_minor end as "upToMinor", case when ${isOver}::boolean then nonce end as nonce,
      proof
    from auction_bids where app_id = ${app} and auction_id = ${auction} and n > ${after} and n <= ${upTo}
    order by n limit ${limit}`.execute(db)
  return rows
}

/** Where somebody stands; null: there is no such auction. */
export const readOwnBids = async (
  db: Db,
  app: AppId,
  room: RoomId,
  id: string,
  user: UserId,
): Promise<OwnBids | null> => {
  const { rows } = await sql<OwnBids>`
    select b.number as bidder, b.up_to_minor as "upToMinor", coalesce(b.number = a.leader, false) as leads,
      case when b.number = a.leader then a.order_id end as "orderId"
    from auctions a
      left join auction_bidders b on b.app_id = a.app_id and b.auction_id = a.id and b.user_id = ${user}
    where a.app_id = ${app} and a.id = ${id} and a.room_id = ${room}`.execute(db)
  return rows[0] ?? null
}

/** An open auction, for whoever looks after all of them. */
export interface OpenAuction {
  readonly app: AppId
  readonly room: RoomId
  readonly id: AuctionId
}
