import { describe, expect, test } from 'bun:test'
import { BID_EVERY_MS, BID_GRACE_MS, MAX_AMOUNT_MINOR } from '@hawker/protocol'
import { nextMinorOf, noBids, withBid } from '@hawker/protocol/bidding'
import fc from 'fast-check'
import { BIDS_OF_BIDDER_MAX, type BidAsk, judgeBid, receivedAt, type Standing, type Terms } from './bidding.ts'

const TERMS: Terms = { startMinor: 1_000, stepMinor: 100, extendsMs: 10_000, endsLatestAt: 200_000 }
const START: Standing = { ...noBids(TERMS), bidders: 0, bids: 0, endsAt: 60_000, proof: 'a' }
const ask = (upToMinor: number, more: Partial<BidAsk> = {}): BidAsk => ({
  ...{ upToMinor, receivedAt: 1_000, nonce: 'n', bidder: null, may: 'yes', ...more },
})
const proofAfter = (before: string, { n }: { n: number }) => `${before}${n}`
const judge = (now: Standing, one: BidAsk, terms = TERMS) => judgeBid(terms, now, one, proofAfter)
const refusedOf = (now: Standing, one: BidAsk) => {
  const verdict = judge(now, one)
  return 'refused' in verdict ? verdict.refused : null
}
const after = (now: Standing, one: BidAsk, terms = TERMS): Standing => {
  const verdict = judge(now, one, terms)
  if ('refused' in verdict) throw new Error(verdict.refused)
  return verdict.standing
}

const amount = fc.oneof(
  fc.integer({ min: 1, max: 60 }),
  fc.integer({ min: MAX_AMOUNT_MINOR - 60, max: MAX_AMOUNT_MINOR }),
  fc.integer({ min: 1, max: MAX_AMOUNT_MINOR }),
)
const terms = fc.record({ startMinor: amount, stepMinor: amount })
const bids = fc.array(fc.record({ bidder: fc.integer({ min: 1, max: 5 }), upToMinor: amount }), { maxLength: 60 })

test('whatever is bid: the price never falls, never leaves what the leader would pay, and he would pay most', () => {
  fc.assert(
    fc.property(terms, bids, (of, all) => {
      let now = noBids(of)
      const most = new Map<number, { upTo: number; since: number }>()
      all.forEach((bid, i) => {
        const next = withBid(of, now, bid)
        const own = most.get(bid.bidder)?.upTo ?? 0
        if (next === null) {
          // Only what is too low is refused.
          const enough = now.leader === bid.bidder ? now.mostMinor! + 1 : nextMinorOf(of, now)
          expect(bid.upToMinor < enough || (bid.upToMinor <= now.priceMinor && now.leader !== null)).toBe(true)
          return
        }
        most.set(bid.bidder, {
          upTo: Math.max(own, bid.upToMinor),
          since: bid.upToMinor > own ? i : most.get(bid.bidder)!.since,
        })
        expect(next.priceMinor).toBeGreaterThanOrEqual(Math.max(now.priceMinor, of.startMinor))
        expect(next.priceMinor).toBeLessThanOrEqual(next.mostMinor!)
        expect(next.mostMinor!).toBeLessThanOrEqual(MAX_AMOUNT_MINOR)
        if (now.leader === bid.bidder) expect({ ...next, mostMinor: 0 }).toEqual({ ...now, mostMinor: 0 })
        const leads = [...most].sort(([, a], [, b]) => b.upTo - a.upTo || a.since - b.since)
        expect([next.leader, next.mostMinor]).toEqual([leads[0]![0], leads[0]![1].upTo])
        const second = leads[1]?.[1].upTo
        if (second !== undefined) {
          expect(next.priceMinor).toBeGreaterThanOrEqual(second)
          expect(next.priceMinor).toBeLessThanOrEqual(Math.max(now.priceMinor, second + of.stepMinor))
        }
        now = next
      })
    }),
  )
})

test('the order of arrival decides: of two who would go as far, the earlier leads and pays all of it', () => {
  const now = withBid(TERMS, withBid(TERMS, noBids(TERMS), { bidder: 1, upToMinor: 5_000 })!, {
    bidder: 2,
    upToMinor: 5_000,
  })
  expect(now).toEqual({ priceMinor: 5_000, leader: 1, mostMinor: 5_000 })
})

test('at the end of the range of money nobody can bid more', () => {
  const most = withBid(TERMS, noBids(TERMS), { bidder: 1, upToMinor: MAX_AMOUNT_MINOR })!
  const both = withBid(TERMS, most, { bidder: 2, upToMinor: MAX_AMOUNT_MINOR })!
  expect(both).toEqual({ priceMinor: MAX_AMOUNT_MINOR, leader: 1, mostMinor: MAX_AMOUNT_MINOR })
  expect(nextMinorOf(TERMS, both)).toBe(MAX_AMOUNT_MINOR)
  expect(withBid(TERMS, both, { bidder: 3, upToMinor: MAX_AMOUNT_MINOR })).toBeNull()
})

describe('the end', () => {
  const moments = fc.array(
    fc.record({
      bidder: fc.integer({ min: 1, max: 4 }),
      upToMinor: fc.integer({ min: 900, max: 9_000 }),
      at: fc.nat(210_000),
    }),
    { maxLength: 40 },
  )
  test('U23 only a bid that changes the price or who leads moves it, never back and never past the latest', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: 0, max: 60_000 }), (all, extendsMs) => {
        const of = { ...TERMS, extendsMs }
        let now = START
        for (const { bidder, upToMinor, at } of all.toSorted((a, b) => a.at - b.at)) {
          const known = bidder <= now.bidders ? { number: bidder, bids: 1, lastAt: -BID_EVERY_MS } : null
          const verdict = judge(now, ask(upToMinor, { receivedAt: at, bidder: known }), of)
          if ('refused' in verdict) {
            if (at >= now.endsAt) expect(verdict.refused).toBe('auction-over')
            continue
          }
          const { standing } = verdict
          const changes = standing.priceMinor !== now.priceMinor || standing.leader !== now.leader
          const wanted = changes ? Math.max(now.endsAt, Math.min(at + extendsMs, of.endsLatestAt)) : now.endsAt
          expect(standing.endsAt).toBe(wanted)
          expect(standing.endsAt).toBeLessThanOrEqual(Math.max(START.endsAt, of.endsLatestAt))
          now = standing
        }
      }),
    )
  })

  test('a bid at the end is too late, one a millisecond before is not', () => {
    expect(refusedOf(START, ask(1_000, { receivedAt: START.endsAt }))).toBe('auction-over')
    expect(after(START, ask(1_000, { receivedAt: START.endsAt - 1 })).endsAt).toBe(START.endsAt - 1 + TERMS.extendsMs)
  })

  test('with no extension the end is the end', () => {
    expect(after(START, ask(1_000, { receivedAt: START.endsAt - 1 }), { ...TERMS, extendsMs: 0 }).endsAt).toBe(
      START.endsAt,
    )
  })
})

test('C13 a bid was received when it came, whatever it waited since, up to the grace there is', () => {
  expect(receivedAt(50_000, 0)).toBe(50_000)
  expect(receivedAt(50_000, 700.4)).toBe(49_300)
  expect(receivedAt(50_000, BID_GRACE_MS * 5)).toBe(50_000 - BID_GRACE_MS)
  expect(receivedAt(50_000, -5)).toBe(50_000)
})

describe('who bids', () => {
  test('a newcomer has the next number, somebody known his own', () => {
    const one = after(START, ask(1_000))
    expect(one).toMatchObject({ leader: 1, bidders: 1, bids: 1, proof: 'a1' })
    const two = after(one, ask(2_000))
    expect(two).toMatchObject({ leader: 2, bidders: 2, bids: 2, proof: 'a12' })
    const again = { number: 1, bids: 1, lastAt: 0 }
    expect(after(two, ask(3_000, { bidder: again }))).toMatchObject({ leader: 1, bidders: 2, bids: 3 })
  })

  test('bids once in a while, and not for ever', () => {
    const bidder = { number: 1, bids: 1, lastAt: 1_000 }
    const now = after(START, ask(1_000))
    expect(judge(now, ask(2_000, { bidder, receivedAt: 1_000 + BID_EVERY_MS - 1 }))).toEqual({
      refused: 'too-many',
      retryAfterMs: 1,
    })
    // Received by another process a moment earlier, and judged later.
    expect(judge(now, ask(2_000, { bidder, receivedAt: 400 }))).toEqual({
      refused: 'too-many',
      retryAfterMs: BID_EVERY_MS,
    })
    expect(refusedOf(now, ask(2_000, { bidder, receivedAt: 1_000 + BID_EVERY_MS }))).toBeNull()
    const often = { ...bidder, lastAt: 0, bids: BIDS_OF_BIDDER_MAX }
    expect(refusedOf(now, ask(2_000, { bidder: often }))).toBe('limit-reached')
  })

  test('may be one who can buy no more', () => {
    expect(refusedOf(START, ask(1_000, { may: 'buyer-limit' }))).toBe('buyer-limit')
    expect(refusedOf(START, ask(1_000, { may: 'hold-limit' }))).toBe('hold-limit')
  })
})
