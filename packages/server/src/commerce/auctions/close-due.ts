// Ends auctions: those whose time is over, those that staff take away, those of rooms that ended. Any process may; each is
// ended once, by whoever locks it while it is open.
import {
  type AppId,
  type AuctionId,
  BID_GRACE_MS,
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
import type { Rooms } from '#rooms'
import { shows } from '../launches/core/launch.ts'
import { tellAll } from '../launches/launches.ts'
import type { OrderNews } from '../orders/order-news.ts'
import { readOrders } from '../orders/order-store.ts'
import { type Closed, closeAuction, type LockedRow, lockAuction } from './auction-change.ts'
import type { OpenAuction } from './auction-store.ts'

const DUE_MAX = 100
/** Rooms asked for their status in one look; the next look asks others. */
const ROOMS_LOOKED_AT = 50

export interface CloseDeps {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'find' | 'nextVersion' | 'tell'>
  readonly clock: Clock
  readonly chance: Chance
  readonly news: Pick<OrderNews, 'told'>
  /** A piece went back on sale. */
  readonly onFree: (app: AppId, sku: string) => void
}

export const createCloseAuctions = ({ db, journal, rooms, clock, chance, news, onFree }: CloseDeps) => {
  const tell = async ({ app, room }: OpenAuction, closed: Closed, by: string | null) => {
    // The winner first: what the room was told of is not told again after a crash, to him neither.
    if (closed.won) {
      const { order: id, buyer } = closed.won
      for (const { order } of await readOrders(db.of(app), app, [id])) news.told(app, buyer, order)
    }
    await tellAll(rooms, app, room, [closed], by)
    if (closed.won === null) onFree(app, closed.auction.skuId)
  }

  /** Null: it was not open, or is not to be ended so. */
  const close = async (
    one: OpenAuction,
    how: 'over' | 'withdrawn',
    fits: (row: LockedRow) => boolean,
    by: string | null = null,
  ): Promise<Closed | null> => {
    const { app, room, id } = one
    const closed = await db
      .of(app)
      .transaction()
      .execute(async (tx) => {
        const version = await rooms.nextVersion(tx, app, room)
        if (version === null) return null
        const row = await lockAuction({ tx, app, room }, id, BID_GRACE_MS)
        if (row === null || row.state !== 'open' || !fits(row)) return null
        const order = uuidV7(clock.now(), chance) as OrderId
        return closeAuction({ tx, journal, app, room, version, by }, row, how, order)
      })
    if (closed) await tell(one, closed, by)
    return closed
  }

  /** Ends one whose time is over, and whose last bids have been heard. */
  const closeOver = (one: OpenAuction) => close(one, 'over', ({ isDue }) => isDue)

  const closeDue = async (): Promise<boolean> => {
    const { rows } = await sql<OpenAuction>`
      select app_id as app, room_id as room, id from auctions
      where state = 'open' and ends_at <= (select clock_timestamp()) - ${BID_GRACE_MS}::int4 * interval '1 millisecond'
      order by ends_at limit ${DUE_MAX}`.execute(db.system)
    let ended = 0
    for (const one of rows) if (await closeOver(one)) ended++
    return ended === DUE_MAX
  }

  let lookedAt = ''

  /** A show that is over has no auction; one whose bidding was over before still has its winner. */
  const closeOfEnded = async (): Promise<void> => {
    const { rows } = await sql<OpenAuction>`
      select app_id as app, room_id as room, id from auctions where state = 'open' and app_id || ' ' || id > ${lookedAt}
      order by app_id || ' ' || id limit ${ROOMS_LOOKED_AT}`.execute(db.system)
    const last = rows.length === ROOMS_LOOKED_AT ? rows[rows.length - 1] : undefined
    lookedAt = last ? `${last.app} ${last.id}` : ''
    for (const one of rows)
      if (!shows((await rooms.find(one.app, one.room))?.status)) await close(one, 'withdrawn', ({ isOver }) => !isOver)
  }

  const withdraw = async (app: AppId, room: RoomId, id: AuctionId, by: string | null) => {
    const { rows } = await sql<{ isOpen: boolean }>`
      select state = 'open' as "isOpen" from auctions
      where app_id = ${app} and room_id = ${room} and id = ${id}`.execute(db.of(app))
    if (!rows[0]) return refuse('not-found') satisfies Refusal
    const closed = rows[0].isOpen ? await close({ app, room, id }, 'withdrawn', ({ isOver }) => !isOver, by) : null
    return closed?.auction ?? refuse('wrong-state')
  }

  return { closeOver, closeDue, closeOfEnded, withdraw }
}
