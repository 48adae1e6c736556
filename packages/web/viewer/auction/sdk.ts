// The part of the SDK that auctions need, loaded when a room has one.
import { type Hawker, REFUSALS, type Refusal } from '@hawker/sdk'
import type { Auctions } from '@hawker/sdk/auction'

const OUT_OF_REACH: Refusal = { refused: 'unavailable', message: REFUSALS.unavailable.message }

/** Asks with it; that it cannot be loaded is the same to a bidder as a server out of reach. */
export const withAuctions = async <T>(
  hawker: Hawker,
  ask: (auctions: Auctions) => Promise<T | Refusal>,
): Promise<T | Refusal> => {
  const { createAuctions } = await import('@hawker/sdk/auction').catch(() => ({ createAuctions: null }))
  return createAuctions === null ? OUT_OF_REACH : ask(createAuctions(hawker))
}
