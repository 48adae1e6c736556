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
  may,
  type PublicPerson,
  type Refusal,
  type RoomId,
  refuse,
} from '@hawker/protocol'
import type { Database } from '#db'
import { bind, type Route } from '#http'
import type { Clock } from '#kernel/clock'
import type { Rooms } from '#rooms'
import { readOwnBids } from './auction-store.ts'
import type { BidDesk } from './bid-desk.ts'
import type { AuctionAsk } from './open-auction.ts'
import { type AuctionPlace, listPast, type PastPage, pastOf } from './past-auctions.ts'

interface Deps {
  readonly db: Database
  readonly rooms: Pick<Rooms, 'find'>
  readonly clock: Clock
  readonly desk: Pick<BidDesk, 'bid'>
  open(app: AppId, room: RoomId, ask: AuctionAsk, by: string | null): Promise<Auction | Refusal>
  withdraw(app: AppId, room: RoomId, auction: AuctionId, by: string | null): Promise<Auction | Refusal>
  offer(
    app: AppId,
    room: RoomId,
    auction: AuctionId,
    bidder: number,
    by: string | null,
  ): Promise<api.auctions.PastAuction | Refusal>
  guestsMayBid(app: AppId): Promise<boolean>
  results(app: AppId, room: RoomId, page: PastPage): Promise<api.auctions.AuctionResult[]>
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

interface Asked {
  readonly limit: number
  readonly after?: string | undefined
}

/** Null: no list ever gave out that place. */
const pageOf = ({ limit, after }: Asked): PastPage | null => {
  const place = after === undefined ? null : readPlace(after)
  return after !== undefined && place === null ? null : { limit, after: place }
}

/** One row more than the page takes says that it goes on. */
const listed = <T extends Pick<Auction, 'openedAt' | 'id'>>(rows: readonly T[], { limit }: Asked) => {
  const auctions = rows.slice(0, limit)
  const last = auctions[auctions.length - 1]
  return { auctions, next: rows.length > limit && last ? writePlace({ at: last.openedAt, id: last.id }) : null }
}

export const auctionRoutes = (deps: Deps): Route[] => {
  const { db, rooms, clock, desk, open, withdraw, offer, guestsMayBid, results, read } = deps
  const a = api.auctions
  return [
    bind(a.openAuction, ({ actor, params, body }) => open(actor.app, params.room, body, byOf(actor))),

    bind(a.withdrawAuction, ({ actor, params }) => withdraw(actor.app, params.room, params.auction, byOf(actor))),

    bind(a.offerAuction, ({ actor, params: { room, auction }, body: { bidder } }) =>
      offer(actor.app, room, auction, bidder, byOf(actor)),
    ),

    bind(a.listAuctions, async ({ actor: { app }, params: { room }, query }) => {
      if ((await rooms.find(app, room)) === null) return refuse('not-found')
      const page = pageOf(query)
      const rows = page === null ? [] : await listPast(db.of(app), app, room, page)
      return { ...listed(rows.map(pastOf), query), guestsMayBid: await guestsMayBid(app) }
    }),

    bind(a.listAuctionResults, async ({ actor, params: { room }, query: { app = actor.app, ...query } }) => {
      const facts = await rooms.find(app, room)
      const sees = actor.app === app && may(actor, 'room.operate')
      if (facts === null || (facts.status === 'draft' && !sees)) return refuse('not-found')
      const page = pageOf(query)
      return listed(page === null ? [] : await results(app, room, page), query)
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
        ...{ user: person.id, userName: person.name, isGuest: person.role === 'guest' },
        ...{ upToMinor: body.upToMinor, since },
      })
    }),

    bind(a.readOwnBids, async ({ actor, params: { room, auction } }) => {
      const person = personOf(actor)
      if (!person) return refuse('not-signed-in')
      return (await readOwnBids(db.of(actor.app), actor.app, room, auction, person.id)) ?? refuse('not-found')
    }),
  ]
}
