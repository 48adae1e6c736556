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

/** An auction that the desk looks back on. */
export const PastAuction = Auction.extend({
  closedAt: Millis.nullable(),
  /** Who won, and what became of it; null: nobody, or nobody yet. */
  winner: z
    .strictObject({ name: z.string(), bidder: z.int().positive(), orderId: OrderId, paid: z.boolean() })
    .nullable(),
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
  answer: z.strictObject({ auctions: z.array(PastAuction), next: z.string().nullable() }),
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
