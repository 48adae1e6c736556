// What an attacker would try at an auction, and what else may happen to one before its end and after it.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { randomUUID } from 'node:crypto'
import { type Auction, isRefusal, type Order, RoomId, type SkuId, UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import { systemClock } from '#system/clock'
import {
  APP,
  askFor,
  codeOf,
  databaseNow,
  guestless,
  letHoldEnd,
  openTestShop,
  PRICE,
  ROOM,
  type TestShop,
} from '../testing.ts'
import { lineAt, turns } from '../waitlist/testing.ts'
import {
  auctionsAt,
  countAgain,
  done,
  foundInGrace,
  letBeOver,
  letBidAgain,
  letEndIn,
  person,
  piecesOf,
} from './testing.ts'

let shop: TestShop
/** Another process of the shop, whose clock is an hour ahead. */
let ahead: TestShop
let at: ReturnType<typeof auctionsAt>
beforeAll(async () => {
  shop = await openTestShop()
  const clock = { ...systemClock, now: () => systemClock.now() + 3_600_000 }
  ahead = await openTestShop(shop.t, { clock })
  at = auctionsAt(shop)
})
afterAll(async () => {
  await ahead.close()
  await shop.close()
})
afterEach(async () => {
  shop.status = 'live'
  const { open } = await shop.commerce.source.auction!(APP, ROOM)
  if (open) await over(open)
})

const opened = async (more: object = {}, stock: Parameters<TestShop['stock']>[1] = {}, pieces = 1) => {
  const sku = await shop.stock(pieces, stock)
  return { sku, auction: done(await at.open(sku, more)) }
}
const over = async (auction: Auction) => {
  await letBeOver(shop, auction)
  await shop.commerce.sweep()
}
const orderOf = async (who: string, auction: Auction): Promise<Order> => {
  const { orderId } = done(await at.mine(who, auction))
  return shop.own.findLast(({ order }) => order.id === orderId)!.order
}
/** Somebody wins, and nobody else bid. */
const wonBy = async (who: string, more: object = {}) => {
  const { auction, sku } = await opened(more)
  await at.bids(who, auction, 5_000)
  await over(auction)
  return { auction, sku, order: await orderOf(who, auction) }
}

describe('C13 clocks', () => {
  test('a process whose clock is an hour ahead takes bids, ends nothing early, and opens as long as asked', async () => {
    const there = auctionsAt(ahead)
    const sku = await shop.stock(1)
    const before = await databaseNow(shop)
    const auction = done(await there.open(sku, { lastsMs: 60_000 }))
    expect(auction.openedAt).toBeWithin(before - 1, (await databaseNow(shop)) + 2)
    expect((await there.bids('ann', auction, 2_000)).leads).toBe(true)
    expect((await at.bids('bob', auction, 3_000)).leads).toBe(true)
    await ahead.commerce.sweep()
    const { auction: now, bids } = done(await at.read(auction))
    expect(now).toMatchObject({ state: 'open', standing: { leader: 2, bids: 2 } })
    for (const { at: taken } of bids) expect(taken).toBeWithin(auction.openedAt, (await databaseNow(shop)) + 2)
    await letBeOver(shop, auction)
    await ahead.commerce.sweep()
    expect(done(await at.read(auction)).auction).toMatchObject({ state: 'won', standing: { priceMinor: 2_100 } })
  })

  test('the order of receipt decides, not what ids say of their time', async () => {
    const { auction } = await opened()
    const [late, early] = [Bun.randomUUIDv7('hex', 4_000_000_000_000), Bun.randomUUIDv7('hex', 1)]
    done(await at.bid('first', auction, 3_000, { id: late }))
    expect(done(await at.bid('second', auction, 3_000, { id: early }))).toMatchObject({
      leads: false,
      standing: { leader: 1 },
    })
  })

  test('once it is over nothing is taken, though it is not ended yet', async () => {
    const { auction } = await opened()
    await letEndIn(shop, auction, 0)
    expect(codeOf(await at.bid('ann', auction, 5_000))).toBe('auction-over')
    expect(codeOf(await at.withdraw(auction))).toBe('wrong-state')
    expect(done(await at.read(auction)).auction).toMatchObject({ state: 'open', standing: { bids: 0 } })
  })
})

describe('who may bid', () => {
  test('nobody of the shop: it would drive its own price', async () => {
    const { auction } = await opened()
    for (const role of ['owner', 'host', 'assistant', 'analyst'] as const)
      expect(codeOf(await at.bid(person(role, { role }), auction, 5_000))).toBe('not-allowed')
    expect(done(await at.read(auction)).bids).toEqual([])
  })

  test('A3 of another app, another room or nowhere: one answer, and nothing is seen', async () => {
    const { auction } = await opened()
    shop.foreign.add('other' as never)
    const stranger = person('ann', { app: 'other' as never })
    const nothing = { id: 'nothing' as Auction['id'] }
    expect(await at.bid(stranger, auction, 5_000)).toEqual(await at.bid('ann', nothing, 5_000))
    expect(await at.bid('ann', auction, 5_000, { room: 'elsewhere' })).toEqual(await at.bid('ann', nothing, 5_000))
    expect(await at.mine('ann', auction, 'other' as never)).toEqual(await at.mine('ann', nothing))
    expect(await at.read(auction, { app: 'other' as never })).toEqual(await at.read(nothing))
    expect(await at.read(auction, { room: 'elsewhere' })).toEqual(await at.read(nothing))
    expect(codeOf(await at.withdraw(auction, person('desk', { app: 'other' as never, role: 'owner' })))).toBe(
      'not-found',
    )
    expect(done(await at.read(auction)).auction).toMatchObject({ state: 'open', standing: { bids: 0 } })
    // Where somebody bids says nothing of his bids elsewhere, and his id is only taken.
    const id = randomUUID()
    done(await at.bid('ann', auction, 5_000, { id }))
    expect(done(await at.mine('eve', auction))).toEqual({ bidder: null, upToMinor: null, leads: false, orderId: null })
  })

  test('not one who may buy no more of it, counting what he leads elsewhere, and not one who pauses', async () => {
    const { auction, sku } = await opened({}, { limit: 1 }, 3)
    done(await shop.commerce.placeOrder(APP, guestless('full'), askFor(sku)))
    expect(codeOf(await at.bid('full', auction, 5_000))).toBe('buyer-limit')
    await sql`insert into buyer_pauses (app_id, buyer_id, ends_at) values (${APP}, 'idle', now() + interval '1 minute')`.execute(
      shop.t.database.system,
    )
    expect(codeOf(await at.bid('idle', auction, 5_000))).toBe('hold-limit')
    await at.bids('leads', auction, 5_000)
    // The same product in another room.
    await sql`update auctions set room_id = 'elsewhere' where id = ${auction.id}`.execute(shop.t.database.system)
    const second = done(await at.open(sku))
    expect(codeOf(await at.bid('leads', second, 5_000))).toBe('buyer-limit')
    await at.bids('free', second, 2_000)
    await sql`update auctions set state = 'unsold', closed_at = now() where id = ${auction.id}`.execute(
      shop.t.database.system,
    )
    await sql`update skus set stock = stock + 1 where id = ${sku}`.execute(shop.t.database.system)
    expect((await at.bids('leads', second, 5_000)).leads).toBe(true)
  })

  test('1 bid in 300 ms for one person, over both processes at once; others meanwhile as they like', async () => {
    const { auction } = await opened()
    const there = auctionsAt(ahead)
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, i) => (i % 2 ? at : there).bid('eager', auction, 2_000 + i * 500)),
    )
    const { bids } = done(await at.read(auction))
    const times = bids.map(({ at: taken }) => taken).sort((a, b) => a - b)
    expect(answers.filter((answer) => codeOf(answer) === 'ok').length).toBe(bids.length)
    for (let i = 1; i < times.length; i++) expect(times[i]! - times[i - 1]!).toBeGreaterThanOrEqual(300)
    const waits = answers.flatMap((answer) =>
      isRefusal(answer) && answer.refused === 'too-many' ? [answer.retryAfterMs] : [],
    )
    for (const wait of waits) expect(wait).toBeWithin(1, 301)
    expect(codeOf(await at.bid('other', auction, 90_000))).toBe('ok')
  })
})

describe('the piece', () => {
  test('is none that somebody waits for', async () => {
    const sku = await shop.stock(1)
    const held = done(await shop.commerce.placeOrder(APP, guestless('holder'), askFor(sku)))
    await lineAt(shop).join('waits', sku)
    await shop.commerce.cancelOrder(APP, held.id, UserId.parse('holder'))
    expect(codeOf(await at.open(sku))).toBe('sold-out')
  })

  test('goes to who waits when nobody bid, when the desk takes the auction away, and when its winner does not pay', async () => {
    const line = lineAt(shop)
    const waiting = async (who: string, end: (auction: Auction) => Promise<unknown>, bidder?: string) => {
      const { auction, sku } = await opened()
      await line.join(who, sku)
      if (bidder) await at.bids(bidder, auction, 5_000)
      await end(auction)
      await shop.commerce.sweep()
      expect(await turns(shop, sku)).toEqual([who])
    }
    await waiting('w1', over)
    await waiting('w2', (auction) => at.withdraw(auction))
    await waiting(
      'w3',
      async (auction) => {
        await over(auction)
        await letHoldEnd(shop, (await orderOf('never', auction)).id)
      },
      'never',
    )
  })

  test('is bought meanwhile by nobody, and of two that are left one can be', async () => {
    const { sku } = await opened({}, {}, 2)
    expect(codeOf(await shop.commerce.placeOrder(APP, guestless('ann'), askFor(sku)))).toBe('ok')
    expect(codeOf(await shop.commerce.placeOrder(APP, guestless('bob'), askFor(sku)))).toBe('sold-out')
  })
})

describe('what was won', () => {
  test('is held besides five open orders and one of the same SKU, and takes none of their places', async () => {
    const skus: SkuId[] = []
    for (let i = 0; i < 6; i++) skus.push(await shop.stock(3))
    const auction = done(await at.open(skus[0]!))
    for (const sku of skus.slice(0, 5)) done(await shop.commerce.placeOrder(APP, guestless('five'), askFor(sku)))
    await at.bids('five', auction, 5_000)
    await over(auction)
    expect(await orderOf('five', auction)).toMatchObject({ state: 'held', totalMinor: 1_000 })
    const { orders } = await sql<{ id: string; slot: number | null }>`
      select id, hold_slot as slot from orders where buyer_id = 'five' and state = 'held' order by hold_slot`
      .execute(shop.t.database.system)
      .then(({ rows }) => ({ orders: rows }))
    expect(orders.map(({ slot }) => slot)).toEqual([1, 2, 3, 4, 5, null])
    expect(codeOf(await shop.commerce.placeOrder(APP, guestless('five'), askFor(skus[5]!)))).toBe('hold-limit')
    const { order } = await wonBy('only')
    expect(order.state).toBe('held')
    for (const sku of skus.slice(1, 5))
      expect(codeOf(await shop.commerce.placeOrder(APP, guestless('only'), askFor(sku)))).toBe('ok')
    expect(codeOf(await shop.commerce.placeOrder(APP, guestless('only'), askFor(skus[5]!)))).toBe('ok')
  })

  test('is put into a basket with another order, and paid with it', async () => {
    const { order, auction } = await wonBy('both')
    const other = done(await shop.commerce.placeOrder(APP, guestless('both'), askFor(await shop.stock(1))))
    const buyer = UserId.parse('both')
    const basket = done(
      await shop.commerce.baskets.put(APP, buyer, {
        ...{
          id: randomUUID() as never,
          orders: [order.id, other.id],
          claimId: null,
          addressId: null,
          deliveryId: null,
        },
      }),
    )
    expect(basket.prices.totalMinor).toBe(1_000 + PRICE)
    expect(basket.orders.find(({ id }) => id === order.id)).toMatchObject({ auctionId: auction.id })
  })

  test('nobody pays: the piece is back, and it counts towards the pause; so it does when it is given back at once', async () => {
    for (const round of [1, 2, 3]) {
      const { order, sku } = await wonBy('idler')
      if (round === 1) await letHoldEnd(shop, order.id)
      else done(await shop.commerce.cancelOrder(APP, order.id, UserId.parse('idler')))
      await shop.commerce.sweep()
      expect(await piecesOf(shop, sku)).toEqual({ free: 1, taken: 0 })
    }
    const { auction } = await opened()
    expect(codeOf(await at.bid('idler', auction, 5_000))).toBe('hold-limit')
  })
})

describe('before its end', () => {
  test('the desk takes it away: bids are void, and can be counted again all the same', async () => {
    const { auction, sku } = await opened()
    await at.bids('ann', auction, 5_000)
    await at.bids('bob', auction, 3_000)
    const gone = done(await at.withdraw(auction))
    expect(gone).toMatchObject({ state: 'withdrawn', standing: { leader: 1, bids: 2 } })
    expect(shop.told.at(-1)).toMatchObject({ type: 'auction.closed', winnerName: null })
    const { auction: read, bids } = done(await at.read(auction))
    expect(countAgain(read, bids)).toEqual([])
    expect(await piecesOf(shop, sku)).toEqual({ free: 1, taken: 0 })
    expect(done(await at.mine('ann', auction))).toMatchObject({ leads: true, orderId: null })
    expect(codeOf(await at.withdraw(auction))).toBe('wrong-state')
    expect((await at.list()).auctions[0]).toMatchObject({ id: auction.id, winner: null, closedAt: expect.any(Number) })
  })

  test('the room ends: it is taken away. Was the bidding over before, it still has its winner', async () => {
    const { auction } = await opened()
    await at.bids('ann', auction, 5_000)
    shop.status = 'ended'
    await shop.commerce.sweep()
    expect(done(await at.read(auction)).auction.state).toBe('withdrawn')
    shop.status = 'live'
    const bidIn = async () => {
      shop.status = 'live'
      const { auction: one } = await opened()
      await at.bids('ann', one, 5_000)
      return one
    }
    const { auction: second, found } = await foundInGrace(shop, bidIn, async (one) => {
      shop.status = 'ended'
      await shop.commerce.sweep()
      return done(await at.read(one)).auction.state
    })
    expect(found).toBe('open')
    await over(second)
    expect(done(await at.read(second)).auction.state).toBe('won')
  })
})

test('the list goes on where it ended, newest first, and a place that none gave out is empty', async () => {
  shop.rooms.set(RoomId.parse('other-room'), 'live')
  const all = (await at.list()).auctions.map(({ id }) => id)
  expect(all.length).toBeGreaterThan(4)
  const paged: string[] = []
  for (let after: string | undefined; ; ) {
    const { auctions, next } = await at.list({ limit: 2, ...(after ? { after } : {}) })
    paged.push(...auctions.map(({ id }) => id))
    if (next === null) break
    after = next
  }
  expect(paged).toEqual(all)
  expect(await at.list({ after: "'; select 1--" })).toMatchObject({ auctions: [], next: null })
})

test('what is read of an open auction says nobody’s most, page by page', async () => {
  const { auction } = await opened()
  await at.bids('ann', auction, 5_000)
  await at.bids('bob', auction, 3_000)
  await letBidAgain(shop, auction)
  await at.bids('bob', auction, 4_000)
  const { bids } = done(await at.read(auction, { after: 1, limit: 1 }))
  expect(bids).toMatchObject([{ n: 2, bidder: 2, priceMinor: 3_100, leader: 1, upToMinor: null, nonce: null }])
  expect(JSON.stringify(done(await at.read(auction)))).not.toContain('5000')
})
