// People at an auction of a test shop, and what must be true of it.
import { createHash, randomUUID } from 'node:crypto'
import {
  type Actor,
  type AppId,
  type Auction,
  api,
  BID_EVERY_MS,
  BID_GRACE_MS,
  type Bid,
  type Endpoint,
  isRefusal,
  type PublicPerson,
  type Refusal,
  type SkuId,
  UserId,
} from '@hawker/protocol'
import { noBids, proofTextOf, withBid } from '@hawker/protocol/bidding'
import { sql } from 'kysely'
import { patiently } from '../../testing/patiently.ts'
import { APP, guestless, ROOM, type TestShop } from '../testing.ts'

const a = api.auctions

export const person = (id: string, { app = APP, role = 'viewer' as PublicPerson['role'] } = {}): Actor => ({
  ...{ kind: 'person', app, sessionId: 's' },
  person: { ...guestless(id, role), avatarUrl: null, level: 0 },
})

export const done = <T>(answer: T | Refusal): T => {
  if (isRefusal(answer)) throw new Error(`${answer.refused}: ${answer.message}`)
  return answer
}

/** The doors of auctions at one process of a shop. */
export const auctionsAt = (shop: TestShop) => {
  const ask = async (endpoint: Endpoint, actor: Actor, more: object) => {
    const route = shop.commerce.routes.find((one) => one.endpoint === endpoint)!
    return route.handle({ actor, query: {}, ...more } as never)
  }
  const desk = person('desk', { role: 'assistant' })
  const bid = async (
    who: string | Actor,
    { id: auction }: Pick<Auction, 'id'>,
    upToMinor: number,
    { id = randomUUID() as string, room = ROOM as string } = {},
  ) => {
    const actor = typeof who === 'string' ? person(who) : who
    const asked = { params: { room, auction }, body: { id, upToMinor } }
    const answer = await patiently(() => ask(a.placeBid, actor, asked))
    return isRefusal(answer) ? answer : a.placeBid.answer.parse(answer)
  }
  let reads = 0
  /** Asked a little different each time: what many ask for is read once for a while. */
  const read = async (
    { id: auction }: Pick<Auction, 'id'>,
    { app = APP, room = ROOM as string, after = 0, limit = 1_000 - (reads++ % 400) } = {},
  ) => {
    const asked = { params: { room, auction }, query: { app, after, limit } }
    const answer = await ask(a.readAuction, person('anybody'), asked)
    return isRefusal(answer) ? answer : a.readAuction.answer.parse(answer)
  }
  return {
    open: async (skuId: SkuId, more: object = {}, actor: Actor = desk) => {
      const body = { skuId, startMinor: 1_000, stepMinor: 100, lastsMs: 60_000, extendsMs: 10_000, ...more }
      const answer = await ask(a.openAuction, actor, { params: { room: ROOM }, body })
      return isRefusal(answer) ? answer : a.openAuction.answer.parse(answer)
    },
    withdraw: async ({ id: auction }: Pick<Auction, 'id'>, actor: Actor = desk) => {
      const answer = await ask(a.withdrawAuction, actor, { params: { room: ROOM, auction } })
      return isRefusal(answer) ? answer : a.withdrawAuction.answer.parse(answer)
    },
    offer: async ({ id: auction }: Pick<Auction, 'id'>, bidder: number, actor: Actor = desk) => {
      const answer = await ask(a.offerAuction, actor, { params: { room: ROOM, auction }, body: { bidder } })
      return isRefusal(answer) ? answer : a.offerAuction.answer.parse(answer)
    },
    /** Asked a little different each time, as `read` is. */
    results: async ({
      app = APP,
      room = ROOM as string,
      limit = 100 - (reads++ % 40),
      after = undefined as string | undefined,
    } = {}) => {
      const asked = { params: { room }, query: { app, limit, after } }
      const answer = await ask(a.listAuctionResults, person('anybody'), asked)
      return isRefusal(answer) ? answer : a.listAuctionResults.answer.parse(answer)
    },
    list: async (query: object = {}) =>
      a.listAuctions.answer.parse(
        await ask(a.listAuctions, desk, { params: { room: ROOM }, query: { limit: 50, ...query } }),
      ),
    mine: async (who: string, { id: auction }: Pick<Auction, 'id'>, app: AppId = APP) => {
      const answer = await ask(a.readOwnBids, person(who, { app }), { params: { room: ROOM, auction } })
      return isRefusal(answer) ? answer : a.readOwnBids.answer.parse(answer)
    },
    /** As he stands in the end, whatever was refused. */
    bid,
    /** A bid that had better be taken. */
    bids: async (who: string, auction: Pick<Auction, 'id'>, upToMinor: number) =>
      done(await bid(who, auction, upToMinor)),
    read,
  }
}

/** Lets everybody have bid long enough ago to bid again. */
export const letBidAgain = ({ t }: TestShop, { id }: Pick<Auction, 'id'>) =>
  sql`update auction_bidders set last_at = last_at - ${BID_EVERY_MS}::int4 * interval '1 millisecond'
    where auction_id = ${id}`.execute(t.database.system)

/** Lets nobody who has bid bid again for a while, however long the next request takes. */
export const letBidLater = ({ t }: TestShop, { id }: Pick<Auction, 'id'>) =>
  sql`update auction_bidders set last_at = last_at + interval '1 minute' where auction_id = ${id}`.execute(
    t.database.system,
  )

/** Lets the bidding end so long from now (before now where it is below zero), by the database's clock. */
export const letEndIn = ({ t }: TestShop, { id }: Pick<Auction, 'id'>, ms: number) =>
  sql`update auctions set ends_at = date_trunc('milliseconds', clock_timestamp()) + ${ms}::int4 * interval '1 millisecond'
    where id = ${id}`.execute(t.database.system)

/** Lets the bidding be over, and the last bids be heard. */
export const letBeOver = (shop: TestShop, auction: Pick<Auction, 'id'>) => letEndIn(shop, auction, -BID_GRACE_MS)

const isDue = async ({ t }: TestShop, { id }: Pick<Auction, 'id'>): Promise<boolean> => {
  const { rows } = await sql<{ due: boolean }>`
    select ends_at + ${BID_GRACE_MS}::int4 * interval '1 millisecond' <= clock_timestamp() as due
    from auctions where id = ${id}`.execute(t.database.system)
  return rows[0]!.due
}

/** What is found while the bidding is over and its last bids may still come; where that took too long, at another auction. */
export const foundInGrace = async <T>(
  shop: TestShop,
  open: () => Promise<Auction>,
  find: (auction: Auction) => Promise<T>,
): Promise<{ auction: Auction; found: T }> => {
  for (let tries = 0; tries < 50; tries++) {
    const auction = await open()
    await letEndIn(shop, auction, 0)
    const found = await find(auction)
    if (!(await isDue(shop, auction))) return { auction, found }
    await letBeOver(shop, auction)
    await shop.commerce.sweep()
  }
  throw new Error('no look at an auction was quick enough')
}

/** Counts an auction that is over again, by hand: what is wrong with it, or nothing. */
export const countAgain = (auction: Auction, bids: readonly Bid[]): string[] => {
  const wrong: string[] = []
  let now = noBids(auction)
  let proof: string = auction.id
  for (const [i, bid] of bids.entries()) {
    const { n, bidder, upToMinor, nonce } = bid
    const after = withBid(auction, now, { bidder, upToMinor: upToMinor! })
    proof = createHash('sha256')
      .update(proofTextOf(proof, { n, bidder, upToMinor: upToMinor!, nonce: nonce! }))
      .digest('hex')
    if (n !== i + 1) wrong.push(`bid ${i + 1} is numbered ${n}`)
    if (after === null) wrong.push(`bid ${n} was too low`)
    else now = after
    if (now.priceMinor !== bid.priceMinor || now.leader !== bid.leader || proof !== bid.proof) wrong.push(`bid ${n}`)
  }
  const { standing } = auction
  if (standing.bids !== bids.length || standing.proof !== proof) wrong.push('the last proof')
  if (standing.priceMinor !== now.priceMinor || standing.leader !== now.leader) wrong.push('the last standing')
  return wrong
}

/** Pieces by SKU as rows have them, an open auction's as held. */
export const piecesOf = async ({ t, commerce }: TestShop, sku: SkuId) => {
  const { rows } = await sql<{ free: number; taken: number }>`
    select stock as free, stocked - stock as taken from skus where id = ${sku} and app_id = ${APP}`.execute(
    t.database.system,
  )
  const wrong = (await commerce.readStockTruth(APP)).skus.filter(({ holds }) => !holds)
  if (wrong.length > 0) throw new Error(`not what was stocked: ${JSON.stringify(wrong)}`)
  return rows[0]!
}

export const userOf = (id: string) => UserId.parse(id)
