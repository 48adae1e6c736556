// What happens to launches by itself: a countdown ends, an offer ends, the last piece goes, the room ends. Any process may
// look; each row is changed once.
import type { AppId, LaunchId, ProductId, RoomId } from '@hawker/protocol'
import { sql } from 'kysely'
import { recordFlash } from '../catalogue/price-history.ts'
import { NOW } from '../times.ts'
import { shows } from './core/launch.ts'
import { type CloseReason, closeCurrent, type LaunchDeps, tellAll } from './launches-change.ts'

const DUE_MAX = 100
/** Rooms asked for their status in one look; the next look asks others. */
const ROOMS_LOOKED_AT = 50

interface Open {
  readonly app: AppId
  readonly room: RoomId
  readonly id: LaunchId
}

export const createLaunchesDue = ({ db, journal, rooms, onProduct }: LaunchDeps) => {
  const closeOne = async (
    { app, room, id }: Open,
    reason: CloseReason,
    which: { overdue?: boolean; soldOut?: boolean } = {},
  ): Promise<boolean> => {
    const told = await db
      .of(app)
      .transaction()
      .execute(async (tx) => {
        const version = await rooms.nextVersion(tx, app, room)
        if (version === null) return null
        return closeCurrent({ tx, journal, app, room, version, by: null }, reason, { only: id, ...which })
      })
    if (!told) return false
    await tellAll(rooms, app, room, [told])
    return true
  }

  /** Ends offers whose time is over, and those of which no piece is left for everybody. */
  const closeDue = async (): Promise<boolean> => {
    const { rows } = await sql<Open & { over: boolean }>`
      select app_id as app, room_id as room, id, true as over from launches
      where closed_at is null and ends_at is not null and ends_at <= clock_timestamp()
      union all
      select app_id, room_id, id, false from launches l
      where closed_at is null and (ends_at is null or ends_at > clock_timestamp()) and not exists (
        select from skus s where s.product_id = l.product_id and s.app_id = l.app_id and s.stock > s.waiting)
      limit ${DUE_MAX}`.execute(db.system)
    let closed = 0
    for (const { over, ...launch } of rows)
      if (await closeOne(launch, over ? 'ended' : 'sold-out', over ? { overdue: true } : { soldOut: true })) closed++
    return closed === DUE_MAX
  }

  /** Countdowns that are over. Pages go by the server's clock; this tells each room once what it sells, and the journal. */
  const tellOpenings = async (): Promise<boolean> => {
    const opened = await db.system.transaction().execute(async (tx) => {
      const { rows } = await sql<Open & { product: ProductId; title: string; flashMinor: number | null }>`
        update launches set opening_told_at = ${NOW}
        where (app_id, id) in (select app_id, id from launches
          where closed_at is null and opens_at is not null and opening_told_at is null
            and opens_at <= clock_timestamp()
          order by opens_at limit ${DUE_MAX} for update skip locked)
        returning app_id as app, room_id as room, id, product_id as product, flash_price_minor as "flashMinor",
          (select title from products p where p.app_id = launches.app_id and p.id = product_id) as title`.execute(tx)
      for (const { app, room, id, product, title, flashMinor } of rows) {
        if (flashMinor !== null) await recordFlash(tx, app, { launch: id, product, priceMinor: flashMinor })
        const payload = { launchId: id, productId: product, title }
        await journal.append(tx, { app, room, kind: 'launch.on-sale', by: null, payload })
      }
      return rows
    })
    for (const { app, product } of opened) onProduct(app, product)
    return opened.length === DUE_MAX
  }

  let lookedAt = ''

  /** A show that is over shows nothing. */
  const closeOfEnded = async (): Promise<void> => {
    const { rows } = await sql<Open>`
      select app_id as app, room_id as room, id from launches where closed_at is null and app_id || ' ' || id > ${lookedAt}
      order by app_id || ' ' || id limit ${ROOMS_LOOKED_AT}`.execute(db.system)
    const last = rows.length === ROOMS_LOOKED_AT ? rows[rows.length - 1] : undefined
    lookedAt = last ? `${last.app} ${last.id}` : ''
    for (const launch of rows)
      if (!shows((await rooms.find(launch.app, launch.room))?.status)) await closeOne(launch, 'ended')
  }

  return {
    closeDue,
    tellOpenings,
    closeOfEnded,
    /** Heard of with the last piece, not up to a second later. */
    closeSoldOut: (launch: Open) => closeOne(launch, 'sold-out', { soldOut: true }),
  }
}
