// One piece for whoever bids most until the bidding ends. Times are the server's, bids count in the order it took them.
import { z } from 'zod'
import { AmountMinor, AuctionId, Currency, Millis, OrderId, ProductId, SkuId } from './ids.ts'

export { AUCTION_EXTENDED_MAX_MS } from './bidding.ts'

export const AUCTION_LASTS_MIN_MS = 15_000
export const AUCTION_LASTS_MAX_MS = 1_200_000
/** A bid in the last moments leaves the others this much time to answer, at most. */
export const AUCTION_EXTENDS_MAX_MS = 60_000
/** One person's bids come no closer than this. */
export const BID_EVERY_MS = 300
/** A bid that reached the server before the end is taken this long after it: how long it may have to wait for its turn. */
export const BID_GRACE_MS = 1_000
/** How long the winner may take to pay. */
export const AUCTION_HOLD_MS = 600_000

/** What changes with bids; only the newest counts. */
export const AuctionStanding = z.strictObject({
  /** What the leader would pay now. The starting price while nobody bids. */
  priceMinor: AmountMinor,
  /** The least that can be bid next. */
  nextMinor: AmountMinor,
  /** The number of who leads, as bidders are called in public; null: nobody bids. */
  leader: z.int().positive().nullable(),
  bidders: z.int().nonnegative(),
  /** Bids taken so far: of two standings the one with more is the newer. */
  bids: z.int().nonnegative(),
  /** When the bidding ends unless somebody bids in the last moments. */
  endsAt: Millis,
  /** SHA-256 over all bids so far, in hexadecimal digits; see `Bid`. */
  proof: z.string(),
})
export type AuctionStanding = z.infer<typeof AuctionStanding>

export const AUCTION_STATES = ['open', 'won', 'unsold', 'withdrawn'] as const
export const AuctionState = z.enum(AUCTION_STATES)
export type AuctionState = z.infer<typeof AuctionState>

export const Auction = z.strictObject({
  id: AuctionId,
  productId: ProductId,
  skuId: SkuId,
  title: z.string(),
  skuLabel: z.string(),
  imageUrl: z.string().nullable(),
  currency: Currency,
  startMinor: AmountMinor.min(1),
  stepMinor: AmountMinor.min(1),
  openedAt: Millis,
  /** A bid this short before the end moves the end to this long after the bid; 0: never. */
  extendsMs: z.int().nonnegative(),
  /** False: only customers who are signed in bid; a guest is answered `not-signed-in`. */
  guestsMayBid: z.boolean(),
  /** The end is never later, whoever bids. */
  endsLatestAt: Millis,
  state: AuctionState,
  standing: AuctionStanding,
  version: z.int().nonnegative(),
})
export type Auction = z.infer<typeof Auction>

/**
 * A bid as everybody may read it. `upToMinor` and `nonce` are null while the bidding is open; once it is over they are
 * there, and anybody can count again: `proof` is SHA-256 of `<proof before>\n<n>\n<bidder>\n<upToMinor>\n<nonce>` in UTF-8,
 * the first of which follows `<auction id>`, and the price follows from the bids (`@hawker/sdk/auction`).
 */
export const Bid = z.strictObject({
  n: z.int().positive(),
  bidder: z.int().positive(),
  /** The price after this bid, and who led. */
  priceMinor: AmountMinor,
  leader: z.int().positive(),
  at: Millis,
  upToMinor: AmountMinor.nullable(),
  nonce: z.string().nullable(),
  proof: z.string(),
})
export type Bid = z.infer<typeof Bid>

/** Where the caller stands in an auction. */
export const OwnBids = z.strictObject({
  /** His number; null: he has not bid. */
  bidder: z.int().positive().nullable(),
  /** The most he said he would pay. */
  upToMinor: AmountMinor.nullable(),
  leads: z.boolean(),
  /** The order that is held for him once he has won. */
  orderId: OrderId.nullable(),
})
export type OwnBids = z.infer<typeof OwnBids>
