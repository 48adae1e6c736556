import { describe, expect, test } from 'bun:test'
import type { Auction, AuctionStanding, OwnBids } from '@hawker/sdk'
import { leastOf, newerOf, newerOwn, phaseOf, placeOf } from './standing.ts'

const standing = (more: object = {}) =>
  ({ priceMinor: 4400, nextMinor: 4600, leader: 7, bidders: 2, bids: 3, endsAt: 60_000, ...more }) as AuctionStanding
const own = (bidder: number | null, upToMinor: number | null = null) =>
  ({ bidder, upToMinor, leads: false, orderId: null }) as OwnBids
const auction = (more: object = {}) => ({ standing: standing(more), stepMinor: 200 }) as Auction

describe('how an auction stands', () => {
  test('it is open, in its last ten seconds, or for the server to decide', () => {
    expect(phaseOf(standing(), 49_999)).toBe('open')
    expect(phaseOf(standing(), 50_000)).toBe('last')
    expect(phaseOf(standing(), 59_999)).toBe('last')
    expect(phaseOf(standing(), 60_000)).toBe('deciding')
  })

  test('the number of the newest standing says who leads, whatever an older answer said', () => {
    expect(placeOf(standing(), null)).toBe('watching')
    expect(placeOf(standing(), own(null))).toBe('watching')
    expect(placeOf(standing(), own(7))).toBe('leads')
    expect(placeOf(standing(), { ...own(3), leads: true })).toBe('outbid')
  })

  test('a standing with fewer bids is older, and one with as many says nothing new', () => {
    const known = standing()
    expect(newerOf(known, standing({ bids: 2, priceMinor: 1 }))).toBe(known)
    expect(newerOf(known, standing())).toBe(known)
    expect(newerOf(known, standing({ bids: 4, priceMinor: 5000 })).priceMinor as number).toBe(5000)
  })

  test('what he bid on another page counts, and an older answer that comes after it does not', () => {
    expect(newerOwn(null, own(3, 4200))).toEqual(own(3, 4200))
    expect(newerOwn(own(null), own(3, 4200))).toEqual(own(3, 4200))
    expect(newerOwn(own(3, 5000), own(3, 4200))).toEqual(own(3, 5000))
    expect(newerOwn(own(3, 5000), own(null))).toEqual(own(3, 5000))
    const won = { ...own(3, 5000), orderId: 'o' as never }
    expect(newerOwn(own(3, 5000), won)).toBe(won)
  })

  test('who leads can only raise what he said; everybody else begins at the next bid', () => {
    expect(leastOf(auction(), null)).toBe(4600)
    expect(leastOf(auction(), own(3, 4200))).toBe(4600)
    expect(leastOf(auction(), own(7, 5200))).toBe(5400)
    expect(leastOf(auction(), own(7, 4400))).toBe(4600)
  })
})
