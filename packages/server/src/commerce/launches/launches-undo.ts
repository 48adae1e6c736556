// Takes back the last launch or retraction of a room, once, while it is fresh: what was shown before is shown again with
// its own clock and its own flash price, as if it had never been away. Whoever may launch may undo, also another's act.
import { type AppId, api, type Launch, type LaunchId, type Refusal, type RoomId, refuse } from '@hawker/protocol'
import { sql } from 'kysely'
import { recordFlash } from '../catalogue/price-history.ts'
import { LAUNCH, type LaunchRow, launchOf } from '../shelf/shelf-store.ts'
import { NOW } from '../times.ts'
import { shows } from './core/launch.ts'
import { appendOpened, type Change, closeCurrent, type LaunchDeps, type Told, tellAll } from './launches-change.ts'

interface Act {
  readonly opened: LaunchId | null
  readonly closed: LaunchId | null
}

/** The act is used up by reading it: two who undo at once undo one. */
const takeAct = async ({ tx, app, room }: Omit<Change, 'version'>): Promise<Act | null> => {
  const { rows } = await sql<Act>`
    update shelves set act_at = null from (select act_opened, act_closed from shelves
      where app_id = ${app} and room_id = ${room} for update) act
    where app_id = ${app} and room_id = ${room}
      and act_at > clock_timestamp() - ${api.commerce.UNDO_MS}::int8 * interval '1 millisecond'
    returning act.act_opened as opened, act.act_closed as closed`.execute(tx)
  return rows[0] ?? null
}

/** Null: it cannot be shown any more. */
const reopen = async ({ tx, app, room, version }: Change, id: LaunchId) => {
  const { rows } = await sql<LaunchRow & { at: number; flashBegan: boolean }>`
    update launches l set closed_at = null, close_reason = null, opened_version = ${version}
    where app_id = ${app} and room_id = ${room} and id = ${id} and closed_at is not null
      and close_reason in ('retracted', 'replaced') and (ends_at is null or ends_at > clock_timestamp())
      and exists (select from shelf f join products p on p.app_id = f.app_id and p.id = f.product_id
        where f.app_id = l.app_id and f.room_id = l.room_id and f.product_id = l.product_id and p.on_sale)
      and exists (select from skus s where s.product_id = l.product_id and s.app_id = l.app_id and s.stock > s.waiting)
    returning ${LAUNCH}, (extract(epoch from ${NOW}) * 1000)::int8 as at,
      flash_left is not null and (opens_at is null or opening_told_at is not null) as "flashBegan"`.execute(tx)
  const row = rows[0]
  if (!row) return null
  const launch = launchOf(row)
  if (launch.flash && row.flashBegan)
    await recordFlash(tx, app, { launch: id, product: launch.productId, priceMinor: launch.flash.priceMinor })
  return { launch, at: row.at }
}

export const createUndoLaunch =
  ({ db, journal, rooms, onTimed }: LaunchDeps) =>
  async (app: AppId, room: RoomId, by: string | null): Promise<{ launch: Launch | null } | Refusal> => {
    const facts = await rooms.find(app, room)
    if (facts === null) return refuse('not-found')
    if (!shows(facts.status)) return refuse('undo-over')
    const told: Told[] = []
    const undone = await db
      .of(app)
      .transaction()
      .execute(async (tx): Promise<{ launch: Launch | null } | Refusal> => {
        let version = await rooms.nextVersion(tx, app, room)
        if (version === null) return refuse('not-found')
        const change = { tx, journal, app, room, by }
        const act = await takeAct(change)
        if (act === null) return refuse('undo-over')
        const closed = act.opened && (await closeCurrent({ ...change, version }, 'undone', { only: act.opened }))
        if (closed) {
          told.push(closed)
          version = (await rooms.nextVersion(tx, app, room))!
        }
        const again = act.closed && (await reopen({ ...change, version }, act.closed))
        if (again) told.push(await appendOpened({ ...change, version }, again.launch, again.at, { undo: true }))
        return told.length === 0 ? refuse('undo-over') : { launch: again?.launch ?? null }
      })
    await tellAll(rooms, app, room, told, by)
    if ('launch' in undone && undone.launch)
      for (const at of [undone.launch.opensAt, undone.launch.endsAt]) if (at !== null) onTimed(at)
    return undone
  }
