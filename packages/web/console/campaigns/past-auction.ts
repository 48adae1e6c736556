// What became of an auction that is over. Pure.
import type { PastAuction } from './use-auctions.ts'

/** `unpaid`: he may still pay. `let-go`: he did not, or gave it back. */
export type AuctionEnd = 'open' | 'paid' | 'unpaid' | 'let-go' | 'unsold' | 'withdrawn'

/** What counts is who might have it last: the winner, or to whom it was offered after him. */
export const endOf = ({ state, winner, offers }: Pick<PastAuction, 'state' | 'winner' | 'offers'>): AuctionEnd => {
  if (state !== 'won') return state
  const buyers = [...offers, ...(winner ? [winner] : [])]
  // The winner's money may come though it was offered to somebody else by then.
  if (buyers.some(({ paid }) => paid)) return 'paid'
  const last = buyers[0]?.order
  return last === 'expired' || last === 'cancelled' ? 'let-go' : 'unpaid'
}

/** The newest auction, where it was let go and the piece was not put up since; else null. */
export const wasLetGo = (newestFirst: readonly PastAuction[]): PastAuction | null => {
  const at = newestFirst.findIndex((auction) => endOf(auction) === 'let-go')
  const found = newestFirst[at]
  if (!found) return null
  return newestFirst.slice(0, at).some(({ skuId }) => skuId === found.skuId) ? null : found
}
