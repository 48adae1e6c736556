// An auction as those in a room have it: the whole house, the SDK, and a real socket.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Order, OwnBidsTold, Refusal } from '@hawker/protocol'
import { type Hawker, isRefusal, type Room } from '@hawker/sdk'
import { createAuctions, recount } from '@hawker/sdk/auction'
import { STAFF_ROUTES } from '@hawker/sdk/routes-staff'
import { createShop } from '@hawker/sdk/shop'
import { sql } from 'kysely'
import type { App } from '#app'
import type { TestDatabase } from '#db'
import { until } from '#kernel/testing/until'
import { type House, openHouse, ROOM, SHOP } from '../../testing/house.ts'
import { done, letBeOver, letBidAgain } from './testing.ts'

const LIMIT_MS = 60_000
let house: House
let database: TestDatabase
let app: App
let desk: Hawker
let ann: Hawker
let bo: Hawker
let room: Room
const own: Order[] = []

const codeOf = (answer: unknown) => (isRefusal(answer) ? answer.refused : 'ok')
const must = async <T>(answer: Promise<T | Refusal>): Promise<T> => done(await answer)

beforeAll(async () => {
  house = await openHouse()
  ;({ app, database, desk } = house)
  ann = await house.guest('Ann Lee')
  bo = await house.guest('Bo')
  const skus = [{ id: 'cup-red', label: 'Red', priceMinor: 9_900, stock: 2 }]
  const product = { id: 'cup', title: 'Cup', currency: 'CNY', skus }
  done(await app.commerce.createProduct(SHOP, product as never, null))
  done(await app.commerce.putShelf(SHOP, ROOM, [{ productId: 'cup' as never, number: 1 }], null))
  room = ann.room(ROOM)
  room.on('own.order', (order) => own.push(order))
  await must(room.join())
}, LIMIT_MS)
afterAll(async () => {
  room?.leave()
  await house?.close()
}, LIMIT_MS)

test(
  'it reaches the room, rises for all, is there for who comes later, ends, and is paid and counted again by its winner',
  async () => {
    const shop = createShop(desk.call)
    const [hers, his] = [createAuctions(ann), createAuctions(bo)]
    const terms = { skuId: 'cup-red' as never, startMinor: 1_000, stepMinor: 100, lastsMs: 1_200_000 }
    const auction = await must(shop.auctions.open('tea', terms))
    await until(() => room.state.auction !== null)
    expect(room.state.auction).toEqual(auction)
    await until(() => room.state.shelf[0]?.skus[0]?.stock === 1)

    expect(codeOf(await createAuctions(desk).bid('tea', auction.id, 9_000))).toBe('not-allowed')
    const mine = await must(hers.bid('tea', auction.id, 5_000))
    expect(mine).toMatchObject({ bidder: 1, leads: true })
    expect(await must(his.bid('tea', auction.id, 3_000))).toMatchObject({ bidder: 2, leads: false })
    await until(() => room.state.auction?.standing.bids === 2)
    expect(room.state.auction?.standing).toMatchObject({ priceMinor: 3_100, nextMinor: 3_200, leader: 1, bidders: 2 })
    const late = bo.room('tea')
    await must(late.join())
    await until(() => late.state.auction?.standing.bids === 2)
    expect(late.state.auction).toEqual(room.state.auction)

    // What she bids here her other page hears of, and nobody else's does.
    const otherPage = ann.room('tea')
    const heard: [whose: string, told: OwnBidsTold][] = []
    otherPage.on('own.bids', (told) => heard.push(['ann', told]))
    late.on('own.bids', (told) => heard.push(['bo', told]))
    await must(otherPage.join())
    await letBidAgain({ t: database } as never, auction)
    await must(hers.bid('tea', auction.id, 6_000))
    await must(his.bid('tea', auction.id, 3_500))
    await until(() => heard.length === 2)
    const bidsOf = (bidder: number, upToMinor: number, leads: boolean) =>
      ({ type: 'own.bids', auctionId: auction.id, bids: { bidder, upToMinor, leads, orderId: null } }) as OwnBidsTold
    expect(heard.toSorted()).toEqual([
      ['ann', bidsOf(1, 6_000, true)],
      ['bo', bidsOf(2, 3_500, false)],
    ])
    otherPage.leave()

    await letBeOver({ t: database } as never, auction)
    await app.commerce.sweep()
    await until(() => room.state.auction === null && late.state.auction === null && own.length > 0)
    expect(room.state.lastAuction).toMatchObject({ auction: { id: auction.id, state: 'won' }, winnerName: 'A**e' })
    expect(own[0]).toMatchObject({ auctionId: auction.id, state: 'held', totalMinor: 3_600 })
    expect(await must(hers.mine('tea', auction.id))).toMatchObject({ leads: true, orderId: own[0]!.id })
    const sheet = await must(ann.orders.beginPayment(own[0]!.id))
    expect(await must(ann.orders.payInSandbox(sheet.paymentId))).toMatchObject({ state: 'paid', auctionId: auction.id })
    late.leave()

    const all = await must(his.readAll('tea', auction.id))
    expect(await recount(all.auction, all.bids)).toEqual({ holds: true })
    expect(all.bids.some(({ proof }) => proof === mine.standing.proof)).toBe(true)
    const { auctions: results } = await must(his.results('tea'))
    expect(results).toMatchObject([{ id: auction.id, state: 'won', winnerName: 'A**e' }])
    const { auctions } = await must(shop.auctions.list('tea'))
    expect(auctions).toMatchObject([{ id: auction.id, winner: { name: 'Ann Lee', bidder: 1, paid: true } }])
  },
  LIMIT_MS,
)

test(
  'the end of the show takes it away, and its piece is back',
  async () => {
    const shop = createShop(desk.call)
    const terms = { skuId: 'cup-red' as never, startMinor: 1_000, stepMinor: 100, lastsMs: 1_200_000 }
    const auction = await must(shop.auctions.open('tea', terms))
    await until(() => room.state.auction?.id === auction.id)
    await must(desk.studio.moveTo('tea', 'ended'))
    await until(() => room.state.auction === null)
    expect(room.state.lastAuction).toMatchObject({ auction: { id: auction.id, state: 'withdrawn' }, winnerName: null })
    const { rows } = await sql<{ stock: number }>`select stock from skus where id = 'cup-red'`.execute(app.db.system)
    expect(rows[0]!.stock).toBe(1)
    expect(codeOf(await shop.auctions.open('tea', terms))).toBe('wrong-state')
  },
  LIMIT_MS,
)

const TERMS = { skuId: 'cup-red', startMinor: 1_000, stepMinor: 100, lastsMs: 60_000 }
const BAD: [why: string, terms: object][] = [
  ['a start of nothing', { startMinor: 0 }],
  ['a start below zero', { startMinor: -1 }],
  ['a step of nothing', { stepMinor: 0 }],
  ['half a unit', { stepMinor: 0.5 }],
  ['more than there is money', { startMinor: 1e14 }],
  ['too short a time', { lastsMs: 14_999 }],
  ['too long a time', { lastsMs: 1_200_001 }],
  ['an end that moves too far', { extendsMs: 60_001 }],
  ['a price of its own', { priceMinor: 1 }],
]
test.each(BAD)('%s is no auction', async (_why, terms) => {
  const asked = await desk.call('auctions.openAuction', {
    params: { room: 'tea' },
    body: { ...TERMS, ...terms } as never,
  })
  expect(codeOf(asked)).toBe('invalid')
})

test.each([0, -1, 0.5, 1e14, Number.MAX_SAFE_INTEGER, '1000', null])('%p is no bid', async (upToMinor) => {
  const body = { id: crypto.randomUUID(), upToMinor } as never
  expect(codeOf(await ann.call('auctions.placeBid', { params: { room: 'tea', auction: 'a' }, body }))).toBe('invalid')
})

test('viewers open no auction, take none away, and do not see who won', async () => {
  const shop = createShop(house.passerBy({ routes: STAFF_ROUTES, token: ann.token! }).call)
  expect(codeOf(await shop.auctions.open('tea', TERMS as never))).toBe('not-allowed')
  expect(codeOf(await shop.auctions.withdraw('tea', 'a'))).toBe('not-allowed')
  expect(codeOf(await shop.auctions.list('tea'))).toBe('not-allowed')
  expect(codeOf(await shop.auctions.offer('tea', 'a', 1))).toBe('not-allowed')
})
