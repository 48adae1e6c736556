// The endpoints of auctions: contract → verb.
import {
  type Actor,
  type AppId,
  type Auction,
  type AuctionId,
  api,
  type Bid,
  isStaff,
  type Millis,
  type PublicPerson,
  type Refusal,
  type RoomId,
  refuse,
} from '@hawker/protocol'
import type { Database } from '#db'
import { bind, type Route } from '#http'
import type { Clock } from '#kernel/clock'
import type { Rooms } from '#rooms'
import { type AuctionPlace, auctionOf, listAuctions, type PastRow, readOwnBids } from './auction-store.ts'
import type { BidDesk } from './bid-desk.ts'
import type { AuctionAsk } from './open-auction.ts'

interface Deps {
  readonly db: Database
  readonly rooms: Pick<Rooms, 'find'>
  readonly clock: Clock
  readonly desk: Pick<BidDesk, 'bid'>
  open(app: AppId, room: RoomId, ask: AuctionAsk, by: string | null): Promise<Auction | Refusal>
  withdraw(app: AppId, room: RoomId, auction: AuctionId, by: string | null): Promise<Auction | Refusal>
  read(
    app: AppId,
    room: RoomId,
    auction: AuctionId,
    page: { after: number; limit: number },
  ): Promise<{ auction: Auction; bids: Bid[] } | null>
}

const byOf = (actor: Actor): string | null =>
  actor.kind === 'person' ? actor.person.id : actor.kind === 'server' ? 'server' : null

const personOf = (actor: Actor): PublicPerson | null => (actor.kind === 'person' ? actor.person : null)

const ID = /^[0-9A-Za-z_-]{1,64}$/

const writePlace = ({ at, id }: AuctionPlace): string => `${at.toString(36)}.${id}`

/** Null for a text that no list ever gave out. */
const readPlace = (text: string): AuctionPlace | null => {
  const [time = '', id = '', more] = text.split('.')
  const at: Millis = /^[0-9a-z]{1,10}$/.test(time) ? Number.parseInt(time, 36) : Number.NaN
  return more === undefined && Number.isSafeInteger(at) && ID.test(id) ? { at, id } : null
}

const pastOf = (row: PastRow): api.auctions.PastAuction => {
  const { name, paid, ...auction } = row
  const { leader, orderId, closedAt } = auction
  const won = auction.state === 'won' && name !== null && leader !== null && orderId !== null
  return { ...auctionOf(auction), closedAt, winner: won ? { name, bidder: leader, orderId, paid } : null }
}

export const auctionRoutes = ({ db, rooms, clock, desk, open, withdraw, read }: Deps): Route[] => {
  const a = api.auctions
  return [
    bind(a.openAuction, ({ actor, params, body }) => open(actor.app, params.room, body, byOf(actor))),

    bind(a.withdrawAuction, ({ actor, params }) => withdraw(actor.app, params.room, params.auction, byOf(actor))),

    bind(a.listAuctions, async ({ actor, params: { room }, query: { limit, after } }) => {
      if ((await rooms.find(actor.app, room)) === null) return refuse('not-found')
      const place = after === undefined ? null : readPlace(after)
      if (after !== undefined && place === null) return { auctions: [], next: null }
      const rows = await listAuctions(db.of(actor.app), actor.app, room, { limit, after: place })
      const auctions = rows.slice(0, limit).map(pastOf)
      const last = auctions[auctions.length - 1]
      const next = rows.length > limit && last ? writePlace({ at: last.openedAt, id: last.id }) : null
      return { auctions, next }
    }),

    bind(
      a.readAuction,
      async ({ actor, params: { room, auction }, query: { app = actor.app, after, limit } }) =>
        (await read(app, room, auction, { after, limit })) ?? refuse('not-found'),
    ),

    bind(a.placeBid, ({ actor, params, body }) => {
      const since = clock.monotonic()
      const person = personOf(actor)
      if (!person) return refuse('not-signed-in')
      // A shop that bids for its own goods drives the price (shill bidding).
      if (isStaff(person.role)) return refuse('not-allowed')
      return desk.bid({
        ...{ app: actor.app, room: params.room, auction: params.auction, id: body.id.toLowerCase() },
        ...{ user: person.id, userName: person.name, upToMinor: body.upToMinor, since },
      })
    }),

    bind(a.readOwnBids, async ({ actor, params: { room, auction } }) => {
      const person = personOf(actor)
      if (!person) return refuse('not-signed-in')
      return (await readOwnBids(db.of(actor.app), actor.app, room, auction, person.id)) ?? refuse('not-found')
    }),
  ]
}
