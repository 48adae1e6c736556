// What stands in the auction's place: one that runs, how the last one ended, nothing. A machine; pure, time is handed in.
import type { Auction, AuctionStanding, RoomState } from '@hawker/sdk'
import { newerOf } from './standing.ts'

/** How long the page says that the end was moved. */
export const EXTENDED_STAYS_MS = 4_000
/** How long it says how an auction ended. */
export const RESULT_STAYS_MS = 12_000

export type Result = NonNullable<RoomState['lastAuction']>

export type Spot =
  | { readonly name: 'empty' }
  | {
      readonly name: 'open'
      readonly auction: Auction
      /** When its end was moved last. */
      readonly extendedAt: number | null
      /** The room has none any more, and nobody said how it ended: only asking helps. */
      readonly missed: boolean
    }
  | { readonly name: 'over'; readonly result: Result; readonly since: number }

export type SpotTurn =
  | { readonly type: 'room'; readonly auction: Auction | null; readonly last: Result | null }
  /** A standing that came with an answer. */
  | { readonly type: 'standing'; readonly auctionId: string; readonly standing: AuctionStanding }
  /** What was asked of one that was missed; null: it cannot be known. */
  | { readonly type: 'result'; readonly auctionId: string; readonly result: Result | null }
  | { readonly type: 'tick' }

export const NO_SPOT: Spot = { name: 'empty' }

const withStanding = (spot: Extract<Spot, { name: 'open' }>, told: AuctionStanding, now: number): Spot => {
  const standing = newerOf(spot.auction.standing, told)
  if (standing === spot.auction.standing) return spot
  const extendedAt = standing.endsAt > spot.auction.standing.endsAt ? now : spot.extendedAt
  return { ...spot, auction: { ...spot.auction, standing }, extendedAt }
}

const onRoom = (spot: Spot, auction: Auction | null, last: Result | null, now: number): Spot => {
  if (auction !== null) {
    if (spot.name === 'open' && spot.auction.id === auction.id)
      return withStanding(spot.missed ? { ...spot, missed: false } : spot, auction.standing, now)
    return { name: 'open', auction, extendedAt: null, missed: false }
  }
  if (spot.name !== 'open') return spot
  if (last?.auction.id === spot.auction.id) return { name: 'over', result: last, since: now }
  return spot.missed ? spot : { ...spot, missed: true }
}

export const turnSpot = (spot: Spot, turn: SpotTurn, now: number): Spot => {
  switch (turn.type) {
    case 'room':
      return onRoom(spot, turn.auction, turn.last, now)
    case 'standing':
      return spot.name === 'open' && spot.auction.id === turn.auctionId ? withStanding(spot, turn.standing, now) : spot
    case 'result': {
      if (spot.name !== 'open' || !spot.missed || spot.auction.id !== turn.auctionId) return spot
      return turn.result === null ? NO_SPOT : { name: 'over', result: turn.result, since: now }
    }
    case 'tick':
      if (spot.name === 'over' && now - spot.since >= RESULT_STAYS_MS) return NO_SPOT
      if (spot.name === 'open' && spot.extendedAt !== null && now - spot.extendedAt >= EXTENDED_STAYS_MS)
        return { ...spot, extendedAt: null }
      return spot
    default:
      turn satisfies never
      return spot
  }
}

/** When the machine wants its next tick; null when nothing is due. */
export const spotDueAt = (spot: Spot): number | null => {
  if (spot.name === 'over') return spot.since + RESULT_STAYS_MS
  return spot.name === 'open' && spot.extendedAt !== null ? spot.extendedAt + EXTENDED_STAYS_MS : null
}
