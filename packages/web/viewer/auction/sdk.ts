// The part of the SDK that auctions need.
import type { Hawker, Refusal } from '@hawker/sdk'
import { newId } from '@hawker/sdk'

const createAuctions = ({ call }: Hawker) => ({
  read: (room: string, auction: string, query: { after?: number; limit?: number } = {}) =>
    call('auctions.readAuction', { params: { room, auction }, query }),
  mine: (room: string, auction: string) => call('auctions.readOwnBids', { params: { room, auction } }),
  bid: (room: string, auction: string, upToMinor: number, id = newId(Date.now())) =>
    call('auctions.placeBid', { params: { room, auction }, body: { id, upToMinor } }),
})

/** Asks with it. */
export const withAuctions = async <T>(
  hawker: Hawker,
  ask: (auctions: ReturnType<typeof createAuctions>) => Promise<T | Refusal>,
): Promise<T | Refusal> => ask(createAuctions(hawker))
