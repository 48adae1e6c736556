// Threads and what was said in them; nobody else writes these tables.
import type { AppId, DirectMessage, Millis, PublicPerson, UserId } from '@hawker/protocol'
import { type Kysely, sql } from 'kysely'
import type { MessagePlace, ThreadPlace } from './core/place.ts'

type Db = Kysely<unknown>
export type Side = 'shop' | 'viewer'

export interface StoredMessage extends DirectMessage {
  readonly thread: UserId
  readonly seq: number
}

const MESSAGE = sql`m.id, m.user_id as thread, m.seq, m.said_by as "from", m.by_shop as "byShop", m.text, m.at`

export const messageOf = ({ id, from, byShop, text, at }: StoredMessage): DirectMessage => ({
  ...{ id, from, byShop, text, at },
})

export const findMessage = async (db: Db, app: AppId, id: string): Promise<StoredMessage | null> => {
  const { rows } = await sql<StoredMessage>`
    select ${MESSAGE} from direct_messages m where m.app_id = ${app} and m.id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** One token of somebody's bucket: whether there was one. What a clock that went back left too full counts as full. */
export const takeToken = async (
  tx: Db,
  app: AppId,
  user: UserId,
  { tokenMs, burstMs, now }: { tokenMs: number; burstMs: number; now: Millis },
): Promise<boolean> => {
  const from = sql`greatest(least(r.full_at, ${now + burstMs}::bigint), ${now}::bigint)`
  const { rows } = await sql`
    insert into direct_rates as r (app_id, user_id, full_at) values (${app}, ${user}, ${now + tokenMs})
    on conflict (app_id, user_id) do update set full_at = ${from} + ${tokenMs}::bigint
    where ${from} + ${tokenMs}::bigint <= ${now + burstMs}::bigint
    returning 1`.execute(tx)
  return rows.length > 0
}

export interface NewMessage {
  readonly id: string
  readonly thread: UserId
  readonly from: PublicPerson
  readonly byShop: boolean
  readonly text: string
  readonly at: Millis
}

/** Adds it at the end of its thread, which is locked from here on. Null: the id is taken, and all of it is to be undone. */
export const addMessage = async (tx: Db, app: AppId, message: NewMessage): Promise<StoredMessage | null> => {
  const { id, thread, from, byShop, text, at } = message
  const [shop, viewer] = byShop ? [1, 0] : [0, 1]
  const { rows } = await sql<StoredMessage>`
    with t as (
      insert into direct_threads as t (app_id, user_id, said, shop_said, viewer_said, last_id, updated_at)
      values (${app}, ${thread}, 1, ${shop}, ${viewer}, ${id}, ${at})
      on conflict (app_id, user_id) do update set
        said = t.said + 1, shop_said = t.shop_said + ${shop}, viewer_said = t.viewer_said + ${viewer},
        last_id = excluded.last_id, updated_at = greatest(t.updated_at, excluded.updated_at)
      returning said, shop_said, viewer_said, updated_at
    )
    insert into direct_messages as m
      (app_id, id, user_id, seq, said_by, by_shop, text, at, shop_said, viewer_said)
    select ${app}, ${id}::uuid, ${thread}, t.said, ${JSON.stringify(from)}::jsonb, ${byShop}, ${text}, t.updated_at,
      t.shop_said, t.viewer_said
    from t
    on conflict (app_id, id) do nothing
    returning ${MESSAGE}`.execute(tx)
  return rows[0] ?? null
}

export interface StoredThread {
  readonly user: UserId
  readonly unread: number
  readonly updatedAt: Millis
  readonly last: StoredMessage | null
}

const UNREAD = {
  shop: sql`t.viewer_said - t.read_by_shop`,
  viewer: sql`t.shop_said - t.read_by_viewer`,
}

type ThreadRow = Omit<StoredThread, 'last'> & Partial<StoredMessage>

const threadOf = ({ user, unread, updatedAt, ...last }: ThreadRow): StoredThread => ({
  ...{ user, unread, updatedAt },
  last: last.id ? (last as StoredMessage) : null,
})

const selectThreads = (side: Side) => sql`
  select t.user_id as "user", ${UNREAD[side]} as unread, t.updated_at as "updatedAt", ${MESSAGE}
  from direct_threads t left join direct_messages m on m.app_id = t.app_id and m.id = t.last_id`

export const readThread = async (db: Db, app: AppId, user: UserId, side: Side): Promise<StoredThread | null> => {
  const { rows } = await sql<ThreadRow>`
    ${selectThreads(side)} where t.app_id = ${app} and t.user_id = ${user}`.execute(db)
  return rows[0] ? threadOf(rows[0]) : null
}

/** As the shop sees them, newest first; one more than asked, so that the caller sees whether there is a next page. */
export const listThreads = async (
  db: Db,
  app: AppId,
  { limit, after, onlyUnread }: { limit: number; after: ThreadPlace | null; onlyUnread: boolean },
): Promise<StoredThread[]> => {
  const where = [sql`t.app_id = ${app}`]
  if (onlyUnread) where.push(sql`t.viewer_said > t.read_by_shop`)
  if (after) where.push(sql`(t.updated_at, t.user_id) < (${after.updatedAt}::bigint, ${after.user})`)
  const { rows } = await sql<ThreadRow>`
    ${selectThreads('shop')} where ${sql.join(where, sql` and `)}
    order by t.updated_at desc, t.user_id desc limit ${limit + 1}`.execute(db)
  return rows.map(threadOf)
}

/** What the shop has not read, over all threads. */
export const countUnread = async (db: Db, app: AppId): Promise<number> => {
  const { rows } = await sql<{ unread: number }>`
    select coalesce(sum(viewer_said - read_by_shop), 0)::int8 as unread
    from direct_threads where app_id = ${app} and viewer_said > read_by_shop`.execute(db)
  return rows[0]!.unread
}

/** In the order of `way`, away from the place; one more than asked. */
export const listMessages = async (
  db: Db,
  app: AppId,
  thread: UserId,
  { way, seq }: MessagePlace,
  limit: number,
): Promise<StoredMessage[]> => {
  const [side, order] = way === 'older' ? [sql`<`, sql`desc`] : [sql`>`, sql`asc`]
  const { rows } = await sql<StoredMessage>`
    select ${MESSAGE} from direct_messages m
    where m.app_id = ${app} and m.user_id = ${thread} and m.seq ${side} ${seq}
    order by m.seq ${order} limit ${limit + 1}`.execute(db)
  return rows
}

/** What is left to read, or null: there is no such message in this thread. Reading never goes back. */
export const markRead = async (
  db: Db,
  app: AppId,
  thread: UserId,
  messageId: string,
  side: Side,
): Promise<number | null> => {
  const read = side === 'shop' ? sql`read_by_shop` : sql`read_by_viewer`
  const said = side === 'shop' ? sql`m.viewer_said` : sql`m.shop_said`
  const { rows } = await sql<{ unread: number }>`
    update direct_threads t set ${read} = greatest(t.${read}, ${said})
    from direct_messages m
    where t.app_id = ${app} and t.user_id = ${thread}
      and m.app_id = t.app_id and m.user_id = t.user_id and m.id = ${messageId}
    returning ${UNREAD[side]} as unread`.execute(db)
  return rows[0]?.unread ?? null
}
