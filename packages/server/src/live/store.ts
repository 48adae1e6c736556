// The `streams` table: one row for each room, with the keys that sign its push addresses. Nobody else writes it.
import type { AppId, Millis, RoomId } from '@hawker/protocol'
import type { Transaction } from 'kysely'
import type { Database } from '#db'
import type { PushKeys } from './push-signature.ts'
import type { Seal } from './seal.ts'

interface StreamsTable {
  app_id: AppId
  room_id: RoomId
  stream_name: string
  play_name: string
  key_sealed: string
  backup_key_sealed: string | null
  on_air: boolean
  runs: number
  created_at: Millis
  regenerated_at: Millis | null
}
type Tables = { streams: StreamsTable }

/** A stream without its keys: what this process may keep in memory. */
export interface Stream {
  readonly app: AppId
  readonly room: RoomId
  readonly name: string
  readonly playName: string
}
export interface KeyedStream extends Stream {
  readonly keys: PushKeys
  /** How often it went on air so far. */
  readonly runs: number
  /** When its keys were made anew; null for its first. */
  readonly keysOf: Millis | null
}
/** What all processes should know of a stream. */
export interface StreamState extends Stream {
  readonly onAir: boolean
  readonly runs: number
  readonly keysOf: Millis | null
}
/** What a new stream, or a stream that takes new keys, is made of. */
export interface FreshStream {
  readonly name: string
  readonly playName: string
  readonly keys: PushKeys
}

const PURPOSE = 'push-key'
const STATE = ['app_id', 'room_id', 'stream_name', 'play_name', 'on_air', 'runs', 'regenerated_at'] as const
type StateRow = Pick<StreamsTable, (typeof STATE)[number]>

export type StreamStore = ReturnType<typeof streamStore>

export const streamStore = (db: Database, { seal, open }: Seal) => {
  const of = (app: AppId) => db.of(app).withTables<Tables>()
  const system = db.system.withTables<Tables>()

  const plain = (row: Pick<StreamsTable, 'app_id' | 'room_id' | 'stream_name' | 'play_name'>): Stream => ({
    app: row.app_id,
    room: row.room_id,
    name: row.stream_name,
    playName: row.play_name,
  })
  const stateOf = (row: StateRow): StreamState => ({
    ...plain(row),
    onAir: row.on_air,
    runs: row.runs,
    keysOf: row.regenerated_at,
  })
  const keyed = (row: StreamsTable): KeyedStream => ({
    ...plain(row),
    runs: row.runs,
    keysOf: row.regenerated_at,
    keys: {
      primary: open(row.key_sealed, row.app_id, PURPOSE),
      backup: row.backup_key_sealed === null ? null : open(row.backup_key_sealed, row.app_id, PURPOSE),
    },
  })
  const sealed = (app: AppId, keys: PushKeys) => ({
    key_sealed: seal(keys.primary, app, PURPOSE),
    backup_key_sealed: keys.backup === null ? null : seal(keys.backup, app, PURPOSE),
  })

  return {
    /** Every stream there is, and whether it was on air when the last process wrote. */
    async all(): Promise<readonly StreamState[]> {
      const rows = await system.selectFrom('streams').select(STATE).execute()
      return rows.map(stateOf)
    },

    /** Those on air, and those made since then by whatever process. */
    async current(since: Millis): Promise<readonly StreamState[]> {
      const rows = await system
        .selectFrom('streams')
        .select(STATE)
        .where((row) => row.or([row('on_air', '=', true), row('created_at', '>=', since)]))
        .execute()
      return rows.map(stateOf)
    },

    async played(playName: string): Promise<Stream | null> {
      const row = await system.selectFrom('streams').select(STATE).where('play_name', '=', playName).executeTakeFirst()
      return row ? plain(row) : null
    },

    async ofRoom(app: AppId, room: RoomId): Promise<KeyedStream | null> {
      const row = await of(app)
        .selectFrom('streams')
        .selectAll()
        .where('app_id', '=', app)
        .where('room_id', '=', room)
        .executeTakeFirst()
      return row ? keyed(row) : null
    },

    /** By the name an encoder gives, which is all it says about whose it is. */
    async named(name: string): Promise<KeyedStream | null> {
      const row = await system.selectFrom('streams').selectAll().where('stream_name', '=', name).executeTakeFirst()
      return row ? keyed(row) : null
    },

    /** Two callers at once get one stream: the row of whoever came first. */
    async create(app: AppId, room: RoomId, fresh: FreshStream, at: Millis): Promise<KeyedStream> {
      await of(app)
        .insertInto('streams')
        .values({
          app_id: app,
          room_id: room,
          stream_name: fresh.name,
          play_name: fresh.playName,
          ...sealed(app, fresh.keys),
          on_air: false,
          runs: 0,
          created_at: at,
          regenerated_at: null,
        })
        .onConflict((conflict) => conflict.columns(['app_id', 'room_id']).doNothing())
        .execute()
      const stream = await this.ofRoom(app, room)
      if (!stream) throw new Error('a stream that was just created is not there')
      return stream
    },

    async takeKeys(tx: Transaction<unknown>, stream: Stream, keys: PushKeys, at: Millis): Promise<void> {
      await tx
        .withTables<Tables>()
        .updateTable('streams')
        .set({ ...sealed(stream.app, keys), regenerated_at: at })
        .where('app_id', '=', stream.app)
        .where('room_id', '=', stream.room)
        .execute()
    },

    /** `fence` throws where another process has the stream: then nothing is written. */
    async setOnAir({ app, room }: Stream, onAir: boolean, fence: (tx: Transaction<unknown>) => Promise<void>) {
      await db
        .of(app)
        .transaction()
        .execute(async (tx) => {
          await fence(tx)
          await tx
            .withTables<Tables>()
            .updateTable('streams')
            .set((row) => ({ on_air: onAir, ...(onAir ? { runs: row('runs', '+', 1) } : {}) }))
            .where('app_id', '=', app)
            .where('room_id', '=', room)
            .execute()
        })
    },
  }
}
