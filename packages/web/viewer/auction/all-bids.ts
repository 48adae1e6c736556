// Every bid of an auction, page by page.
import { type Auction, type Bid, type Hawker, isRefusal, type Refusal } from '@hawker/sdk'
import { withAuctions } from './sdk.ts'

/** As many as the server gives at once. */
const PAGE = 1_000
/** No auction has more; a list without end would never be counted. */
const PAGES_MAX = 50

export interface AllBids {
  readonly auction: Auction
  readonly bids: readonly Bid[]
}

export const readAllBids = async (hawker: Hawker, room: string, id: string): Promise<AllBids | Refusal> => {
  const bids: Bid[] = []
  for (let turn = 0; ; turn++) {
    const after = bids.at(-1)?.n ?? 0
    const page = await withAuctions(hawker, (auctions) => auctions.read(room, id, { after, limit: PAGE }))
    if (isRefusal(page)) return page
    bids.push(...page.bids)
    if (page.bids.length < PAGE || turn + 1 === PAGES_MAX) return { auction: page.auction, bids }
  }
}
