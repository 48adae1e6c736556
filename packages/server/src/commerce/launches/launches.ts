// Shows a product to a room, and takes it away. The database's clock decides.
import {
  type AppId,
  type Currency,
  type Launch,
  LaunchId,
  type ProductId,
  type Refusal,
  type RoomId,
  refuse,
} from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import { randomId } from '#kernel/ids'
import { recordFlash } from '../catalogue/price-history.ts'
import { refuseUnchargeable } from '../chargeable.ts'
import { keepShown } from '../shelf/shelf-store.ts'
import { millisOf, NOW, timestampOf } from '../times.ts'
import { AGAIN_WITHIN_MS, type FlashAsk, isShow, launchRefusal, timesOf } from './core/launch.ts'
import {
  appendOpened,
  type Change,
  closeCurrent,
  keepAct,
  type LaunchDeps,
  type Told,
  tellAll,
} from './launches-change.ts'
import { createLaunchesDue } from './launches-due.ts'
import { createUndoLaunch } from './launches-undo.ts'

export { type CloseReason, closeCurrent, type Told, tellAll } from './launches-change.ts'

export interface LaunchAsk {
  readonly productId: ProductId
  readonly lastsMs?: number | null | undefined
  readonly countdownMs?: number | null | undefined
  readonly flash?: (Omit<FlashAsk, 'perBuyerLimit'> & { perBuyerLimit?: number | null | undefined }) | null | undefined
}

interface Found {
  readonly onSale: boolean
  readonly free: number
  readonly lowest: number
  readonly currency: Currency
  readonly at: number
}

const findProduct = async (tx: Transaction<unknown>, app: AppId, room: RoomId, product: ProductId) => {
  const { rows } = await sql<Found>`
    select p.on_sale as "onSale", p.currency, s.free, s.lowest, (extract(epoch from ${NOW}) * 1000)::int8 as at
    from shelf f join products p on p.app_id = f.app_id and p.id = f.product_id
      cross join lateral (select coalesce(sum(greatest(stock - waiting, 0)), 0)::int8 as free,
          min(price_minor) as lowest from skus where app_id = p.app_id and product_id = p.id) s
    where f.app_id = ${app} and f.room_id = ${room} and f.product_id = ${product}`.execute(tx)
  return rows[0]
}

/**
 * The product was shown here before, against the clock: whoever starts that again does not do it unnoticed (N13). `again`: how
 * often viewers of today could see it; what was taken back at once is no offer of its own.
 */
const findEarlier = async ({ tx, app, room }: Change, product: ProductId, at: number) => {
  const { rows } = await sql<{ times: number; again: number }>`
    select id as "launchId", ${millisOf('opened_at')} as "openedAt", ${millisOf('opens_at')} as "opensAt",
      ${millisOf('ends_at')} as "endsAt", ${millisOf('closed_at')} as "closedAt", close_reason as reason,
      count(*) over ()::int4 as times, count(*) filter (where close_reason is distinct from 'undone'
        and opened_at > ${timestampOf(at - AGAIN_WITHIN_MS)}) over ()::int4 as again
    from launches where room_id = ${room} and product_id = ${product} and app_id = ${app}
      and (opens_at is not null or ends_at is not null)
    order by opened_at desc limit 1`.execute(tx)
  if (!rows[0]) return { earlier: null, again: 0 }
  const { again, ...earlier } = rows[0]
  return { earlier, again }
}

export const createLaunches = (deps: LaunchDeps) => {
  const { db, journal, rooms, chance, faultOf, onTimed } = deps

  const insert = async (change: Change, launch: Launch) => {
    const { tx, app, room, version, by } = change
    const { id, productId, openedAt, opensAt, endsAt, again, flash } = launch
    await sql`
      insert into launches (app_id, id, room_id, product_id, opened_at, opened_by, opened_version, opens_at, ends_at, again,
        flash_price_minor, flash_quantity, flash_left, flash_per_buyer)
      values (${app}, ${id}, ${room}, ${productId}, ${timestampOf(openedAt)}, ${by}, ${version},
        ${timestampOf(opensAt)}, ${timestampOf(endsAt)}, ${again ?? null}, ${flash?.priceMinor ?? null}, ${flash?.quantity ?? null},
        ${flash?.left ?? null}, ${flash?.perBuyerLimit ?? null})`.execute(tx)
    // With a countdown its price begins when that is over.
    if (flash && opensAt === null)
      await recordFlash(tx, app, { launch: id, product: productId, priceMinor: flash.priceMinor })
  }

  const open = async (
    app: AppId,
    room: RoomId,
    ask: LaunchAsk,
    by: string | null,
  ): Promise<{ launch: Launch } | Refusal> => {
    const facts = await rooms.find(app, room)
    if (facts === null) return refuse('not-found')
    const { productId } = ask
    const flash = ask.flash ? { ...ask.flash, perBuyerLimit: ask.flash.perBuyerLimit ?? null } : null
    const told: Told[] = []
    const opened = await db
      .of(app)
      .transaction()
      .execute(async (tx): Promise<{ launch: Launch } | Refusal> => {
        const found = await findProduct(tx, app, room, productId)
        const refusal = launchRefusal({
          ...{ status: facts.status, onShelf: found !== undefined, onSale: found?.onSale ?? false, flash },
          ...{ freePieces: found?.free ?? 0, lowestMinor: found?.lowest ?? 0 },
        })
        if (refusal) return refusal
        const unchargeable =
          flash && refuseUnchargeable(faultOf, found!.currency, [['flash.priceMinor', flash.priceMinor]])
        if (unchargeable) return unchargeable
        let version = await rooms.nextVersion(tx, app, room)
        if (version === null) return refuse('not-found')
        const replaced = await closeCurrent({ tx, journal, app, room, version, by }, 'replaced')
        if (replaced) {
          told.push(replaced)
          version = (await rooms.nextVersion(tx, app, room))!
        }
        const change: Change = { tx, journal, app, room, version, by }
        const { at } = found!
        const times = timesOf(at, ask.countdownMs ?? null, ask.lastsMs ?? null)
        const timed = times.opensAt !== null || times.endsAt !== null
        const { earlier, again } = timed ? await findEarlier(change, productId, at) : { earlier: null, again: 0 }
        const launch: Launch = {
          ...{ id: LaunchId.parse(randomId(chance)), productId, version },
          ...times,
          ...(again > 0 ? { again } : {}),
          flash: flash && { ...flash, left: flash.quantity },
        }
        await insert(change, launch)
        if (isShow(facts.status)) await keepShown(tx, app, room, productId)
        told.push(await appendOpened(change, launch, at, { earlier }))
        await keepAct(change, { opened: launch.id, closed: replaced?.launchId ?? null })
        return { launch }
      })
    await tellAll(rooms, app, room, told, by)
    if ('launch' in opened) for (const at of [opened.launch.opensAt, opened.launch.endsAt]) if (at !== null) onTimed(at)
    return opened
  }

  const close = async (
    app: AppId,
    room: RoomId,
    launchId: LaunchId,
    by: string | null,
  ): Promise<{ launchId: LaunchId } | Refusal> => {
    const known = await sql<{ open: boolean }>`
      select closed_at is null as open from launches
      where app_id = ${app} and room_id = ${room} and id = ${launchId}`.execute(db.of(app))
    if (!known.rows[0]) return refuse('not-found')
    if (!known.rows[0].open) return refuse('wrong-state')
    const closed = await db
      .of(app)
      .transaction()
      .execute(async (tx) => {
        const version = await rooms.nextVersion(tx, app, room)
        if (version === null) return null
        const change: Change = { tx, journal, app, room, version, by }
        const told = await closeCurrent(change, 'retracted', { only: launchId })
        if (told) await keepAct(change, { opened: null, closed: launchId })
        return told
      })
    if (!closed) return refuse('wrong-state')
    await tellAll(rooms, app, room, [closed], by)
    return { launchId }
  }

  return { open, close, undo: createUndoLaunch(deps), ...createLaunchesDue(deps) }
}
