// What was done in a room by who runs it. Kinds are literals in the statement, so that the partial index answers it.
import type { AppId, RoomId } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import type { Written } from './door.ts'

/** Those of the index `journal_deeds`, or fewer: one that is not in the index would make the list read everything. */
export const DEED_KINDS = [
  ...['launch.opened', 'launch.closed', 'launch.on-sale', 'shelf.changed', 'shelf.explaining'],
  ...['room.created', 'room.moved', 'room.edited', 'coupon.dropped', 'coupon.closed', 'gift.put', 'gift.removed'],
  ...['notice.told', 'notice.broadcast', 'order.shipped', 'order.refunded'],
  ...['push-address.read', 'push-address.regenerated', 'auction.opened', 'auction.closed', 'auction.offered'],
] as const
const KINDS = sql.raw(DEED_KINDS.map((kind) => `'${kind}'`).join(', '))

export const selectDeeds = (app: AppId, room: RoomId, { limit, before }: { limit: number; before: string | null }) => {
  const older = before === null ? sql`true` : sql`id < ${before}::bigint`
  return sql<Omit<Written, 'id'> & { id: string | number; told: string | null }>`
    select id, (extract(epoch from at) * 1000)::int8 as at, room_id as room, kind, by, payload,
      case when kind like 'notice.%' then tell -> 0 ->> 'text' end as told
    from journal where app_id = ${app} and room_id = ${room} and kind in (${KINDS}) and ${older}
    order by id desc limit ${limit}`
}

/** Newest first. `told`: what people of the room were told in words. */
export const readDeeds = async (
  db: Database,
  app: AppId,
  room: RoomId,
  page: { limit: number; before: string | null },
): Promise<readonly (Written & { readonly told: string | null })[]> => {
  const { rows } = await selectDeeds(app, room, page).execute(db.of(app))
  return rows.map((row) => ({ ...row, id: String(row.id) }))
}
