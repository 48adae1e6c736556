// Transfers as they are looked up, newest first: of a person, of a room, of the whole app. Each list is read from one index.
import type { AppId, api, RoomId, UserId } from '@hawker/protocol'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type Cursor, readCursor, writeCursor } from '#kernel/cursor'

type CoinTransfer = api.gifts.CoinTransfer

/** A transfer, and whose it is. */
export interface OwnedTransfer extends CoinTransfer {
  readonly userId: UserId
}

export interface TransfersAsk {
  readonly limit: number
  readonly after?: string | undefined
  /** At most one of these; none: the whole app. */
  readonly user?: UserId | undefined
  readonly room?: RoomId | undefined
  /** It, and what took it back. */
  readonly transfer?: string | undefined
}

export interface TransfersPage {
  readonly transfers: OwnedTransfer[]
  readonly next: string | null
}

type Row = Omit<OwnedTransfer, 'gift'> & { giftId: string | null; giftName: string; quantity: number }

const behind = (table: string, cursor: Cursor | null): RawBuilder<unknown> =>
  cursor === null
    ? sql`true`
    : sql`(${sql.ref(`${table}.at`)}, ${sql.ref(`${table}.id`)}) < (${cursor.at}::int8, ${cursor.id}::uuid)`

/** The transfers of a page, with one more that says that it goes on. */
const placeOf = (app: AppId, ask: TransfersAsk, cursor: Cursor | null): RawBuilder<unknown> => {
  const page = (from: RawBuilder<unknown>, of = 't') => sql`
    select t.*, coalesce(t.reverses, t.id) as given from ${from} and ${behind(of, cursor)}
    order by ${sql.ref(`${of}.at`)} desc, ${sql.ref(`${of}.id`)} desc limit ${ask.limit + 1}`
  if (ask.transfer !== undefined) {
    const id = ask.transfer.toLowerCase()
    return page(
      sql`(select * from coin_transfers where app_id = ${app} and id = ${id}
        union all select * from coin_transfers where app_id = ${app} and reverses = ${id}) t where true`,
    )
  }
  if (ask.room !== undefined)
    return page(
      sql`gifts_sent g join coin_transfers t on t.app_id = g.app_id and t.id = g.id
        where g.app_id = ${app} and g.room_id = ${ask.room}`,
      'g',
    )
  if (ask.user !== undefined) return page(sql`coin_transfers t where t.app_id = ${app} and t.user_id = ${ask.user}`)
  return page(sql`coin_transfers t where t.app_id = ${app} and t.at >= 0`)
}

/** The statement behind a page. Coins and debt count as one: what a person owes he has less. */
export const transfersQuery = (app: AppId, ask: TransfersAsk, cursor: Cursor | null): RawBuilder<Row> => sql<Row>`
  select t.id, t.at, t.kind, t.user_id as "userId", t.reverses,
    (select coalesce(sum(e.amount), 0)::int8 from coin_entries e
      where e.app_id = ${app} and e.transfer_id = t.id
        and (e.account_id like 'user:%' or e.account_id like 'debt:%')) as coins,
    g.room_id as "roomId", g.gift_id as "giftId", coalesce(k.name, r.name, g.gift_id) as "giftName", g.quantity,
    exists (select from coin_transfers b where b.app_id = ${app} and b.reverses = t.id) as reversed
  from (${placeOf(app, ask, cursor)}) t
    left join gifts_sent g on g.app_id = ${app} and g.id = t.given
    left join gifts k on k.app_id = ${app} and k.id = g.gift_id
    left join gifts_removed r on r.app_id = ${app} and r.id = g.gift_id
  order by t.at desc, t.id desc`

const transferOf = ({ giftId, giftName, quantity, ...row }: Row): OwnedTransfer => ({
  ...row,
  gift: giftId === null ? null : { id: giftId as never, name: giftName, quantity },
})

/** A place that no list ever gave out has nothing behind it. */
export const listTransfers = async (db: Kysely<unknown>, app: AppId, ask: TransfersAsk): Promise<TransfersPage> => {
  const cursor = ask.after === undefined ? null : readCursor(ask.after)
  if (ask.after !== undefined && cursor === null) return { transfers: [], next: null }
  const { rows } = await transfersQuery(app, ask, cursor).execute(db)
  const transfers = rows.slice(0, ask.limit).map(transferOf)
  const last = transfers.at(-1)
  return { transfers, next: rows.length > ask.limit && last ? writeCursor(last) : null }
}
