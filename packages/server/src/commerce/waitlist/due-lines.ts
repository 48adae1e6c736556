// Which lines have to be looked at. Nothing is locked to find out.
import { type AppId, type RoomId, WAIT_MAX_MS } from '@hawker/protocol'
import { type Kysely, sql } from 'kysely'
import { PASSED_AGAIN_MS } from './core/line.ts'

type Db = Kysely<unknown>

/** Lines looked at in one sweep; the next goes on behind them. */
export const LINES_MAX = 200

export interface Line {
  readonly app: AppId
  readonly sku: string
}

/** The rooms in which people wait for a SKU of which a piece is free; null: nobody can be given one. */
export const readRoomsOfLine = async (db: Db, { app, sku }: Line): Promise<RoomId[] | null> => {
  const { rows } = await sql<{ rooms: RoomId[] | null }>`
    select (select array_agg(distinct room_id) from waitlist
      where app_id = s.app_id and sku_id = s.id and state <> 'turn') as rooms
    from skus s where s.app_id = ${app} and s.id = ${sku} and s.stock > 0`.execute(db)
  return rows[0]?.rooms ?? null
}

/** Lines with a free piece and somebody to ask, behind one that was looked at. One look into the index for each line. */
export const readDueLines = async (db: Db, after: Line): Promise<Line[]> => {
  const { rows } = await sql<Line>`
    with recursive line(app, sku) as (
      (select app_id, sku_id from waitlist where (app_id, sku_id) > (${after.app}, ${after.sku})
        order by app_id, sku_id limit 1)
      union all
      select n.app_id, n.sku_id from line cross join lateral (
        select app_id, sku_id from waitlist where (app_id, sku_id) > (line.app, line.sku)
        order by app_id, sku_id limit 1) n)
    select line.app, line.sku from line
      join skus s on s.app_id = line.app and s.id = line.sku and s.stock > 0
      join products p on p.app_id = s.app_id and p.id = s.product_id and p.on_sale
    where s.waiting > 0 or exists (
      select from waitlist w where w.app_id = line.app and w.sku_id = line.sku and w.state = 'passed'
        and w.asked_at <= clock_timestamp() - ${PASSED_AGAIN_MS}::int4 * interval '1 millisecond')
    order by line.app, line.sku limit ${LINES_MAX}`.execute(db)
  return rows
}

/** Lines in which somebody waited too long. */
export const readOldLines = async (db: Db): Promise<Line[]> => {
  const { rows } = await sql<Line>`
    select distinct app_id as app, sku_id as sku from (
      select app_id, sku_id from waitlist
      where joined_at <= clock_timestamp() - ${WAIT_MAX_MS}::int8 * interval '1 millisecond' and state <> 'turn'
      order by joined_at limit ${LINES_MAX}) old`.execute(db)
  return rows
}

/** Turns that were paid for, given back or let pass: who had one has left the line. */
export const removeEndedTurns = (db: Db) =>
  sql`
    delete from waitlist w using orders o
    where w.state = 'turn' and o.id = w.order_id and o.app_id = w.app_id and o.state <> 'held'`.execute(db)
