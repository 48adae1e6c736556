// Auctions: opened by the desk, bid in by viewers, counted again by anybody.
import { z } from 'zod'
import {
  AUCTION_EXTENDS_MAX_MS,
  AUCTION_LASTS_MAX_MS,
  AUCTION_LASTS_MIN_MS,
  Auction,
  AuctionStanding,
  Bid,
  OwnBids,
} from '../auction.ts'
import { AmountMinor, AppId, AuctionId, Millis, OrderId, RoomId, SkuId } from '../ids.ts'
import { OrderState } from '../order.ts'
import { endpoint } from './endpoint.ts'
import { PAGE_MAX } from './rooms.ts'

const inRoom = z.strictObject({ room: RoomId })
const ofAuction = z.strictObject({ room: RoomId, auction: AuctionId })

export const openAuction = endpoint({
  method: 'POST',
  path: '/api/rooms/{room}/auctions',
  summary: 'Put one piece of a SKU up for whoever bids most; it is set aside until the end. One at a time in a room',
  tag: 'auctions',
  permission: 'room.operate',
  status: 201,
  params: inRoom,
  body: z.strictObject({
    skuId: SkuId,
    startMinor: AmountMinor.min(1),
    /** By how much a bid is above the price at least. */
    stepMinor: AmountMinor.min(1),
    lastsMs: z.int().min(AUCTION_LASTS_MIN_MS).max(AUCTION_LASTS_MAX_MS),
    /** A bid this short before the end leaves the others as long to answer; 0: the end is the end. */
    extendsMs: z.int().min(0).max(AUCTION_EXTENDS_MAX_MS).default(10_000),
    /** Left out: yes, until a customer of the shop has come with a ticket. */
    guestsMayBid: z.boolean().optional(),
  }),
  answer: Auction,
  refusals: ['not-found', 'wrong-state', 'sold-out', 'not-on-sale'],
})

export const withdrawAuction = endpoint({
  method: 'DELETE',
  path: '/api/rooms/{room}/auctions/{auction}',
  summary: 'Take an auction away before its end: its bids are void, its piece goes back on sale',
  tag: 'auctions',
  permission: 'room.operate',
  params: ofAuction,
  answer: Auction,
  refusals: ['not-found', 'wrong-state'],
})

/** Who may have it at which price, and what became of his order. */
const AuctionBuyer = z.strictObject({
  name: z.string(),
  bidder: z.int().positive(),
  priceMinor: AmountMinor,
  orderId: OrderId,
  /** `expired` or `cancelled`: he let it go. */
  order: OrderState,
  paid: z.boolean(),
  holdEndsAt: Millis.nullable(),
})
export type AuctionBuyer = z.infer<typeof AuctionBuyer>

/** An auction that the desk looks back on. */
export const PastAuction = Auction.extend({
  closedAt: Millis.nullable(),
  /** Who won; null: nobody, or nobody yet. */
  winner: AuctionBuyer.nullable(),
  /** To whom it was offered after the winner, the last one first. */
  offers: z.array(AuctionBuyer),
  /** Who is next, where the last who might have had it let it go; null: nobody, or it is not time. */
  next: z.strictObject({ name: z.string(), bidder: z.int().positive(), priceMinor: AmountMinor }).nullable(),
}).strict()
export type PastAuction = z.infer<typeof PastAuction>

export const listAuctions = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}/auctions',
  summary: 'Auctions of a room, newest first, with who won',
  tag: 'auctions',
  permission: 'numbers.read',
  params: inRoom,
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50),
    after: z.string().max(128).optional(),
  }),
  answer: z.strictObject({
    auctions: z.array(PastAuction),
    next: z.string().nullable(),
    /** What an auction is opened with that does not say whether guests may bid. */
    guestsMayBid: z.boolean(),
  }),
  refusals: ['not-found'],
})

export const offerAuction = endpoint({
  method: 'POST',
  path: '/api/rooms/{room}/auctions/{auction}/offers',
  summary:
    'Offer what its winner let go to the next bidder: it is held for him at what it costs without those before him. The same again is the same offer',
  tag: 'auctions',
  permission: 'room.operate',
  status: 201,
  params: ofAuction,
  /** `next.bidder`, as the list said. */
  body: z.strictObject({ bidder: z.int().positive() }),
  answer: PastAuction,
  refusals: ['not-found', 'wrong-state', 'sold-out'],
})

/** An auction that is over, as everybody may see it. */
export const AuctionResult = Auction.extend({
  closedAt: Millis,
  /** Of the winner, masked as in a purchase; null: nobody won. */
  winnerName: z.string().nullable(),
}).strict()
export type AuctionResult = z.infer<typeof AuctionResult>

export const listAuctionResults = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}/auction-results',
  summary: 'Auctions of a room that are over, newest first, with the price each went for',
  tag: 'auctions',
  permission: 'public',
  params: inRoom,
  query: z.strictObject({
    app: AppId.optional(),
    limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(20),
    after: z.string().max(128).optional(),
  }),
  answer: z.strictObject({ auctions: z.array(AuctionResult), next: z.string().nullable() }),
  refusals: ['not-found'],
})

export const BIDS_PAGE_MAX = 1_000

export const readAuction = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}/auctions/{auction}',
  summary: 'An auction with its bids in the order they were taken; after its end with all that takes to count it again',
  tag: 'auctions',
  permission: 'public',
  params: ofAuction,
  query: z.strictObject({
    app: AppId.optional(),
    /** Bids after this one. */
    after: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(BIDS_PAGE_MAX).default(200),
  }),
  answer: z.strictObject({ auction: Auction, bids: z.array(Bid) }),
  refusals: ['not-found'],
})

export const placeBid = endpoint({
  method: 'POST',
  path: '/api/rooms/{room}/auctions/{auction}/bids',
  summary:
    'Bid: the price rises no further than it must, up to this. The id makes it happen once; a bid is meant, and is not taken back',
  tag: 'auctions',
  permission: 'person',
  status: 201,
  params: ofAuction,
  body: z.strictObject({ id: z.uuid(), upToMinor: AmountMinor.min(1) }),
  answer: OwnBids.extend({ standing: AuctionStanding }).strict(),
  refusals: [
    'not-found',
    'auction-over',
    'bid-too-low',
    'buyer-limit',
    'hold-limit',
    'limit-reached',
    'conflict',
    'busy',
    'unavailable',
  ],
})

export const readOwnBids = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}/auctions/{auction}/mine',
  summary: 'Where the caller stands in an auction',
  tag: 'auctions',
  permission: 'person',
  params: ofAuction,
  answer: OwnBids,
  refusals: ['not-found'],
})
