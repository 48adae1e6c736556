// Auctions: one piece of a SKU for whoever bids most until the bidding ends.
import {
  type AppId,
  type Auction,
  type AuctionId,
  type AuctionStanding,
  BID_GRACE_MS,
  type Bid,
  type RoomId,
  type UserId,
} from '@hawker/protocol'
import type { Database } from '#db'
import type { Route } from '#http'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock, Timers } from '#kernel/clock'
import { shared } from '#kernel/shared'
import type { Rooms } from '#rooms'
import type { Log } from '#system/log'
import type { FaultOf } from '../chargeable.ts'
import type { OrderNews } from '../orders/order-news.ts'
import { readAuction, readBids, readNewest } from './auction-store.ts'
import { openBidDesk } from './bid-desk.ts'
import { createCloseAuctions } from './close-due.ts'
import { createOfferAuction } from './offer-auction.ts'
import { createOpenAuction } from './open-auction.ts'
import { listResults } from './past-auctions.ts'
import { auctionRoutes } from './routes.ts'
import { createStandings } from './standings.ts'
import { createWatch } from './watch.ts'

/** Many look at an auction at once: it is read once in this time. */
const READ_SHARED_MS = 200

export interface AuctionsOptions {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'find' | 'nextVersion' | 'tell' | 'latest' | 'tellUser'>
  readonly news: Pick<OrderNews, 'told' | 'changed' | 'allTold' | 'stockChanged'>
  readonly clock: Clock
  readonly timers: Timers
  readonly chance: Chance
  readonly log: Log
  /** A piece went back on sale. */
  readonly onFree: (app: AppId, sku: string) => void
  readonly faultOf: FaultOf
  /** Whether people come to this shop as its customers: then guests bid only where an auction says so. */
  readonly hasCustomers: (app: AppId) => Promise<boolean>
}

export interface Auctions {
  readonly routes: Route[]
  /** The auction that is open in a room, for its snapshot. */
  source(app: AppId, room: RoomId): Promise<{ open: Auction | null; version: number }>
  /** Ends those that are over. */
  closeDue(): Promise<boolean>
  /** Takes away those of rooms that ended. */
  closeOfEnded(): Promise<void>
  /** Tells rooms where the bidding stands, where a crash left it untold. */
  tellStandings(): Promise<void>
  readonly desk: { readonly batches: number }
  stop(): Promise<void>
}

const readWith = async (db: Database, app: AppId, room: RoomId, id: AuctionId, after: number, limit: number) => {
  const auction = await readAuction(db.of(app), app, room, id)
  if (auction === null) return null
  // No further than the standing says: it may have gone on in between, and ended.
  const page = { after, limit, upTo: auction.standing.bids, isOver: auction.state !== 'open' }
  const bids: Bid[] = await readBids(db.of(app), app, id, page)
  return { auction, bids }
}

export const createAuctions = (options: AuctionsOptions): Auctions => {
  const { db, rooms, news, clock, timers, log } = options
  const closing = createCloseAuctions(options)
  const watch = createWatch({ timers, log, close: closing.closeOver })
  const standings = createStandings({ db, rooms })
  const desk = openBidDesk({
    ...options,
    onBids: (ask, standing: AuctionStanding, leftMs) => {
      const one = { app: ask.app as AppId, room: ask.room as RoomId, id: ask.auction as AuctionId }
      standings.tell(one, standing)
      watch.until(one, leftMs + BID_GRACE_MS)
    },
    onOwn: ({ app, user, auction }, bids) =>
      rooms.tellUser(app as AppId, user as UserId, { type: 'own.bids', auctionId: auction as AuctionId, bids }),
  })
  const guestsMayBid = async (app: AppId) => !(await options.hasCustomers(app))
  const open = createOpenAuction({
    ...options,
    guestsMayBid,
    onOpened: (app, room, { id, skuId, openedAt, standing }) => {
      news.stockChanged(app, skuId)
      watch.until({ app, room, id }, standing.endsAt - openedAt + BID_GRACE_MS)
    },
  })
  const read = shared(
    clock,
    READ_SHARED_MS,
    (app: AppId, room: RoomId, id: AuctionId, after: `${number}`, limit: `${number}`) =>
      readWith(db, app, room, id, Number(after), Number(limit)),
  )
  const results = shared(
    clock,
    READ_SHARED_MS,
    (app: AppId, room: RoomId, at: string, id: string, limit: `${number}`) =>
      listResults(db.of(app), app, room, { limit: Number(limit), after: id === '' ? null : { at: Number(at), id } }),
  )

  return {
    routes: auctionRoutes({
      ...{ db, rooms, clock, desk, open, withdraw: closing.withdraw, offer: createOfferAuction(options), guestsMayBid },
      results: (app, room, { limit, after }) => results(app, room, `${after?.at ?? ''}`, after?.id ?? '', `${limit}`),
      read: (app, room, id, { after, limit }) => read(app, room, id, `${after}`, `${limit}`),
    }),
    source: async (app, room) => {
      const newest = await readNewest(db.of(app), app, room)
      return { open: newest?.state === 'open' ? newest : null, version: newest?.version ?? 0 }
    },
    closeDue: closing.closeDue,
    closeOfEnded: closing.closeOfEnded,
    tellStandings: standings.sweep,
    desk,
    stop: async () => {
      await desk.stop()
      await watch.stop()
    },
  }
}
