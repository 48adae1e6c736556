// Many at once, over two processes, behind slow locks and lost answers: one leader, one winner, nothing twice.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { randomUUID } from 'node:crypto'
import { type Auction, BID_GRACE_MS, isRefusal } from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import { openDatabase } from '#db'
import { until } from '#kernel/testing/until'
import { systemClock } from '#system/clock'
import { openLog } from '#system/log'
import { openLossyProxy } from '../../db/testing-proxy.ts'
import { APP, codeOf, openTestShop, ROOM, type TestShop } from '../testing.ts'
import { auctionsAt, countAgain, done, letBeOver, letBidAgain, letEndIn, piecesOf } from './testing.ts'

const BIDS_LEAST = 11

let shop: TestShop
let other: TestShop
let at: ReturnType<typeof auctionsAt>
let there: ReturnType<typeof auctionsAt>
beforeAll(async () => {
  shop = await openTestShop()
  other = await openTestShop(shop.t)
  at = auctionsAt(shop)
  there = auctionsAt(other)
})
afterAll(async () => {
  await other.close()
  await shop.close()
})

const opened = async (more: object = {}): Promise<Auction> => done(await at.open(await shop.stock(1), more))
const ordersOf = async ({ id }: Auction) => {
  const { rows } = await sql<{ buyer: string; total: number }>`
    select buyer_id as buyer, total_minor as total from orders where auction_id = ${id}`.execute(shop.t.database.system)
  return rows
}
const over = async (auction: Auction) => {
  await letBeOver(shop, auction)
  await shop.commerce.sweep()
  return done(await at.read(auction))
}

test('64 bidders over two processes: one leader, who would pay most and said so first; ended by all at once, once', async () => {
  const auction = await opened({ extendsMs: 0 })
  // Whoever comes first in a rush may leave the others too little to say: these all have their say.
  for (let i = 0; i < BIDS_LEAST; i++) await (i % 2 ? at : there).bids(`early${i}`, auction, 1_000 + i * 100)
  for (let round = 0; round < 3; round++) {
    await Promise.all(
      Array.from({ length: 64 }, (_, i) =>
        (i % 2 ? at : there).bid(`b${i}`, auction, 1_000 + ((i * 37 + round * 53) % 64) * 100 * (round + 1)),
      ),
    )
    await letBidAgain(shop, auction)
  }
  await letBeOver(shop, auction)
  await Promise.all([shop.commerce.sweep(), other.commerce.sweep(), shop.commerce.sweep(), other.commerce.sweep()])
  const { auction: closed, bids } = done(await at.read(auction))
  expect(bids.length).toBeGreaterThanOrEqual(BIDS_LEAST)
  expect(countAgain(closed, bids)).toEqual([])
  const most = Math.max(...bids.map(({ upToMinor }) => upToMinor!))
  const first = bids.find(({ upToMinor }) => upToMinor === most)!
  expect(closed).toMatchObject({ state: 'won', standing: { leader: first.bidder } })
  const owners = new Map<number, number>()
  for (const { bidder, upToMinor } of bids) owners.set(bidder, Math.max(owners.get(bidder) ?? 0, upToMinor!))
  const second = [...owners]
    .filter(([bidder]) => bidder !== first.bidder)
    .reduce((max, [, upTo]) => Math.max(max, upTo), 0)
  expect(closed.standing.priceMinor).toBeLessThanOrEqual(Math.min(most, second + 100))
  expect(closed.standing.priceMinor).toBeGreaterThanOrEqual(second)
  expect(await ordersOf(auction)).toEqual([{ buyer: expect.any(String), total: closed.standing.priceMinor }])
  expect([...shop.told, ...other.told].filter(({ id }) => id === `auction-closed:${auction.id}`).length).toBe(1)
  await piecesOf(shop, auction.skuId)
})

/** What happens while somebody slow has the auction, and so many bids of ours wait for it in the database. */
const whileLocked = <T>(
  auction: Auction,
  waiters: number,
  bid: () => T,
  then: (tx: Transaction<unknown>) => Promise<void>,
) =>
  shop.t.database.system.transaction().execute(async (tx) => {
    await sql`select from auctions where id = ${auction.id} for update`.execute(tx)
    // In an array: it is waited for outside, when the lock is gone.
    const asked = [bid()]
    const waiting = sql<{ n: number }>`
      select count(*)::int4 as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    await until(async () => (await waiting.execute(shop.t.database.system)).rows[0]!.n >= waiters)
    await then(tx)
    return asked
  })

test('U23 bids that came before the end count, though somebody slow had the auction until it was over', async () => {
  const auction = await opened({ extendsMs: 0 })
  const bids = () => Promise.all([at.bid('ann', auction, 2_000), there.bid('bob', auction, 3_000)])
  const [asked] = await whileLocked(auction, 2, bids, async (tx) => {
    await sql`update auctions set ends_at = date_trunc('milliseconds', clock_timestamp()) + interval '2 milliseconds'
      where id = ${auction.id}`.execute(tx)
    const isOver = sql<{
      over: boolean
    }>`select ends_at < clock_timestamp() as over from auctions where id = ${auction.id}`
    await until(async () => (await isOver.execute(tx)).rows[0]!.over)
  })
  expect((await asked!).map(codeOf)).toEqual(['ok', 'ok'])
  expect(codeOf(await at.bid('late', auction, 9_000))).toBe('auction-over')
  expect((await over(auction)).auction).toMatchObject({ state: 'won', standing: { bids: 2 } })
})

test('C13 a bid that waited in the process behind others counts from when it came, for as long as the grace', async () => {
  let monotonic = 0
  const slow = await openTestShop(shop.t, { clock: { ...systemClock, monotonic: () => monotonic } })
  const bid = auctionsAt(slow).bid
  const now = async () =>
    (
      await sql<{ at: number }>`select (extract(epoch from clock_timestamp()) * 1000)::int8 as at`.execute(
        shop.t.database.system,
      )
    ).rows[0]!.at
  for (const [waitsMs, countsMs] of [
    [600, 600],
    [1_500, BID_GRACE_MS],
  ] as const) {
    const auction = await opened()
    let released = 0
    const first = () => bid('ann', auction, 2_000)
    let queued: ReturnType<typeof bid> | null = null
    await Promise.all(
      await whileLocked(auction, 1, first, async () => {
        queued = bid('queued', auction, 9_000)
        monotonic += waitsMs
        released = await now()
      }),
    )
    expect(codeOf(await queued!)).toBe('ok')
    const taken = done(await at.read(auction)).bids[1]!.at
    expect(taken).toBeGreaterThanOrEqual(released - countsMs - 1)
    expect(taken).toBeLessThanOrEqual((await now()) - countsMs)
    await over(auction)
  }
  await slow.close()
})

test('an auction ends by itself soon after its time, by the process that took the last bid', async () => {
  const bidBeforeEnd = async (inMs: number): Promise<Auction> => {
    const auction = await opened({ extendsMs: 0 })
    await letEndIn(shop, auction, inMs)
    const answer = await there.bid('ann', auction, 2_000)
    if (!isRefusal(answer)) return auction
    // Not quick enough for that.
    await over(auction)
    return bidBeforeEnd(2 * inMs)
  }
  const auction = await bidBeforeEnd(500)
  await until(async () => done(await at.read(auction)).auction.state === 'won')
  const { closedAt, standing } = (await at.list()).auctions[0]!
  expect(closedAt! - standing.endsAt).toBeGreaterThanOrEqual(BID_GRACE_MS)
  await until(() => other.own.some(({ order }) => order.auctionId === auction.id))
})

test('P6 a process that dies before it tells: the journal has the end, and another tells where the bidding stands', async () => {
  const auction = await opened()
  await at.bids('ann', auction, 2_000)
  await other.commerce.sweep()
  expect(other.latest.findLast(({ bidding }) => bidding)?.bidding?.[auction.id]).toMatchObject({ leader: 1, bids: 1 })
  const told = other.latest.length
  await other.commerce.sweep()
  expect(other.latest.slice(told).filter(({ bidding }) => bidding)).toEqual([])
  expect((await other.commerce.source.auction!(APP, ROOM)).open?.standing).toMatchObject({ leader: 1, bids: 1 })
  await over(auction)
  const { rows } = await sql<{ tell: { id: string }[] }>`
    select tell from journal where kind like 'auction.%' and tell is not null and payload->>'auctionId' = ${auction.id}
    order by id`.execute(shop.t.database.system)
  expect(rows.flatMap(({ tell }) => tell.map(({ id }) => id))).toEqual([
    `auction-opened:${auction.id}`,
    `auction-closed:${auction.id}`,
  ])
})

test('commits that were done and not heard of: the same bids are asked again, and each is there once', async () => {
  let losing = 0
  const proxy = await openLossyProxy(shop.t.url, () => losing-- > 0)
  const log = openLog('silent')
  const database = await openDatabase({ url: proxy.url, dataDir: '/nonexistent', log, connectionsMax: 4 })
  const third = await openTestShop({ ...shop.t, database })
  const auction = await opened()
  losing = 2
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, i) => auctionsAt(third).bid(`l${i}`, auction, 2_000 + i * 300, { id: randomUUID() })),
  )
  expect(proxy.lost).toBe(2)
  const { auction: closed, bids } = await over(auction)
  expect(countAgain(closed, bids)).toEqual([])
  expect(bids.length).toBe(answers.filter((answer) => !isRefusal(answer)).length)
  expect(new Set(bids.map(({ bidder }) => bidder)).size).toBe(bids.length)
  await third.close()
  await database.close()
  await proxy.close()
})
