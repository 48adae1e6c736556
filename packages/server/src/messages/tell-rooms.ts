// Notices of the shop: to one room, or to all that are open. Journalled, and never dropped.
import {
  type Actor,
  isRefusal,
  type NoticeTold,
  type Refusal,
  type RoomId,
  type RoomStatus,
  refuse,
} from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import { uuidV7 } from '#kernel/ids'
import { checkNotice, type Notice } from './core/text.ts'
import { type MessagesDeps, nameOf, operatedRoom } from './shared.ts'

/** One broadcast of an app within this time, over all processes. */
export const BROADCAST_EVERY_MS = 1_000
/** Rooms told at once; the others of a broadcast wait for them, and nothing else does. */
const TOLD_AT_ONCE = 32

const OPEN: readonly RoomStatus[] = ['scheduled', 'rehearsal', 'live', 'paused', 'interrupted']

const eventOf = ({ clock, chance }: MessagesDeps, notice: Notice, broadcast: boolean): NoticeTold => {
  const at = clock.now()
  return { type: 'notice.told', id: uuidV7(at, chance), at, ...notice, broadcast }
}

export const tellRoom = async (
  deps: MessagesDeps,
  actor: Actor,
  room: RoomId,
  wanted: Notice,
): Promise<{ id: string } | Refusal> => {
  const { db, journal, rooms } = deps
  const facts = await operatedRoom(deps, actor, room)
  if (isRefusal(facts)) return facts
  if (!OPEN.includes(facts.status)) return refuse('room-closed')
  const notice = checkNotice(wanted)
  if (isRefusal(notice)) return notice
  const { app } = actor
  const event = eventOf(deps, notice, false)
  const entry = { app, room, kind: 'notice.told', by: nameOf(actor), payload: { id: event.id }, tell: [event] }
  const journalId = await db
    .of(app)
    .transaction()
    .execute((tx) => journal.append(tx, entry))
  await rooms.tell(app, room, journalId, [event], entry.by)
  return { id: event.id }
}

/** Takes the app's turn, or says how long until there is one. One row an app decides, and whoever comes second waits for it. */
const takeTurn = async (tx: Transaction<unknown>, app: string): Promise<number> => {
  const every = sql`make_interval(secs => ${BROADCAST_EVERY_MS / 1_000}::float8)`
  const taken = await sql`
    insert into broadcasts as b (app_id, last_at) values (${app}, clock_timestamp())
    on conflict (app_id) do update set last_at = clock_timestamp()
    where b.last_at <= clock_timestamp() - ${every} or b.last_at > clock_timestamp()
    returning 1`.execute(tx)
  if (taken.rows.length > 0) return 0
  const { rows } = await sql<{ wait: number }>`
    select ceil(extract(epoch from last_at + ${every} - clock_timestamp()) * 1000)::int8 as wait
    from broadcasts where app_id = ${app}`.execute(tx)
  return Math.max(1, rows[0]?.wait ?? 1)
}

export interface Broadcasts {
  send(actor: Actor, notice: Notice): Promise<{ id: string; rooms: number } | Refusal>
  /** What is not told by then, the sweeper tells. */
  stop(): Promise<void>
}

export const createBroadcasts = (deps: MessagesDeps): Broadcasts => {
  const { db, journal, rooms, log } = deps
  let stopped = false
  const telling = new Set<Promise<void>>()

  const tellAll = async (app: Actor['app'], open: readonly RoomId[], ids: readonly string[], event: NoticeTold) => {
    for (let i = 0; i < open.length && !stopped; i += TOLD_AT_ONCE) {
      const some = open.slice(i, i + TOLD_AT_ONCE)
      await Promise.all(some.map((room, n) => rooms.tell(app, room, ids[i + n]!, [event])))
    }
  }

  return {
    send: async (actor, wanted) => {
      const notice = checkNotice(wanted)
      if (isRefusal(notice)) return notice
      const { app } = actor
      const event = eventOf(deps, notice, true)
      const open = await rooms.openRoomIds(app)
      const done = await db
        .of(app)
        .transaction()
        .execute(async (tx) => {
          const waitMs = await takeTurn(tx, app)
          if (waitMs > 0) return refuse('too-many', { retryAfterMs: waitMs })
          const entry = { app, kind: 'notice.broadcast', by: nameOf(actor), payload: { id: event.id }, tell: [event] }
          if (open.length > 0) return journal.appendForRooms(tx, entry, open)
          await journal.append(tx, { ...entry, room: null, tell: [] })
          return []
        })
      if (isRefusal(done)) return done
      const told = tellAll(app, open, done, event)
        .catch((error) => log.warn({ err: error, app }, 'a broadcast could not be told; the sweeper will'))
        .finally(() => telling.delete(told))
      telling.add(told)
      return { id: event.id, rooms: open.length }
    },
    stop: async () => {
      stopped = true
      await Promise.all(telling)
    },
  }
}
