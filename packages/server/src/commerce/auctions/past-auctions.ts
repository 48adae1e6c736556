// Auctions of a room, looked back on: by everybody how each ended, by the desk with who won, to whom it was offered and who
// is next.
import type { AppId, api, Millis, RoomId, UserId } from '@hawker/protocol'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { maskName } from '#kernel/mask-name'
import { timestampOf } from '../times.ts'
import { AUCTION, type AuctionRow, auctionOf } from './auction-store.ts'

type Db = Kysely<unknown>
type AuctionBuyer = api.auctions.AuctionBuyer

/** A place in the list of a room's auctions. */
export interface AuctionPlace {
  readonly at: Millis
  readonly id: string
}

export interface PastPage {
  readonly limit: number
  readonly after: AuctionPlace | null
}

/** Who might have it after those before him let it go, and what it costs him. */
export interface NextBidder {
  readonly user: UserId
  readonly name: string
  readonly bidder: number
  readonly priceMinor: number
}

export type PastRow = AuctionRow & {
  /** Who won, and to whom it was offered, the last one first; null: nobody won. */
  readonly buyers: readonly AuctionBuyer[] | null
  readonly next: NextBidder | null
}

/**
 * Who had it is left out with all he bid: of the others it goes to the most, at the second of theirs and a step. So it costs
 * nobody more than he said, nor more than it was won at, whatever the winner bid. Bidders are read only where somebody let it
 * go: said inside, or they are read for every auction.
 */
const PAST = sql`
  select ${AUCTION}, w.buyers, n.next
  from auctions a
    left join lateral (
      select json_agg(json_build_object('name', b.name, 'bidder', b.number, 'priceMinor', o.unit_price_minor,
          'orderId', o.id, 'order', o.state, 'paid', o.paid_at is not null,
          'holdEndsAt', (extract(epoch from o.hold_ends_at) * 1000)::int8) order by o.placed_at desc, o.id desc) as buyers
      from (
        select a.order_id as id, a.leader as number
        union all
        select f.order_id, f.bidder from auction_offers f where f.app_id = a.app_id and f.auction_id = a.id) h
        join orders o on o.id = h.id and o.app_id = a.app_id
        join auction_bidders b on b.number = h.number and b.auction_id = a.id and b.app_id = a.app_id) w
      on a.state = 'won'
    left join lateral (
      select json_build_object('user', b.user_id, 'name', b.name, 'bidder', b.number,
          'priceMinor', least(b.up_to_minor, coalesce(b.beaten + a.step_minor, a.start_minor))) as next
      from (
        select l.*, lead(l.up_to_minor) over (order by l.up_to_minor desc, l.last_at, l.number) as beaten
        from auction_bidders l where w.buyers -> 0 ->> 'order' in ('expired', 'cancelled')
          and l.app_id = a.app_id and l.auction_id = a.id and l.number <> a.leader
          and not exists (select from auction_offers f
            where f.app_id = a.app_id and f.auction_id = a.id and f.bidder = l.number)) b
      order by b.up_to_minor desc, b.last_at, b.number limit 1) n on true`

const behind = (after: AuctionPlace | null): RawBuilder<unknown> =>
  after === null ? sql`true` : sql`(a.opened_at, a.id) < (${timestampOf(after.at)}, ${after.id})`

/** Newest first, one more than asked: it says that the list goes on. */
export const listPast = async (db: Db, app: AppId, room: RoomId, { limit, after }: PastPage): Promise<PastRow[]> => {
  const { rows } = await sql<PastRow>`
    ${PAST} where a.room_id = ${room} and a.app_id = ${app} and ${behind(after)}
    order by a.opened_at desc, a.id desc limit ${limit + 1}`.execute(db)
  return rows
}

export const readPast = async (db: Db, app: AppId, room: RoomId, id: string): Promise<PastRow | null> => {
  const { rows } = await sql<PastRow>`
    ${PAST} where a.app_id = ${app} and a.id = ${id} and a.room_id = ${room}`.execute(db)
  return rows[0] ?? null
}

/** As the desk sees it. */
export const pastOf = (row: PastRow): api.auctions.PastAuction => {
  const { buyers, next, ...auction } = row
  const offers = [...(buyers ?? [])]
  const winner = offers.pop() ?? null
  return {
    ...auctionOf(auction),
    ...{ closedAt: auction.closedAt, winner, offers },
    next: next && { name: next.name, bidder: next.bidder, priceMinor: next.priceMinor },
  }
}

/** Those that are over, newest first, one more than asked. */
export const listResults = async (
  db: Db,
  app: AppId,
  room: RoomId,
  { limit, after }: PastPage,
): Promise<api.auctions.AuctionResult[]> => {
  const { rows } = await sql<AuctionRow & { name: string | null }>`
    select ${AUCTION}, b.name
    from auctions a left join auction_bidders b
      on a.state = 'won' and b.app_id = a.app_id and b.auction_id = a.id and b.number = a.leader
    where a.room_id = ${room} and a.app_id = ${app} and a.state <> 'open' and ${behind(after)}
    order by a.opened_at desc, a.id desc limit ${limit + 1}`.execute(db)
  return rows.map(({ name, ...row }) => ({
    ...auctionOf(row),
    ...{ closedAt: row.closedAt!, winnerName: name && maskName(name) },
  }))
}
