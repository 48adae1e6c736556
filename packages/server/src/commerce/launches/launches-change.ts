// What a change of a launch writes: its row, its version, the journal with what the room is told. Part of a transaction.
import type { AppId, Launch, LaunchClosed, LaunchId, OrderedEvent, ProductId, RoomId } from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Rooms } from '#rooms'
import { endFlash } from '../catalogue/price-history.ts'
import type { FaultOf } from '../chargeable.ts'
import { readItems } from '../shelf/shelf-store.ts'
import { NOW } from '../times.ts'

export type CloseReason = LaunchClosed['reason']

export interface LaunchDeps {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'find' | 'nextVersion' | 'tell'>
  readonly chance: Chance
  readonly faultOf: FaultOf
  /** Something is known to change then: a countdown or an offer ends. */
  readonly onTimed: (at: number) => void
  /** Rooms are told anew what is left of a product, also at the flash price. */
  readonly onProduct: (app: AppId, product: ProductId) => void
}

/** A committed change that the room must hear of. */
export interface Told {
  readonly journalId: string
  readonly event: OrderedEvent
}

export interface Change {
  readonly tx: Transaction<unknown>
  readonly journal: Journal
  readonly app: AppId
  readonly room: RoomId
  readonly version: number
  readonly by: string | null
}

export const tellAll = async (
  rooms: Pick<Rooms, 'tell'>,
  app: AppId,
  room: RoomId,
  told: readonly Told[],
  by: string | null = null,
) => {
  for (const { journalId, event } of told) await rooms.tell(app, room, journalId, [event], by)
}

const keepLaunchVersion = ({ tx, app, room, version }: Change) =>
  sql`
    insert into shelves (app_id, room_id, launch_version) values (${app}, ${room}, ${version})
    on conflict (app_id, room_id) do update set launch_version = excluded.launch_version`.execute(tx)

/** What an operator did, for him or another to take back. What ends by itself is no act. */
export const keepAct = ({ tx, app, room }: Change, act: { opened: LaunchId | null; closed: LaunchId | null }) =>
  sql`
    update shelves set act_at = ${NOW}, act_opened = ${act.opened}, act_closed = ${act.closed}
    where app_id = ${app} and room_id = ${room}`.execute(tx)

interface Which {
  readonly unless?: readonly ProductId[]
  readonly only?: LaunchId
  /** Only when its time is over. */
  readonly overdue?: boolean
  /** Only when nobody can order a piece of it: those that come back are for who waits. */
  readonly soldOut?: boolean
}

/** Closes what the room shows now; null when it shows nothing, or not what is meant. */
export const closeCurrent = async (
  change: Change,
  reason: CloseReason,
  which: Which = {},
): Promise<(Told & { readonly launchId: LaunchId }) | null> => {
  const { tx, journal, app, room, version, by } = change
  const { rows } = await sql<{ id: LaunchId; product: ProductId; at: number; title: string }>`
    update launches l set closed_at = ${NOW}, close_reason = ${reason}
    where app_id = ${app} and room_id = ${room} and closed_at is null
      and not (product_id = any(${which.unless ?? []}::text[]))
      and id = coalesce(${which.only ?? null}, id)
      and (not ${which.overdue ?? false}::boolean or ends_at <= clock_timestamp())
      and (not ${which.soldOut ?? false}::boolean or not exists (
        select from skus s where s.product_id = l.product_id and s.app_id = l.app_id and s.stock > s.waiting))
    returning id, product_id as product, (extract(epoch from closed_at) * 1000)::int8 as at,
      (select title from products p where p.app_id = l.app_id and p.id = l.product_id) as title`.execute(tx)
  const closed = rows[0]
  if (!closed) return null
  await endFlash(tx, app, closed.id)
  await keepLaunchVersion(change)
  const event: LaunchClosed = {
    ...{ type: 'launch.closed', id: `launch-closed:${closed.id}:${version}`, at: closed.at },
    ...{ launchId: closed.id, productId: closed.product, reason, version },
  }
  const payload = { launchId: closed.id, productId: closed.product, title: closed.title, reason, version }
  const journalId = await journal.append(tx, { app, room, kind: 'launch.closed', by, payload, tell: [event] })
  return { journalId, event, launchId: closed.id }
}

/** After its row stands open: everybody is told of it, with its product as it is now. */
export const appendOpened = async (
  change: Change,
  launch: Launch,
  at: number,
  more: Readonly<Record<string, unknown>>,
): Promise<Told> => {
  const { tx, journal, app, room, version, by } = change
  await keepLaunchVersion(change)
  const item = (await readItems(tx, app, room)).find((one) => one.productId === launch.productId)!
  const id = `launch-opened:${launch.id}:${version}`
  const event: OrderedEvent = { type: 'launch.opened', id, at, launch, item }
  const { productId, opensAt, endsAt, flash } = launch
  const { title, number, currency } = item
  const payload = {
    ...{ launchId: launch.id, productId, title, number, opensAt, endsAt, flash, currency, version },
    ...more,
  }
  return {
    journalId: await journal.append(tx, { app, room, kind: 'launch.opened', by, payload, tell: [event] }),
    event,
  }
}
