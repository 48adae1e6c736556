// How bids make a price: what the server goes by, and what anybody counts again with. Free of the schema library: browsers
// load this file.
import { MAX_AMOUNT_MINOR } from './amount.ts'

/** All extensions of an auction together. */
export const AUCTION_EXTENDED_MAX_MS = 600_000

export interface BiddingTerms {
  readonly startMinor: number
  readonly stepMinor: number
}

/** Where the bidding stands. Nobody but the server knows `mostMinor` before the end. */
export interface Bidding {
  readonly priceMinor: number
  /** The bidder who would win now; null: nobody bids. */
  readonly leader: number | null
  /** What the leader would pay at most. */
  readonly mostMinor: number | null
}

export interface BidUpTo {
  readonly bidder: number
  readonly upToMinor: number
}

export const noBids = ({ startMinor }: BiddingTerms): Bidding => ({
  ...{ priceMinor: startMinor, leader: null, mostMinor: null },
})

/** The least that can be bid next. */
export const nextMinorOf = (
  { stepMinor }: Pick<BiddingTerms, 'stepMinor'>,
  { priceMinor, leader }: Pick<Bidding, 'priceMinor' | 'leader'>,
): number => (leader === null ? priceMinor : Math.min(priceMinor + stepMinor, MAX_AMOUNT_MINOR))

/**
 * The bidding after one more bid; null: it is too low. A bid says how far somebody would go, and the price rises no further
 * than it takes to beat whoever else would go far: the second most and a step, at most the most. Of two who would go as
 * far, the earlier leads. A leader who raises his own most changes no price.
 */
export const withBid = (terms: BiddingTerms, now: Bidding, { bidder, upToMinor }: BidUpTo): Bidding | null => {
  const { priceMinor, leader, mostMinor } = now
  if (leader === null || mostMinor === null)
    return upToMinor < nextMinorOf(terms, now) ? null : { priceMinor, leader: bidder, mostMinor: upToMinor }
  if (bidder === leader) return upToMinor <= mostMinor ? null : { ...now, mostMinor: upToMinor }
  if (upToMinor < nextMinorOf(terms, now) || upToMinor <= priceMinor) return null
  const beaten = Math.min(upToMinor, mostMinor)
  const rises = Math.min(Math.max(upToMinor, mostMinor), beaten + terms.stepMinor)
  const stays = mostMinor >= upToMinor
  return {
    priceMinor: Math.max(priceMinor, rises),
    leader: stays ? leader : bidder,
    mostMinor: stays ? mostMinor : upToMinor,
  }
}

/** What a bid's proof is the SHA-256 of, in UTF-8. `before`: the proof of the bid before; of the first, the auction's id. */
export const proofTextOf = (
  before: string,
  { n, bidder, upToMinor, nonce }: BidUpTo & { readonly n: number; readonly nonce: string },
): string => `${before}\n${n}\n${bidder}\n${upToMinor}\n${nonce}`
