// Puts one piece up: it is taken out of the stock until the end. One auction at a time in a room.
import {
  type AppId,
  AUCTION_EXTENDED_MAX_MS,
  type Auction,
  AuctionId,
  type AuctionOpened,
  type Currency,
  type ProductId,
  type Refusal,
  type RoomId,
  refuse,
  type SkuId,
} from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import { randomId } from '#kernel/ids'
import type { Rooms } from '#rooms'
import { type FaultOf, refuseUnchargeable } from '../chargeable.ts'
import { shows } from '../launches/core/launch.ts'
import { type Told, tellAll } from '../launches/launches.ts'
import { NOW, timestampOf } from '../times.ts'
import type { Change } from './auction-change.ts'

export interface AuctionAsk {
  readonly skuId: SkuId
  readonly startMinor: number
  readonly stepMinor: number
  readonly lastsMs: number
  readonly extendsMs: number
  /** Left out: as the shop has it. */
  readonly guestsMayBid?: boolean | undefined
}

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'find' | 'nextVersion' | 'tell'>
  readonly chance: Chance
  readonly faultOf: FaultOf
  /** Whether an auction that does not say so takes guests. */
  readonly guestsMayBid: (app: AppId) => Promise<boolean>
  readonly onOpened: (app: AppId, room: RoomId, auction: Auction) => void
}

interface Goods {
  readonly productId: ProductId
  readonly title: string
  readonly skuLabel: string
  readonly imageUrl: string | null
  readonly currency: Currency
  /** Pieces nobody waits for. */
  readonly free: number
  readonly onSale: boolean
  readonly at: number
}

const lockGoods = async (tx: Transaction<unknown>, app: AppId, room: RoomId, sku: SkuId): Promise<Goods | null> => {
  const { rows } = await sql<Goods>`
    select p.id as "productId", p.title, s.label as "skuLabel", p.image_url as "imageUrl", p.currency,
      s.stock - s.waiting as free, p.on_sale and exists (
        select from shelf f where f.app_id = p.app_id and f.room_id = ${room} and f.product_id = p.id) as "onSale",
      (extract(epoch from ${NOW}) * 1000)::int8 as at
    from skus s join products p on p.app_id = s.app_id and p.id = s.product_id
    where s.app_id = ${app} and s.id = ${sku} for no key update of s`.execute(tx)
  return rows[0] ?? null
}

const hasOpen = async (tx: Transaction<unknown>, app: AppId, room: RoomId): Promise<boolean> => {
  const { rows } = await sql`
    select from auctions where app_id = ${app} and room_id = ${room} and state = 'open'`.execute(tx)
  return rows.length > 0
}

const auctionOf = (id: AuctionId, goods: Goods, ask: AuctionAsk, guestsMayBid: boolean, version: number): Auction => {
  const { free, onSale, at, ...named } = goods
  const { skuId, startMinor, stepMinor, extendsMs } = ask
  const endsAt = at + ask.lastsMs
  return {
    ...{ id, skuId, ...named, startMinor, stepMinor, openedAt: at, extendsMs, guestsMayBid },
    endsLatestAt: extendsMs === 0 ? endsAt : endsAt + AUCTION_EXTENDED_MAX_MS,
    ...{ state: 'open', version },
    standing: { priceMinor: startMinor, nextMinor: startMinor, leader: null, bidders: 0, bids: 0, endsAt, proof: id },
  }
}

const insert = async ({ tx, app, room, by }: Change, auction: Auction): Promise<void> => {
  const { id, productId, skuId, title, skuLabel, imageUrl, currency, startMinor, stepMinor, version } = auction
  await sql`
    insert into auctions (app_id, id, room_id, product_id, sku_id, title, sku_label, image_url, currency, start_minor,
      step_minor, opened_at, opened_by, extends_ms, guests_may_bid, ends_at, ends_latest_at, version, price_minor, proof)
    values (${app}, ${id}, ${room}, ${productId}, ${skuId}, ${title}, ${skuLabel}, ${imageUrl}, ${currency},
      ${startMinor}, ${stepMinor}, ${timestampOf(auction.openedAt)}, ${by}, ${auction.extendsMs}, ${auction.guestsMayBid},
      ${timestampOf(auction.standing.endsAt)}, ${timestampOf(auction.endsLatestAt)}, ${version}, ${startMinor},
      ${id})`.execute(tx)
  await sql`update skus set stock = stock - 1 where app_id = ${app} and id = ${skuId}`.execute(tx)
}

const appendOpened = async (change: Change, auction: Auction): Promise<Told> => {
  const { tx, journal, app, room, by } = change
  const event: AuctionOpened = {
    ...{ type: 'auction.opened', id: `auction-opened:${auction.id}`, at: auction.openedAt, auction },
  }
  const { id, skuId, title, startMinor, stepMinor, extendsMs, guestsMayBid, version } = auction
  const payload = {
    ...{
      auctionId: id,
      skuId,
      title,
      startMinor,
      stepMinor,
      extendsMs,
      guestsMayBid,
      endsAt: auction.standing.endsAt,
      version,
    },
  }
  return {
    journalId: await journal.append(tx, { app, room, kind: 'auction.opened', by, payload, tell: [event] }),
    event,
  }
}

export const createOpenAuction =
  ({ db, journal, rooms, chance, faultOf, guestsMayBid, onOpened }: Deps) =>
  async (app: AppId, room: RoomId, ask: AuctionAsk, by: string | null): Promise<Auction | Refusal> => {
    const facts = await rooms.find(app, room)
    if (facts === null) return refuse('not-found')
    if (!shows(facts.status)) return refuse('wrong-state')
    const guests = ask.guestsMayBid ?? (await guestsMayBid(app))
    const opened = await db
      .of(app)
      .transaction()
      .execute(async (tx): Promise<{ auction: Auction; told: Told } | Refusal> => {
        const version = await rooms.nextVersion(tx, app, room)
        if (version === null) return refuse('not-found')
        const goods = await lockGoods(tx, app, room, ask.skuId)
        if (goods === null) return refuse('not-found')
        if (await hasOpen(tx, app, room)) return refuse('wrong-state')
        if (!goods.onSale) return refuse('not-on-sale')
        if (goods.free < 1) return refuse('sold-out')
        const amounts = [['startMinor', ask.startMinor] as const, ['stepMinor', ask.stepMinor] as const]
        const unchargeable = refuseUnchargeable(faultOf, goods.currency, amounts)
        if (unchargeable) return unchargeable
        const change: Change = { tx, journal, app, room, version, by }
        const auction = auctionOf(AuctionId.parse(randomId(chance)), goods, ask, guests, version)
        await insert(change, auction)
        return { auction, told: await appendOpened(change, auction) }
      })
    if (!('auction' in opened)) return opened
    await tellAll(rooms, app, room, [opened.told], by)
    onOpened(app, room, opened.auction)
    return opened.auction
  }
