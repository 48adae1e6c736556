// What its winner lets go: back, told to the desk, offered to the next bidder, or put up again.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { AUCTION_HOLD_MS, type Auction, type OrderId, UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import { APP, askFor, codeOf, guestless, letHoldEnd, OTHER_APP, openTestShop, type TestShop } from '../testing.ts'
import { auctionsAt, done, letBeOver, letBidAgain, person, piecesOf } from './testing.ts'

let shop: TestShop
let at: ReturnType<typeof auctionsAt>
beforeAll(async () => {
  shop = await openTestShop()
  at = auctionsAt(shop)
})
afterAll(() => shop.close())
afterEach(async () => {
  const { open } = await shop.commerce.source.auction!(APP, 'room' as never)
  if (open) await over(open)
})

const over = async (auction: Pick<Auction, 'id'>) => {
  await letBeOver(shop, auction)
  await shop.commerce.sweep()
}
const pastOf = async ({ id }: Pick<Auction, 'id'>) => (await at.list()).auctions.find((one) => one.id === id)!
const letGo = async (id: OrderId) => {
  await letHoldEnd(shop, id)
  await shop.commerce.sweep()
}
/** Bidders 1, 2, 3 … of their names, each up to so much; it is over. */
const sold = async (mosts: Readonly<Record<string, number>>, pieces = 1) => {
  const sku = await shop.stock(pieces)
  const auction = done(await at.open(sku))
  for (const [who, most] of Object.entries(mosts)) await at.bids(who, auction, most)
  await over(auction)
  return { sku, auction }
}
const soldAndLetGo = async (mosts: Readonly<Record<string, number>>, pieces = 1) => {
  const one = await sold(mosts, pieces)
  await letGo((await pastOf(one.auction)).winner!.orderId)
  return one
}
const unpaidOf = async (who: string) => {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int4 as n from orders where buyer_id = ${who} and unpaid_at is not null`.execute(
    shop.t.database.system,
  )
  return rows[0]!.n
}

describe('a winner who does not pay', () => {
  test('stands as such in the list, with who is next: nobody while he may still pay', async () => {
    const { auction, sku } = await sold({ low: 2_000, win: 9_000, mid: 4_000 })
    expect(await pastOf(auction)).toMatchObject({
      winner: { name: 'win', bidder: 2, priceMinor: 4_100, order: 'held', paid: false, holdEndsAt: expect.any(Number) },
      ...{ offers: [], next: null },
    })
    await letGo((await pastOf(auction)).winner!.orderId)
    // Without him the two others had made it 2,100.
    const next = { name: 'mid', bidder: 3, priceMinor: 2_100 }
    expect(await pastOf(auction)).toMatchObject({ winner: { order: 'expired' }, offers: [], next })
    expect(await piecesOf(shop, sku)).toEqual({ free: 1, taken: 0 })
  })

  test('gives it back at once, or pays after all: the one is let go, the other is not', async () => {
    const { auction } = await sold({ ann: 3_000, bob: 5_000 })
    const { orderId } = (await pastOf(auction)).winner!
    done(await shop.commerce.cancelOrder(APP, orderId, UserId.parse('bob')))
    expect(await pastOf(auction)).toMatchObject({
      winner: { order: 'cancelled' },
      next: { bidder: 1, priceMinor: 1_000 },
    })
    const { auction: paid } = await sold({ ann: 3_000, cid: 5_000 })
    const won = (await pastOf(paid)).winner!
    const sheet = done(await shop.commerce.beginPayment(APP, won.orderId, UserId.parse('cid')))
    done(await shop.commerce.actInSandbox(APP, sheet.paymentId, UserId.parse('cid'), 'approve'))
    expect(await pastOf(paid)).toMatchObject({ winner: { order: 'paid', paid: true }, next: null })
    expect(codeOf(await at.offer(paid, 1))).toBe('wrong-state')
  })

  test('what he bid drives nobody else’s price, nor does a friend who bid beside him and lets it go as well', async () => {
    const { auction } = await soldAndLetGo({ true: 5_000, friend: 8_000, fake: 90_000 })
    expect((await pastOf(auction)).next).toMatchObject({ bidder: 2, priceMinor: 5_100 })
    const offered = done(await at.offer(auction, 2))
    await letGo(offered.offers[0]!.orderId)
    expect((await pastOf(auction)).next).toEqual({ name: 'true', bidder: 1, priceMinor: 1_000 })
  })

  test('alike, who said it first is next, at no more than he said', async () => {
    const { auction } = await soldAndLetGo({ first: 4_000, second: 4_000, win: 9_000 })
    expect((await pastOf(auction)).next).toEqual({ name: 'first', bidder: 1, priceMinor: 4_000 })
  })
})

describe('offered to the next bidder', () => {
  test('it is held for him at that price as long as for a winner, he hears of it, and the journal knows by whom', async () => {
    const { auction, sku } = await soldAndLetGo({ low: 2_000, ann: 4_000, win1: 9_000 })
    const offered = done(await at.offer(auction, 2))
    const told = shop.own.findLast(({ user }) => user === 'ann')!
    expect(told.order).toMatchObject({
      auctionId: auction.id,
      turn: true,
      state: 'held',
      totalMinor: 2_100,
      skuId: sku,
    })
    expect(told.order.holdEndsAt! - told.order.placedAt).toBe(AUCTION_HOLD_MS)
    expect(offered).toMatchObject({
      next: null,
      offers: [{ name: 'ann', bidder: 2, order: 'held', priceMinor: 2_100 }],
    })
    expect(await piecesOf(shop, sku)).toEqual({ free: 0, taken: 1 })
    const sheet = done(await shop.commerce.beginPayment(APP, told.order.id, UserId.parse('ann')))
    done(await shop.commerce.actInSandbox(APP, sheet.paymentId, UserId.parse('ann'), 'approve'))
    expect(await pastOf(auction)).toMatchObject({ winner: { order: 'expired' }, offers: [{ paid: true }], next: null })
    const { rows } = await sql<{ by: string; id: string }>`
      select by, id::text as id from journal where kind = 'auction.offered' and payload ->> 'auctionId' = ${auction.id}`.execute(
      shop.t.database.system,
    )
    expect(rows).toMatchObject([{ by: 'desk' }])
    expect(shop.toldPeople).toContain(rows[0]!.id)
    // Where whoever offered it died before he said so, another says it.
    const heard = shop.own.length
    await shop.commerce.tellAgain({ app: APP, kind: 'auction.offered', payload: { orderId: told.order.id } } as never)
    expect(shop.own.slice(heard)).toMatchObject([{ user: 'ann', order: { id: told.order.id, state: 'paid' } }])
  })

  test('he need not take it: it goes to the one after him, and counts for nothing', async () => {
    const { auction, sku } = await soldAndLetGo({ two: 5_000, one: 6_000, win2: 9_000 })
    const first = done(await at.offer(auction, 2)).offers[0]!
    done(await shop.commerce.cancelOrder(APP, first.orderId, UserId.parse('one')))
    const second = done(await at.offer(auction, 1)).offers[0]!
    await letGo(second.orderId)
    expect(await pastOf(auction)).toMatchObject({ offers: [{ bidder: 1 }, { bidder: 2 }], next: null })
    expect(await piecesOf(shop, sku)).toEqual({ free: 1, taken: 0 })
    expect([await unpaidOf('one'), await unpaidOf('two'), await unpaidOf('win2')]).toEqual([0, 0, 1])
  })

  test('twice, by two desks at once, it is one offer and one piece', async () => {
    const { auction, sku } = await soldAndLetGo({ ann: 4_000, win3: 9_000 }, 2)
    const answers = await Promise.all(Array.from({ length: 8 }, () => at.offer(auction, 1)))
    const orders = new Set(
      answers.map((answer) =>
        done(answer)
          .offers.map(({ orderId }) => orderId)
          .join(),
      ),
    )
    expect(orders.size).toBe(1)
    expect(await piecesOf(shop, sku)).toEqual({ free: 1, taken: 1 })
    await letGo(done(await at.offer(auction, 1)).offers[0]!.orderId)
    // What he let go is not offered to him again.
    expect(done(await at.offer(auction, 1)).offers).toMatchObject([{ order: 'expired' }])
    expect(await piecesOf(shop, sku)).toEqual({ free: 2, taken: 0 })
  })

  test('not to whom it is not, not while the winner may pay, not when the piece is gone', async () => {
    const { auction } = await sold({ low: 3_000, ann: 4_000, win4: 9_000 })
    for (const bidder of [1, 2, 3, 99]) expect(codeOf(await at.offer(auction, bidder))).toBe('wrong-state')
    const { skuId } = await pastOf(auction)
    await letGo((await pastOf(auction)).winner!.orderId)
    for (const bidder of [1, 3, 99]) expect(codeOf(await at.offer(auction, bidder))).toBe('wrong-state')
    done(await shop.commerce.placeOrder(APP, guestless('quick'), askFor(skuId)))
    expect(codeOf(await at.offer(auction, 2))).toBe('sold-out')
    expect((await pastOf(auction)).next).toMatchObject({ bidder: 2 })
  })

  test('A3 not in another app, another room, nor of an auction that is open or had no winner', async () => {
    const { auction } = await soldAndLetGo({ ann: 4_000, win5: 9_000 })
    const stranger = person('desk', { app: OTHER_APP, role: 'owner' })
    expect(await at.offer(auction, 1, stranger)).toEqual(await at.offer({ id: 'nothing' as never }, 1))
    const open = done(await at.open(await shop.stock(1)))
    await at.bids('ann', open, 4_000)
    expect(codeOf(await at.offer(open, 1))).toBe('wrong-state')
    done(await at.withdraw(open))
    expect(codeOf(await at.offer(open, 1))).toBe('wrong-state')
  })
})

describe('those that are over', () => {
  test('are there for everybody, with price and masked name; what is open is not, nor who pays', async () => {
    const { auction } = await soldAndLetGo({ lin_chen: 4_000, ann_lee: 9_000 })
    const gone = done(await at.open(await shop.stock(1)))
    done(await at.withdraw(gone))
    const open = done(await at.open(await shop.stock(1)))
    const { auctions } = done(await at.results())
    expect(auctions.slice(0, 2)).toMatchObject([
      { id: gone.id, state: 'withdrawn', winnerName: null },
      { id: auction.id, state: 'won', winnerName: 'a**e', standing: { priceMinor: 4_100, leader: 2 } },
    ])
    expect(auctions.some(({ id }) => id === open.id)).toBe(false)
    for (const secret of ['ann_lee', 'lin_chen', 'orderId', 'expired', 'most'])
      expect(JSON.stringify(auctions.slice(0, 2))).not.toContain(secret)
  })

  test('go on page by page, and are of this app and room alone', async () => {
    await sold({ ann: 4_000 })
    await sold({ bob: 4_000 })
    const all = done(await at.results()).auctions.map(({ id }) => id)
    const paged: string[] = []
    for (let after: string | undefined; ; ) {
      const { auctions, next } = done(await at.results({ limit: 1, after }))
      paged.push(...auctions.map(({ id }) => id))
      if (next === null) break
      after = next
    }
    expect(paged).toEqual(all)
    expect(done(await at.results({ after: "'; select 1--" }))).toEqual({ auctions: [], next: null })
    expect(codeOf(await at.results({ app: OTHER_APP }))).toBe('not-found')
    expect(codeOf(await at.results({ room: 'elsewhere' }))).toBe('not-found')
  })
})

describe('guests', () => {
  const guest = (id: string) => person(id, { role: 'guest' })

  test('bid where an auction takes them, and are told what to do where it does not', async () => {
    const closed = done(await at.open(await shop.stock(1), { guestsMayBid: false }))
    expect(closed.guestsMayBid).toBe(false)
    expect(await at.bid(guest('g1'), closed, 5_000)).toMatchObject({
      refused: 'not-signed-in',
      message: expect.stringMatching(/^Guests cannot bid here/),
    })
    expect((await at.bids('customer', closed, 5_000)).leads).toBe(true)
    expect(done(await at.read(closed)).auction.standing.bids).toBe(1)
    await over(closed)
    const open = done(await at.open(await shop.stock(1), { guestsMayBid: true }))
    expect(done(await at.bid(guest('g1'), open, 5_000)).leads).toBe(true)
  })

  test('left unsaid they bid, until the shop has customers of its own', async () => {
    expect(done(await at.open(await shop.stock(1))).guestsMayBid).toBe(true)
    expect((await at.list()).guestsMayBid).toBe(true)
    const known = await openTestShop(shop.t, { hasCustomers: async (app) => app === APP })
    const there = auctionsAt(known)
    const { open } = await shop.commerce.source.auction!(APP, 'room' as never)
    await over(open!)
    const sku = await shop.stock(1)
    expect(done(await there.open(sku)).guestsMayBid).toBe(false)
    expect((await there.list()).guestsMayBid).toBe(false)
    await known.close()
  })
})

describe('own bids', () => {
  test('are told to their bidder alone, each time with his most; of what was refused nothing is', async () => {
    const auction = done(await at.open(await shop.stock(1)))
    const since = shop.ownBids.length
    await at.bids('ann', auction, 5_000)
    await at.bids('bob', auction, 3_000)
    expect(codeOf(await at.bid('cid', auction, 1_500))).toBe('bid-too-low')
    await letBidAgain(shop, auction)
    await at.bids('ann', auction, 7_000)
    expect(shop.ownBids.slice(since).map(({ user, told }) => [user, told.auctionId, told.bids])).toEqual([
      ['ann', auction.id, { bidder: 1, upToMinor: 5_000, leads: true, orderId: null }],
      ['bob', auction.id, { bidder: 2, upToMinor: 3_000, leads: false, orderId: null }],
      ['ann', auction.id, { bidder: 1, upToMinor: 7_000, leads: true, orderId: null }],
    ] as never)
  })
})
