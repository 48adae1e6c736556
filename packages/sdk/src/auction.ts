// Auctions: bid, look, and count again what is over. An entry of its own (`@hawker/sdk/auction`): a page loads it when a
// room has an auction. The one that is open stands in `room.state.auction`; what staff do is in `shop.ts`.
import type { Auction, Bid, Refusal } from '@hawker/protocol'
import { type Bidding, noBids, proofTextOf, withBid } from '@hawker/protocol/bidding'
import { isRefusal } from '@hawker/protocol/refusal'
import type { Hawker } from './hawker.ts'
import { retried } from './retry.ts'
import { newId } from './uuid.ts'

const PAGE = 1_000

/** Where counting again came to something else than was told: the bid, or null for the end of it. */
export type Recount =
  | { readonly holds: true }
  | { readonly holds: false; readonly n: number | null; readonly why: 'not-over' | 'missing' | 'price' | 'proof' }

const sha256 = async (text: string): Promise<string> => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * Counts an auction that is over again, from its terms and all its bids: who led after each, at which price, and that
 * none was changed, left out or put elsewhere. Needs a page that was loaded safely (https or localhost), as hashing does.
 * @example
 * const all = await auctions.readAll('tea', auctionId)
 * if (!isRefusal(all)) console.log(await recount(all.auction, all.bids))
 */
export const recount = async (
  auction: Pick<Auction, 'id' | 'state' | 'startMinor' | 'stepMinor' | 'standing'>,
  bids: readonly Bid[],
): Promise<Recount> => {
  const { standing } = auction
  if (auction.state === 'open') return { holds: false, n: null, why: 'not-over' }
  let now: Bidding = noBids(auction)
  let proof: string = auction.id
  for (const [i, bid] of bids.entries()) {
    const { n, bidder, upToMinor, nonce } = bid
    if (n !== i + 1 || upToMinor === null || nonce === null) return { holds: false, n, why: 'missing' }
    proof = await sha256(proofTextOf(proof, { n, bidder, upToMinor, nonce }))
    if (proof !== bid.proof) return { holds: false, n, why: 'proof' }
    const after = withBid(auction, now, { bidder, upToMinor })
    if (after === null || after.priceMinor !== bid.priceMinor || after.leader !== bid.leader)
      return { holds: false, n, why: 'price' }
    now = after
  }
  if (bids.length !== standing.bids) return { holds: false, n: null, why: 'missing' }
  if (proof !== standing.proof) return { holds: false, n: null, why: 'proof' }
  const isSame = now.priceMinor === standing.priceMinor && now.leader === standing.leader
  return isSame ? { holds: true } : { holds: false, n: null, why: 'price' }
}

/**
 * Auctions for the caller of `hawker`.
 * @example
 * const auctions = createAuctions(hawker)
 * const mine = await auctions.bid('tea', state.auction.id, state.auction.standing.nextMinor)
 */
export const createAuctions = ({ call, machine, app }: Pick<Hawker, 'call' | 'machine' | 'app'>) => {
  /** An auction with its bids after one of them, a thousand at most. */
  const read = (room: string, auction: string, query: { after?: number; limit?: number } = {}) =>
    call('auctions.readAuction', {
      params: { room, auction },
      query: { ...(app === undefined ? {} : { app }), ...query },
    })

  return {
    read,
    /** An auction with all of its bids. */
    readAll: async (room: string, auction: string): Promise<{ auction: Auction; bids: Bid[] } | Refusal> => {
      const bids: Bid[] = []
      for (;;) {
        const page = await read(room, auction, { after: bids.length, limit: PAGE })
        if (isRefusal(page)) return page
        bids.push(...page.bids)
        if (page.bids.length < PAGE) return { auction: page.auction, bids }
      }
    },
    /**
     * Bids up to an amount; it is meant, and is not taken back. Retried under the same id when the server is busy or out
     * of reach: it is one bid, and the answer says how it stands by then.
     */
    bid: (room: string, auction: string, upToMinor: number, id = newId(machine.now())) =>
      retried(machine, () => call('auctions.placeBid', { params: { room, auction }, body: { id, upToMinor } })),
    /** Those of a room that are over, newest first, with the price each went for; `next` goes in as `after`. */
    results: (room: string, query: { after?: string; limit?: number } = {}) =>
      call('auctions.listAuctionResults', {
        params: { room },
        query: { ...(app === undefined ? {} : { app }), ...query },
      }),
    /** Where the caller stands; `orderId` once he has won. Then `own.bids` tells, on whichever page he bids. */
    mine: (room: string, auction: string) => call('auctions.readOwnBids', { params: { room, auction } }),
  }
}

export type Auctions = ReturnType<typeof createAuctions>
