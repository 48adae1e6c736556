// Offers what its winner let go to the next bidder: a piece is held for him as it was for the winner. He need not take it.
import {
  type AppId,
  type AuctionId,
  type api,
  type Order,
  type OrderId,
  type Refusal,
  type RoomId,
  refuse,
} from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock } from '#kernel/clock'
import { uuidV7 } from '#kernel/ids'
import type { OrderNews } from '../orders/order-news.ts'
import { lockOrders, lockStock, readOrders } from '../orders/order-store.ts'
import { NOW } from '../times.ts'
import { type Change, holdFor, lockAuction } from './auction-change.ts'
import { pastOf, readPast } from './past-auctions.ts'

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly clock: Clock
  readonly chance: Chance
  readonly news: Pick<OrderNews, 'changed' | 'allTold'>
}

type PastAuction = api.auctions.PastAuction

interface Offered {
  readonly past: PastAuction
  /** Null: he had been asked before. */
  readonly entry: string | null
  readonly orderId: OrderId
}

export const createOfferAuction = ({ db, journal, clock, chance, news }: Deps) => {
  const decide = async (
    change: Omit<Change, 'version'>,
    id: AuctionId,
    bidder: number,
    orderId: OrderId,
  ): Promise<Offered | Refusal> => {
    const { tx, app, room, by } = change
    const row = await lockAuction(change, id, 0)
    if (row === null) return refuse('not-found')
    const before = await readPast(tx, app, room, id)
    const [last] = before?.buyers ?? []
    if (before === null || last === undefined) return refuse('wrong-state')
    const past = pastOf(before)
    const had = past.offers.find((offer) => offer.bidder === bidder)
    if (had) return { past, entry: null, orderId: had.orderId }
    if (before.next?.bidder !== bidder) return refuse('wrong-state')
    // Money for it may be coming late.
    const [order] = await lockOrders(tx, app, [last.orderId])
    if (order?.state !== 'expired' && order?.state !== 'cancelled') return refuse('wrong-state')
    if ((await lockStock(tx, app, row.skuId)) < 1) return refuse('sold-out')
    const { next } = before
    await sql`update skus set stock = stock - 1 where app_id = ${app} and id = ${row.skuId}`.execute(tx)
    await holdFor(change, row, { ...next, isOffer: true }, orderId)
    await sql`
      insert into auction_offers (app_id, auction_id, bidder, order_id, price_minor, offered_at, offered_by)
      values (${app}, ${id}, ${bidder}, ${orderId}, ${next.priceMinor}, ${NOW}, ${by})`.execute(tx)
    const { title, currency } = row
    const payload = { auctionId: id, title, bidder, orderId, priceMinor: next.priceMinor, currency }
    const entry = { app, room, kind: 'auction.offered', by, payload, tellsPeople: true } as const
    const told = await journal.append(tx, entry)
    return { past: pastOf((await readPast(tx, app, room, id))!), entry: told, orderId }
  }

  const tell = async (app: AppId, id: OrderId, entry: string) => {
    for (const { order, buyer } of await readOrders(db.of(app), app, [id]))
      news.changed(app, buyer, order satisfies Order)
    news.allTold(entry)
  }

  return async (
    app: AppId,
    room: RoomId,
    id: AuctionId,
    bidder: number,
    by: string | null,
  ): Promise<PastAuction | Refusal> => {
    const orderId = uuidV7(clock.now(), chance) as OrderId
    const offered = await db
      .of(app)
      .transaction()
      .execute((tx) => decide({ tx, journal, app, room, by }, id, bidder, orderId))
    if (!('past' in offered)) return offered
    if (offered.entry !== null) await tell(app, offered.orderId, offered.entry)
    return offered.past
  }
}
