// What a product ever ran against the clock, for whoever wants to see whether a countdown was begun again (N13).
import type { AppId, api, ProductId, RoomFacts, RoomId } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import type { Rooms } from '#rooms'
import { millisOf } from '../times.ts'

type TimedOffer = api.commerce.TimedOffer

interface Deps {
  readonly db: Database
  readonly rooms: Pick<Rooms, 'find'>
}

export interface OffersAsk {
  readonly app: AppId
  readonly product: ProductId
  /** Staff see rooms that nobody else knows of yet. */
  readonly staff: boolean
  readonly limit: number
  /** The last launch of the page before. */
  readonly after?: string | undefined
}

type Row = Omit<TimedOffer, 'roomTitle' | 'flash'> & {
  readonly flashMinor: number | null
  readonly quantity: number
  readonly left: number
}

const readRows = async (db: Database, { app, product, limit, after }: OffersAsk): Promise<Row[]> => {
  const behind =
    after === undefined
      ? sql`true`
      : sql`(opened_at, id) < (select opened_at, id from launches where app_id = ${app} and id = ${after})`
  const { rows } = await sql<Row>`
    select id as "launchId", room_id as "roomId", ${millisOf('opened_at')} as "openedAt",
      ${millisOf('opens_at')} as "opensAt", ${millisOf('ends_at')} as "endsAt", ${millisOf('closed_at')} as "closedAt",
      close_reason as reason, coalesce(again, 0) as again, flash_price_minor as "flashMinor", flash_quantity as quantity,
      flash_left as "left"
    from launches where app_id = ${app} and product_id = ${product} and (opens_at is not null or ends_at is not null)
      and ${behind}
    order by opened_at desc, id desc limit ${limit + 1}`.execute(db.of(app))
  return rows
}

/** A page may be shorter than asked for: what ran in a room that is a draft again is told to staff only. */
export const listTimedOffers = async (
  { db, rooms }: Deps,
  ask: OffersAsk,
): Promise<{ offers: TimedOffer[]; next: string | null }> => {
  const found = await readRows(db, ask)
  const page = found.slice(0, ask.limit)
  const known = new Map<RoomId, RoomFacts | null>()
  for (const { roomId } of page) if (!known.has(roomId)) known.set(roomId, await rooms.find(ask.app, roomId))
  const offers = page.flatMap(({ flashMinor, quantity, left, ...row }) => {
    const room = known.get(row.roomId)
    if (!room || (room.status === 'draft' && !ask.staff)) return []
    const flash = flashMinor === null ? null : { priceMinor: flashMinor, quantity, taken: quantity - left }
    return [{ ...row, roomTitle: room.title, flash }]
  })
  return { offers, next: found.length > ask.limit ? page.at(-1)!.launchId : null }
}
