// Shows a product to a room, takes it away, and ends offers whose time is over. The database's clock decides.
import {
  type AppId,
  type Launch,
  type LaunchClosed,
  LaunchId,
  type OrderedEvent,
  type ProductId,
  type Refusal,
  type RoomId,
  refuse,
} from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import { randomId } from '#kernel/ids'
import type { Rooms } from '#rooms'
import { endsAt, launchRefusal } from './core/launch.ts'
import { readItems } from './shelf-store.ts'
import { NOW, timestampOf } from './times.ts'

export type CloseReason = LaunchClosed['reason']

/** A committed change that the room must hear of. */
export interface Told {
  readonly journalId: string
  readonly event: OrderedEvent
}

interface Change {
  readonly tx: Transaction<unknown>
  readonly journal: Journal
  readonly app: AppId
  readonly room: RoomId
  readonly version: number
  readonly by: string | null
}

export const tellAll = async (rooms: Pick<Rooms, 'tell'>, app: AppId, room: RoomId, told: readonly Told[]) => {
  for (const { journalId, event } of told) await rooms.tell(app, room, journalId, [event])
}

const keepLaunchVersion = ({ tx, app, room, version }: Change) =>
  sql`
    insert into shelves (app_id, room_id, launch_version) values (${app}, ${room}, ${version})
    on conflict (app_id, room_id) do update set launch_version = excluded.launch_version`.execute(tx)

/** Closes what the room shows now; null when it shows nothing (or only what `unless` names, or not `only`). */
export const closeCurrent = async (
  change: Change,
  reason: CloseReason,
  which: { unless?: readonly ProductId[]; only?: LaunchId; overdue?: boolean } = {},
): Promise<Told | null> => {
  const { tx, journal, app, room, version, by } = change
  const { rows } = await sql<{ id: LaunchId; product: ProductId; at: number }>`
    update launches set closed_at = ${NOW}, close_reason = ${reason}
    where app_id = ${app} and room_id = ${room} and closed_at is null
      and not (product_id = any(${which.unless ?? []}::text[]))
      and id = coalesce(${which.only ?? null}, id)
      and (not ${which.overdue ?? false}::boolean or ends_at <= clock_timestamp())
    returning id, product_id as product, (extract(epoch from closed_at) * 1000)::int8 as at`.execute(tx)
  const closed = rows[0]
  if (!closed) return null
  await keepLaunchVersion(change)
  const event: LaunchClosed = {
    ...{ type: 'launch.closed', id: `launch-closed:${closed.id}`, at: closed.at },
    ...{ launchId: closed.id, productId: closed.product, reason, version },
  }
  const payload = { launchId: closed.id, productId: closed.product, reason, version }
  const journalId = await journal.append(tx, { app, room, kind: 'launch.closed', by, payload, tell: [event] })
  return { journalId, event }
}

export interface LaunchDeps {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'find' | 'nextVersion' | 'tell'>
  readonly chance: Chance
  /** An offer that ends at a time was opened. */
  readonly onTimed: (endsAt: number) => void
}

export const createLaunches = ({ db, journal, rooms, chance, onTimed }: LaunchDeps) => {
  const open = async (
    app: AppId,
    room: RoomId,
    { productId, lastsMs }: { productId: ProductId; lastsMs: number | null },
    by: string | null,
  ): Promise<{ launch: Launch } | Refusal> => {
    const facts = await rooms.find(app, room)
    if (facts === null) return refuse('not-found')
    const told: Told[] = []
    const opened = await db
      .of(app)
      .transaction()
      .execute(async (tx): Promise<{ launch: Launch } | Refusal> => {
        const { rows } = await sql<{ number: number; on_sale: boolean; free: number; at: number }>`
          select f.number, p.on_sale, (select coalesce(sum(stock), 0)::int8 from skus s
              where s.app_id = p.app_id and s.product_id = p.id) as free,
            (extract(epoch from ${NOW}) * 1000)::int8 as at
          from shelf f join products p on p.app_id = f.app_id and p.id = f.product_id
          where f.app_id = ${app} and f.room_id = ${room} and f.product_id = ${productId}`.execute(tx)
        const found = rows[0]
        const refusal = launchRefusal({
          status: facts.status,
          onShelf: found !== undefined,
          onSale: found?.on_sale ?? false,
          freePieces: found?.free ?? 0,
        })
        if (refusal) return refusal
        let version = await rooms.nextVersion(tx, app, room)
        if (version === null) return refuse('not-found')
        const replaced = await closeCurrent({ tx, journal, app, room, version, by }, 'replaced')
        if (replaced) {
          told.push(replaced)
          version = (await rooms.nextVersion(tx, app, room))!
        }
        const at = found!.at
        const launch: Launch = {
          ...{ id: LaunchId.parse(randomId(chance)), productId, openedAt: at, endsAt: endsAt(at, lastsMs), version },
        }
        await sql`
          insert into launches (app_id, id, room_id, product_id, opened_at, opened_by, opened_version, ends_at)
          values (${app}, ${launch.id}, ${room}, ${productId}, ${timestampOf(at)}, ${by}, ${version},
            ${timestampOf(launch.endsAt)})`.execute(tx)
        await keepLaunchVersion({ tx, journal, app, room, version, by })
        const item = (await readItems(tx, app, room)).find((one) => one.productId === productId)!
        const event: OrderedEvent = { type: 'launch.opened', id: `launch-opened:${launch.id}`, at, launch, item }
        const payload = { launchId: launch.id, productId, lastsMs, version }
        const entry = { app, room, kind: 'launch.opened', by, payload, tell: [event] }
        told.push({ journalId: await journal.append(tx, entry), event })
        return { launch }
      })
    await tellAll(rooms, app, room, told)
    if ('launch' in opened && opened.launch.endsAt !== null) onTimed(opened.launch.endsAt)
    return opened
  }

  const closeOne = (
    app: AppId,
    room: RoomId,
    by: string | null,
    reason: CloseReason,
    only: LaunchId,
    overdue = false,
  ) =>
    db
      .of(app)
      .transaction()
      .execute(async (tx) => {
        const version = await rooms.nextVersion(tx, app, room)
        if (version === null) return null
        return closeCurrent({ tx, journal, app, room, version, by }, reason, { only, overdue })
      })

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
    const closed = await closeOne(app, room, by, 'retracted', launchId)
    if (!closed) return refuse('wrong-state')
    await tellAll(rooms, app, room, [closed])
    return { launchId }
  }

  /** Ends what is over, of every app; any process may, one does. */
  const closeDue = async (): Promise<number> => {
    const { rows } = await sql<{ app: AppId; room: RoomId; id: LaunchId }>`
      select app_id as app, room_id as room, id from launches
      where closed_at is null and ends_at is not null and ends_at <= clock_timestamp()
      order by ends_at limit 100`.execute(db.system)
    let closed = 0
    for (const { app, room, id } of rows) {
      const told = await closeOne(app, room, null, 'ended', id, true)
      if (!told) continue
      closed++
      await tellAll(rooms, app, room, [told])
    }
    return closed
  }

  return { open, close, closeDue }
}
