import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { randomUUID } from 'node:crypto'
import { AUCTION_EXTENDED_MAX_MS, AUCTION_HOLD_MS, type Auction, isRefusal, type SkuId } from '@hawker/protocol'
import { ID_USED } from '#kernel/used-id'
import { APP, codeOf, OTHER_APP, openTestShop, ROOM, type TestShop } from '../testing.ts'
import {
  auctionsAt,
  countAgain,
  done,
  foundInGrace,
  letBeOver,
  letBidAgain,
  letBidLater,
  letEndIn,
  person,
  piecesOf,
  userOf,
} from './testing.ts'

let shop: TestShop
let at: ReturnType<typeof auctionsAt>
beforeAll(async () => {
  shop = await openTestShop()
  at = auctionsAt(shop)
})
afterAll(() => shop.close())
// What a test left open is in nobody's way.
afterEach(async () => {
  const { open } = await shop.commerce.source.auction!(APP, ROOM)
  if (open) await over(open)
})

/** An auction of its own, and none else is open. */
const opened = async (more: object = {}, pieces = 1): Promise<{ auction: Auction; sku: SkuId }> => {
  const sku = await shop.stock(pieces)
  return { sku, auction: done(await at.open(sku, more)) }
}
const over = async (auction: Auction) => {
  await letBeOver(shop, auction)
  await shop.commerce.sweep()
}

describe('opening', () => {
  test('sets one piece aside, and tells the room', async () => {
    const { sku, auction } = await opened({ startMinor: 5_000, stepMinor: 500 }, 2)
    expect(auction).toMatchObject({
      skuId: sku,
      title: expect.stringContaining('Vase'),
      skuLabel: 'Large',
      currency: 'CNY',
      state: 'open',
    })
    expect(auction.standing).toEqual({
      ...{ priceMinor: 5_000, nextMinor: 5_000, leader: null, bidders: 0, bids: 0 },
      ...{ endsAt: auction.openedAt + 60_000, proof: auction.id },
    })
    expect(auction.endsLatestAt).toBe(auction.standing.endsAt + AUCTION_EXTENDED_MAX_MS)
    expect(await piecesOf(shop, sku)).toEqual({ free: 1, taken: 1 })
    expect(shop.told.at(-1)).toMatchObject({ type: 'auction.opened', auction })
    expect(await shop.commerce.source.auction!(APP, ROOM)).toEqual({ open: auction, version: auction.version })
    expect(codeOf(await at.open(await shop.stock(1)))).toBe('wrong-state')
    done(await at.withdraw(auction))
    expect(await piecesOf(shop, sku)).toEqual({ free: 2, taken: 0 })
    expect(await shop.commerce.source.auction!(APP, ROOM)).toMatchObject({ open: null })
  })

  test('takes no piece that is not there, not on this shelf, or not of this app', async () => {
    expect(codeOf(await at.open(await shop.stock(0)))).toBe('sold-out')
    expect(codeOf(await at.open('nothing' as SkuId))).toBe('not-found')
    shop.foreign.add(OTHER_APP)
    const foreign = await openTestShop(shop.t)
    expect(codeOf(await at.open(await shop.stock(1), {}, person('desk', { app: OTHER_APP, role: 'owner' })))).toBe(
      'not-found',
    )
    await foreign.close()
  })

  test('a room that has ended opens none', async () => {
    const sku = await shop.stock(1)
    shop.status = 'ended'
    expect(codeOf(await at.open(sku))).toBe('wrong-state')
    shop.status = 'live'
  })
})

describe('bidding', () => {
  test('the price is what it takes to beat the second, and bidders are numbers', async () => {
    const { auction } = await opened()
    expect(codeOf(await at.bid('ann', auction, 999))).toBe('bid-too-low')
    expect(await at.bids('ann', auction, 3_000)).toMatchObject({
      ...{ bidder: 1, upToMinor: 3_000, leads: true, orderId: null },
      standing: { priceMinor: 1_000, nextMinor: 1_100, leader: 1, bidders: 1, bids: 1 },
    })
    expect(codeOf(await at.bid('bob', auction, 1_099))).toBe('bid-too-low')
    expect(await at.bids('bob', auction, 2_000)).toMatchObject({
      bidder: 2,
      leads: false,
      standing: { priceMinor: 2_100, leader: 1 },
    })
    expect(await at.bids('cat', auction, 3_000)).toMatchObject({
      bidder: 3,
      leads: false,
      standing: { priceMinor: 3_000, leader: 1 },
    })
    await letBidAgain(shop, auction)
    expect(await at.bids('bob', auction, 4_000)).toMatchObject({
      leads: true,
      standing: { priceMinor: 3_100, leader: 2, bids: 4 },
    })
    const { bids } = done(await at.read(auction))
    expect(bids.map(({ upToMinor, nonce }) => upToMinor ?? nonce)).toEqual([null, null, null, null])
    expect(shop.latest.at(-1)?.bidding?.[auction.id]).toMatchObject({ priceMinor: 3_100, bids: 4 })
    done(await at.withdraw(auction))
  })

  test('U23 a bid in the last moments moves the end, a refused one and one that changes nothing do not', async () => {
    const { auction } = await opened({ extendsMs: 60_000 })
    await letEndIn(shop, auction, 40_000)
    expect(codeOf(await at.bid('ann', auction, 500))).toBe('bid-too-low')
    const before = done(await at.read(auction)).auction.standing.endsAt
    const taken = await at.bids('ann', auction, 2_000)
    const { bids } = done(await at.read(auction))
    expect(taken.standing.endsAt).toBe(bids[0]!.at + 60_000)
    expect(taken.standing.endsAt).toBeGreaterThan(before)
    await letBidAgain(shop, auction)
    await letEndIn(shop, auction, 40_000)
    const shorter = (await at.bids('ann', auction, 3_000)).standing
    expect(shorter).toMatchObject({ priceMinor: 1_000, bids: 2 })
    expect(shorter.endsAt).toBeLessThan(taken.standing.endsAt)
    done(await at.withdraw(auction))
  })

  test('once a bid, whatever is sent again: the answer says how it stands now', async () => {
    const { auction } = await opened()
    const id = randomUUID()
    expect(done(await at.bid('ann', auction, 2_000, { id }))).toMatchObject({ leads: true, standing: { bids: 1 } })
    await at.bids('bob', auction, 3_000)
    expect(done(await at.bid('ann', auction, 2_000, { id }))).toMatchObject({
      bidder: 1,
      leads: false,
      standing: { bids: 2 },
    })
    expect(await at.bid('ann', auction, 4_000, { id })).toEqual(ID_USED)
    expect(codeOf(await at.bid('cat', auction, 4_000, { id }))).toBe('conflict')
    expect(codeOf(await at.bid('cat', auction, 2_000, { id }))).toBe('conflict')
    await letBidLater(shop, auction)
    expect(codeOf(await at.bid('bob', auction, 5_000))).toBe('too-many')
    await over(auction)
    expect(codeOf(await at.bid('bob', auction, 9_000))).toBe('auction-over')
  })
})

describe('the end', () => {
  test('the winner is held the piece at the price of the auction, outside his holds, and pays it', async () => {
    const bidIn = async () => {
      const { auction } = await opened()
      await at.bids('won', auction, 5_000)
      await at.bids('lost', auction, 2_000)
      return auction
    }
    const { auction, found } = await foundInGrace(shop, bidIn, async (one) => {
      await shop.commerce.sweep()
      return done(await at.read(one)).auction.state
    })
    expect(found).toBe('open')
    const sku = auction.skuId
    await over(auction)
    const { auction: closed, bids } = done(await at.read(auction))
    expect(closed).toMatchObject({ state: 'won', standing: { priceMinor: 2_100, leader: 1 } })
    expect(countAgain(closed, bids)).toEqual([])
    expect(shop.told.at(-1)).toMatchObject({ type: 'auction.closed', winnerName: 'w**n', auction: closed })
    const mine = done(await at.mine('won', auction))
    const own = shop.own.findLast(({ order }) => order.auctionId === auction.id)!.order
    expect(own).toMatchObject({
      id: mine.orderId!,
      state: 'held',
      auctionId: auction.id,
      totalMinor: 2_100,
      skuId: sku,
    })
    expect(own.holdEndsAt! - own.placedAt).toBe(AUCTION_HOLD_MS)
    expect(done(await at.mine('lost', auction))).toMatchObject({ leads: false, orderId: null })
    expect(await piecesOf(shop, sku)).toEqual({ free: 0, taken: 1 })
    const sheet = done(await shop.commerce.beginPayment(APP, own.id, userOf('won')))
    const paid = done(await shop.commerce.actInSandbox(APP, sheet.paymentId, userOf('won'), 'approve'))
    expect(paid).toMatchObject({ state: 'paid', auctionId: auction.id })
    expect((await at.list()).auctions[0]).toMatchObject({
      id: auction.id,
      winner: { name: 'won', bidder: 1, orderId: own.id, paid: true },
    })
  })

  test('nobody bid: the piece goes back', async () => {
    const { auction, sku } = await opened()
    await over(auction)
    expect(shop.told.at(-1)).toMatchObject({ type: 'auction.closed', winnerName: null, auction: { state: 'unsold' } })
    expect(await piecesOf(shop, sku)).toEqual({ free: 1, taken: 0 })
    expect(isRefusal(await at.withdraw(auction))).toBe(true)
  })
})
