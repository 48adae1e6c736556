import { describe, expect, test } from 'bun:test'
import type { Auction, AuctionStanding } from '@hawker/sdk'
import { EXTENDED_STAYS_MS, NO_SPOT, RESULT_STAYS_MS, type Result, type Spot, spotDueAt, turnSpot } from './spot.ts'

const standing = (bids: number, endsAt: number) => ({ bids, endsAt, priceMinor: bids * 100 }) as AuctionStanding
const auction = (id: string, bids = 1, endsAt = 60_000, state = 'open') =>
  ({ id, state, standing: standing(bids, endsAt) }) as unknown as Auction
const ended = (id: string, state = 'won'): Result => ({ auction: auction(id, 9, 60_000, state), winnerName: 'T**o' })
const room = (shown: Auction | null, last: Result | null = null) => ({ type: 'room', auction: shown, last }) as const
const open = turnSpot(NO_SPOT, room(auction('a')), 0)
const priceOf = (spot: Spot) => (spot.name === 'open' ? Number(spot.auction.standing.priceMinor) : null)

describe('the place of the auction', () => {
  test('is empty until one opens, also in a room where one was long ago', () => {
    expect(turnSpot(NO_SPOT, room(null, ended('old')), 0)).toBe(NO_SPOT)
    expect(open).toMatchObject({ name: 'open', extendedAt: null, missed: false })
  })

  test('an answer that is newer than the last frame counts, and the frame that comes late does not undo it', () => {
    const told = turnSpot(open, { type: 'standing', auctionId: 'a', standing: standing(5, 60_000) }, 10)
    expect(priceOf(told)).toBe(500)
    expect(priceOf(turnSpot(told, room(auction('a', 3)), 20))).toBe(500)
    expect(priceOf(turnSpot(told, room(auction('a', 6)), 20))).toBe(600)
    expect(turnSpot(told, { type: 'standing', auctionId: 'b', standing: standing(9, 0) }, 20)).toBe(told)
  })

  test('an end that moved is said for a while, and again when it moves again', () => {
    const moved = turnSpot(open, room(auction('a', 2, 70_000)), 1_000)
    expect(moved).toMatchObject({ extendedAt: 1_000 })
    expect(spotDueAt(moved)).toBe(1_000 + EXTENDED_STAYS_MS)
    expect(turnSpot(moved, { type: 'tick' }, 1_000 + EXTENDED_STAYS_MS - 1)).toBe(moved)
    expect(turnSpot(moved, { type: 'tick' }, 1_000 + EXTENDED_STAYS_MS)).toMatchObject({ extendedAt: null })
    expect(turnSpot(moved, room(auction('a', 3, 75_000)), 3_000)).toMatchObject({ extendedAt: 3_000 })
    expect(turnSpot(moved, room(auction('a', 3, 70_000)), 3_000)).toMatchObject({ extendedAt: 1_000 })
  })

  test('how it ended stays a while, unless the next one opens', () => {
    const over = turnSpot(open, room(null, ended('a')), 5_000)
    expect(over).toMatchObject({ name: 'over', since: 5_000 })
    expect(spotDueAt(over)).toBe(5_000 + RESULT_STAYS_MS)
    expect(turnSpot(over, { type: 'tick' }, 5_000 + RESULT_STAYS_MS)).toBe(NO_SPOT)
    expect(turnSpot(over, room(auction('b')), 6_000)).toMatchObject({ name: 'open' })
  })

  test('one that ended while the page was away is asked for: how it ended is said, or it just goes', () => {
    const missed = turnSpot(open, room(null, ended('older')), 5_000)
    expect(missed).toMatchObject({ name: 'open', missed: true })
    expect(turnSpot(missed, room(null, null), 6_000)).toBe(missed)
    expect(turnSpot(missed, { type: 'result', auctionId: 'a', result: ended('a', 'unsold') }, 7_000)).toMatchObject({
      name: 'over',
    })
    expect(turnSpot(missed, { type: 'result', auctionId: 'a', result: null }, 7_000)).toBe(NO_SPOT)
    // The answer about one that was missed before this one.
    expect(turnSpot(missed, { type: 'result', auctionId: 'older', result: null }, 7_000)).toBe(missed)
    // A snapshot that was older than what is known already.
    expect(turnSpot(missed, room(auction('a', 2)), 7_000)).toMatchObject({ name: 'open', missed: false })
    expect(turnSpot(open, { type: 'result', auctionId: 'a', result: ended('a') }, 7_000)).toBe(open)
  })
})
