// The table `rooms`. Nobody else writes its name.
import type {
  AppId,
  Millis,
  PinnedComment,
  RoomFacts,
  RoomHost,
  RoomId,
  RoomPolicy,
  RoomStatus,
  UserId,
} from '@hawker/protocol'
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import type { Database } from '#db'

export interface RoomRow {
  readonly id: RoomId
  readonly type: string
  readonly title: string
  readonly introduction: string
  readonly status: RoomStatus
  readonly status_reason: string | null
  readonly cover_url: string | null
  readonly announcement: string
  readonly host_user_id: UserId | null
  readonly starts_at: Millis | null
  readonly started_at: Millis | null
  readonly ended_at: Millis | null
  readonly grace_ends_at: Millis | null
  readonly policy: RoomPolicy
  readonly pinned: PinnedComment | null
  readonly version: number
  readonly likes: number
  readonly peak_viewers: number
  readonly created_at: Millis
}

export type RoomChange = Partial<Omit<RoomRow, 'id' | 'version' | 'likes' | 'peak_viewers' | 'created_at'>>

/** Where a page of a list ended. */
export interface ListPlace {
  readonly createdAt: Millis
  readonly id: string
}

export interface Counts {
  readonly app: AppId
  readonly room: RoomId
  readonly likes: number
  readonly peakViewers: number
}

export const factsOf = (row: RoomRow, host: RoomHost | null): RoomFacts => ({
  id: row.id,
  type: row.type,
  title: row.title,
  introduction: row.introduction,
  status: row.status,
  statusReason: row.status_reason,
  coverUrl: row.cover_url,
  announcement: row.announcement,
  host,
  startsAt: row.starts_at,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  graceEndsAt: row.grace_ends_at,
  policy: row.policy,
  version: row.version,
})

const COLUMNS = sql.raw(
  'id, type, title, introduction, status, status_reason, cover_url, announcement, host_user_id, starts_at, started_at, ended_at, ' +
    'grace_ends_at, policy, pinned, version, likes, peak_viewers, created_at',
)

/** States in which somebody who follows the host wants to know of the room. */
const ANNOUNCED = ['scheduled', 'rehearsal', 'live', 'paused', 'interrupted']
const ROOMS_OF_HOST_MAX = 100
const OPEN = ['rehearsal', 'live', 'paused', 'interrupted']
const OPEN_MAX = 10_000
const GRACE_OVER_MAX = 100

type Tx = Kysely<unknown> | Transaction<unknown>

const first = async (query: RawBuilder<RoomRow>, on: Tx): Promise<RoomRow | null> =>
  (await query.execute(on)).rows[0] ?? null

export const createStore = (db: Database) => ({
  find: (app: AppId, room: RoomId): Promise<RoomRow | null> =>
    first(sql<RoomRow>`select ${COLUMNS} from rooms where app_id = ${app} and id = ${room}`, db.of(app)),

  lock: (tx: Tx, app: AppId, room: RoomId): Promise<RoomRow | null> =>
    first(sql<RoomRow>`select ${COLUMNS} from rooms where app_id = ${app} and id = ${room} for update`, tx),

  /** Locks the row and gives it its next version. */
  nextVersion: async (tx: Tx, app: AppId, room: RoomId): Promise<number | null> => {
    const { rows } = await sql<{ version: number }>`
      update rooms set version = version + 1 where app_id = ${app} and id = ${room} returning version`.execute(tx)
    return rows[0]?.version ?? null
  },

  change: (tx: Tx, app: AppId, room: RoomId, change: RoomChange): Promise<RoomRow | null> => {
    const sets = Object.entries(change).map(([column, value]) => sql`${sql.ref(column)} = ${value}`)
    return first(
      sql<RoomRow>`
        update rooms set ${sql.join([sql`version = version + 1`, ...sets])}
        where app_id = ${app} and id = ${room} returning ${COLUMNS}`,
      tx,
    )
  },

  /** Null when the id is taken. */
  insert: (
    tx: Tx,
    app: AppId,
    row: Omit<RoomRow, 'version' | 'peak_viewers' | 'policy' | 'pinned'>,
  ): Promise<RoomRow | null> => {
    const { id, type, title, introduction, status, status_reason, cover_url, announcement, host_user_id } = row
    const { starts_at, started_at, ended_at, grace_ends_at, likes, created_at } = row
    return first(
      sql<RoomRow>`
        insert into rooms (app_id, id, type, title, introduction, status, status_reason, cover_url, announcement, host_user_id,
          starts_at, started_at, ended_at, grace_ends_at, likes, created_at)
        values (${app}, ${id}, ${type}, ${title}, ${introduction}, ${status}, ${status_reason}, ${cover_url}, ${announcement}, ${host_user_id},
          ${starts_at}, ${started_at}, ${ended_at}, ${grace_ends_at}, ${likes}, ${created_at})
        on conflict do nothing returning ${COLUMNS}`,
      tx,
    )
  },

  /** Newest first, one more than asked, so that the caller sees whether there is a next page. */
  list: async (
    app: AppId,
    { status, drafts, after, limit }: { status?: RoomStatus; drafts: boolean; after?: ListPlace; limit: number },
  ): Promise<RoomRow[]> => {
    const where = [sql`app_id = ${app}`]
    if (status) where.push(sql`status = ${status}`)
    if (!drafts) where.push(sql`status <> 'draft'`)
    if (after) where.push(sql`(created_at, id) < (${after.createdAt}::bigint, ${after.id})`)
    const { rows } = await sql<RoomRow>`
      select ${COLUMNS} from rooms where ${sql.join(where, sql` and `)}
      order by created_at desc, id desc limit ${limit + 1}`.execute(db.of(app))
    return rows
  },

  roomsOfHost: async (app: AppId, host: UserId): Promise<RoomId[]> => {
    const { rows } = await sql<{ id: RoomId }>`
      select id from rooms where app_id = ${app} and host_user_id = ${host} and status = any(${ANNOUNCED}::text[])
      order by created_at desc limit ${ROOMS_OF_HOST_MAX}`.execute(db.of(app))
    return rows.map(({ id }) => id)
  },

  openRoomIds: async (app: AppId): Promise<RoomId[]> => {
    const { rows } = await sql<{ id: RoomId }>`
      select id from rooms where app_id = ${app} and status = any(${OPEN}::text[]) limit ${OPEN_MAX}`.execute(
      db.of(app),
    )
    return rows.map(({ id }) => id)
  },

  /** Rooms that wait for a publisher longer than they were to, of all apps. */
  graceOver: async (now: Millis): Promise<{ app: AppId; room: RoomId }[]> => {
    const { rows } = await sql<{ app: AppId; room: RoomId }>`
      select app_id as app, id as room from rooms where status = 'interrupted' and grace_ends_at < ${now}
      limit ${GRACE_OVER_MAX}`.execute(db.system)
    return rows
  },

  /** Adds likes and raises peaks of many rooms at once; answers the new totals. */
  keepCounts: async (counts: readonly Counts[]): Promise<{ app: AppId; room: RoomId; likes: number }[]> => {
    const { rows } = await sql<{ app: AppId; room: RoomId; likes: number }>`
      update rooms r set likes = r.likes + c.likes, peak_viewers = greatest(r.peak_viewers, c.peak)
      from unnest(${counts.map((c) => c.app)}::text[], ${counts.map((c) => c.room)}::text[],
        ${counts.map((c) => c.likes)}::bigint[], ${counts.map((c) => c.peakViewers)}::int[]) c (app, room, likes, peak)
      where r.app_id = c.app and r.id = c.room
      returning r.app_id as app, r.id as room, r.likes`.execute(db.system)
    return rows
  },
})

export type Store = ReturnType<typeof createStore>
