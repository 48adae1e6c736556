// What an auction looks like to somebody: how far it is, where he stands, what he may bid next. Pure; time is handed in.
import type { Auction, AuctionStanding, OwnBids } from '@hawker/sdk'

/** From here on the clock is emphasised. */
export const LAST_MOMENTS_MS = 10_000

export type Phase = 'open' | 'last' | 'deciding'

/** `deciding`: the time is over, and only the server can say who has won. */
export const phaseOf = ({ endsAt }: Pick<AuctionStanding, 'endsAt'>, now: number): Phase => {
  if (now >= endsAt) return 'deciding'
  return endsAt - now <= LAST_MOMENTS_MS ? 'last' : 'open'
}

export type Place = 'watching' | 'leads' | 'outbid'

/** The number decides, not what was answered last: the standing is newer than any answer. */
export const placeOf = ({ leader }: Pick<AuctionStanding, 'leader'>, own: OwnBids | null): Place => {
  if (own === null || own.bidder === null) return 'watching'
  return leader === own.bidder ? 'leads' : 'outbid'
}

/** Of two standings the one with more bids is the newer. */
export const newerOf = (known: AuctionStanding, told: AuctionStanding): AuctionStanding =>
  told.bids > known.bids ? told : known

/** Of two tellings of one bidder the one that goes further is the newer: nobody goes back. */
export const newerOwn = (known: OwnBids | null, told: OwnBids): OwnBids =>
  known !== null && (known.upToMinor ?? 0) > (told.upToMinor ?? 0) ? known : told

/** The least somebody can say he would pay: above the price, and above what he said before. */
export const leastOf = (
  { standing, stepMinor }: Pick<Auction, 'standing' | 'stepMinor'>,
  own: OwnBids | null,
): number =>
  placeOf(standing, own) === 'leads' && own?.upToMinor != null
    ? Math.max(standing.nextMinor, own.upToMinor + stepMinor)
    : standing.nextMinor
