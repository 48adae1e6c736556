// Judges bids in the order in which they came. Times are handed in: when each was received, by the database's clock.
import { BID_EVERY_MS, BID_GRACE_MS, type Millis, type RefusalCode } from '@hawker/protocol'
import { type Bidding, type BiddingTerms, type BidUpTo, withBid } from '@hawker/protocol/bidding'

/** Bids of one person that an auction takes. */
export const BIDS_OF_BIDDER_MAX = 500

export interface Terms extends BiddingTerms {
  readonly extendsMs: number
  readonly endsLatestAt: Millis
}

export interface Standing extends Bidding {
  readonly bidders: number
  readonly bids: number
  readonly endsAt: Millis
  readonly proof: string
}

/** Somebody who bids; each once among those who are judged together. */
export interface BidAsk {
  readonly upToMinor: number
  readonly receivedAt: Millis
  readonly nonce: string
  /** Null: it is his first bid here. */
  readonly bidder: { readonly number: number; readonly bids: number; readonly lastAt: Millis } | null
  /** Whether he may buy one more. */
  readonly may: 'yes' | 'buyer-limit' | 'hold-limit'
}

export interface TakenBid extends BidUpTo {
  readonly n: number
  readonly priceMinor: number
  readonly leader: number
  readonly at: Millis
  readonly nonce: string
  readonly proof: string
}

export type BidVerdict =
  | { readonly taken: TakenBid; readonly standing: Standing }
  | { readonly refused: RefusalCode; readonly retryAfterMs?: number }

export type ProofAfter = (before: string, bid: Pick<TakenBid, 'n' | 'bidder' | 'upToMinor' | 'nonce'>) => string

/** When a bid was received: the database's time when it arrived there, less the time it had waited in this process. */
export const receivedAt = (arrivedAt: Millis, waitedMs: number): Millis =>
  arrivedAt - Math.floor(Math.min(Math.max(waitedMs, 0), BID_GRACE_MS))

/** A bid in the last moments leaves the others time to answer, up to the latest end. */
const endAfter = ({ extendsMs, endsLatestAt }: Terms, endsAt: Millis, at: Millis): Millis =>
  Math.max(endsAt, Math.min(at + extendsMs, endsLatestAt))

export const judgeBid = (terms: Terms, now: Standing, ask: BidAsk, proofAfter: ProofAfter): BidVerdict => {
  const { upToMinor, receivedAt: at, nonce, bidder: known, may } = ask
  if (at >= now.endsAt) return { refused: 'auction-over' }
  const waitMs = known === null ? 0 : known.lastAt + BID_EVERY_MS - at
  if (waitMs > 0) return { refused: 'too-many', retryAfterMs: Math.min(waitMs, BID_EVERY_MS) }
  if (known !== null && known.bids >= BIDS_OF_BIDDER_MAX) return { refused: 'limit-reached' }
  if (may !== 'yes') return { refused: may }
  const bidder = known?.number ?? now.bidders + 1
  const after = withBid(terms, now, { bidder, upToMinor })
  if (after === null) return { refused: 'bid-too-low' }
  const n = now.bids + 1
  const proof = proofAfter(now.proof, { n, bidder, upToMinor, nonce })
  const moves = after.priceMinor !== now.priceMinor || after.leader !== now.leader
  const standing: Standing = {
    ...after,
    ...{ bidders: Math.max(now.bidders, bidder), bids: n, proof },
    endsAt: moves ? endAfter(terms, now.endsAt, at) : now.endsAt,
  }
  const taken = { n, bidder, upToMinor, priceMinor: after.priceMinor, leader: after.leader!, at, nonce, proof }
  return { taken, standing }
}
