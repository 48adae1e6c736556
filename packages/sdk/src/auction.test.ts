import { describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import type { Auction, Bid } from '@hawker/protocol'
import { type Bidding, noBids, proofTextOf, withBid } from '@hawker/protocol/bidding'
import { isRefusal, refuse } from '@hawker/protocol/refusal'
import { createAuctions, recount } from './auction.ts'
import type { Call } from './http.ts'

const TERMS = { id: 'a' as Auction['id'], startMinor: 1_000, stepMinor: 100 }

/** An auction that is over, with these bids. */
const overWith = (asked: readonly (readonly [bidder: number, upToMinor: number])[]) => {
  let now: Bidding = noBids(TERMS)
  let proof: string = TERMS.id
  const bids = asked.map(([bidder, upToMinor], i): Bid => {
    now = withBid(TERMS, now, { bidder, upToMinor })!
    const nonce = `nonce ${i}`
    proof = createHash('sha256')
      .update(proofTextOf(proof, { n: i + 1, bidder, upToMinor, nonce }))
      .digest('hex')
    return { n: i + 1, bidder, priceMinor: now.priceMinor, leader: now.leader!, at: i, upToMinor, nonce, proof }
  })
  const { priceMinor, leader } = now
  const standing = { priceMinor, nextMinor: 0, leader, bidders: 2, bids: bids.length, endsAt: 9, proof }
  return { auction: { ...TERMS, state: 'won' as Auction['state'], standing }, bids }
}
const { auction, bids } = overWith([
  [1, 3_000],
  [2, 2_000],
  [2, 5_000],
  [2, 6_000],
])
const changed = (n: number, change: Partial<Bid>) => bids.map((bid) => (bid.n === n ? { ...bid, ...change } : bid))

describe('counting again', () => {
  test('finds what was told', async () => {
    expect(auction.standing.priceMinor).toBe(3_100)
    expect(await recount(auction, bids)).toEqual({ holds: true })
    const nobody = overWith([])
    expect(await recount({ ...nobody.auction, state: 'unsold' }, [])).toEqual({ holds: true })
  })

  test.each<[what: string, bids: Bid[], n: number | null, why: string]>([
    ['a bid that was changed', changed(2, { upToMinor: 2_050 }), 2, 'proof'],
    ['a bid of somebody else', changed(1, { bidder: 3 }), 1, 'proof'],
    ['a bid that was left out', bids.filter(({ n }) => n !== 2), 3, 'missing'],
    ['the last bid left out', bids.slice(0, 3), null, 'missing'],
    ['bids in another order', [bids[1]!, bids[0]!, ...bids.slice(2)], 2, 'missing'],
    ['a price that was not reached', changed(2, { priceMinor: 2_200 }), 2, 'price'],
    ['another who led', changed(2, { leader: 2 }), 2, 'price'],
    ['what is still kept', changed(1, { upToMinor: null, nonce: null }), 1, 'missing'],
  ])('finds %s', async (_what, told, n, why) => {
    expect(await recount(auction, told)).toEqual({ holds: false, n, why } as never)
  })

  test('finds a winner or a price that does not follow from the bids', async () => {
    const { standing } = auction
    const why = { holds: false, n: null, why: 'price' } as const
    expect(await recount({ ...auction, standing: { ...standing, leader: 1 } }, bids)).toEqual(why)
    expect(await recount({ ...auction, standing: { ...standing, priceMinor: 3_200 } }, bids)).toEqual(why)
    expect(await recount({ ...auction, standing: { ...standing, proof: 'x' } }, bids)).toEqual({ ...why, why: 'proof' })
    expect(await recount({ ...auction, state: 'open' }, bids)).toEqual({ ...why, why: 'not-over' })
  })
})

const calling = (answers: unknown[]) => {
  const asked: { name: string; query?: object; body?: { id: string } }[] = []
  const call = (async (name: string, ask: object) => {
    asked.push({ name, ...ask })
    return answers.shift()
  }) as unknown as Call
  const after = (_ms: number, run: () => void) => {
    run()
    return () => {}
  }
  return {
    asked,
    auctions: createAuctions({ call, app: 'shop', machine: { now: () => 1_000, chance: () => 0, after } }),
  }
}

test('a bid is asked again under the same id while the server is busy, and not when it is too low', async () => {
  const { asked, auctions } = calling([refuse('busy'), refuse('unavailable'), { leads: true }, refuse('bid-too-low')])
  expect(await auctions.bid('tea', 'a', 1_000)).toMatchObject({ leads: true })
  expect(new Set(asked.map(({ body }) => body!.id)).size).toBe(1)
  expect(asked.length).toBe(3)
  expect(isRefusal(await auctions.bid('tea', 'a', 1_000))).toBe(true)
  expect(asked.length).toBe(4)
})

test('all bids are read, page by page', async () => {
  const many = Array.from({ length: 1_000 }, (_, i) => ({ n: i + 1 }))
  const { asked, auctions } = calling([
    { auction, bids: many },
    { auction, bids: [{ n: 1_001 }] },
  ])
  const all = await auctions.readAll('tea', 'a')
  expect(isRefusal(all) ? 0 : all.bids.length).toBe(1_001)
  expect(asked.map(({ query }) => query)).toEqual([
    { app: 'shop', after: 0, limit: 1_000 },
    { app: 'shop', after: 1_000, limit: 1_000 },
  ])
})

test('the browser bundle of it holds no schema library', async () => {
  const built = await Bun.build({ entrypoints: [`${import.meta.dir}/auction.ts`], target: 'browser', minify: true })
  const text = await built.outputs[0]!.text()
  expect(text).not.toContain('zod')
  expect(text).not.toContain('discriminat')
  expect(text).not.toContain('node:')
})
