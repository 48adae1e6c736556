// What people do in rooms, journalled in batches for those who count it: lines each 10 s, minutes watched each minute.
// Nothing is done for a single line or viewer but a map entry; a large room's minute is written a slice each second.
import type { AppId, RoomId } from '@hawker/protocol'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Log } from '#system/log'
import type { LiveRoomBody } from './live-room.ts'

/** Lines of a process that ends without a word are lost for so long. */
export const SPOKE_EVERY_MS = 10_000
export const WATCHED_EVERY_MS = 60_000
/** People in one entry of the journal, and entries written in one second. */
const PEOPLE_AN_ENTRY = 500
const ENTRIES_A_TURN = 8
/** Entries kept while the database is away; the oldest go first. */
const KEPT_MAX = 1_000

/** As the gateway names a viewer who is somebody: `u:<id>`. */
const USER_KEY = 'u:'

interface Entry {
  readonly app: AppId
  readonly room: RoomId
  readonly kind: 'room.spoke' | 'room.watched'
  readonly by: null
  readonly payload: Record<string, number>
}

export interface TalliesDeps {
  readonly db: Database
  readonly journal: Pick<Journal, 'appendAll'>
  readonly live: ReadonlyMap<string, LiveRoomBody>
  readonly logger: Log
}

export interface Tallies {
  /** Once a second. */
  turn(now: number): void
  /** Writes what is left. */
  stop(): Promise<void>
}

export const createTallies = ({ db, journal, live, logger }: TalliesDeps): Tallies => {
  let spoke: Entry[] = []
  let watched: Entry[] = []
  let spokeAt: number | null = null
  let watchedAt: number | null = null
  let writing: Promise<void> | null = null

  const add = (
    to: Entry[],
    room: LiveRoomBody,
    kind: Entry['kind'],
    counts: readonly (readonly [string, number])[],
  ) => {
    for (let at = 0; at < counts.length; at += PEOPLE_AN_ENTRY) {
      const payload = Object.fromEntries(counts.slice(at, at + PEOPLE_AN_ENTRY))
      to.push({ app: room.app, room: room.id, kind, by: null, payload })
    }
  }
  const gatherSpoke = () => {
    for (const room of live.values()) {
      const lines = room.tally.take()
      if (lines) add(spoke, room, 'room.spoke', [...lines])
    }
  }
  /** Whoever is there when the minute ends has watched it. */
  const gatherWatched = (minutes: number) => {
    for (const room of live.values()) {
      if (room.core.status !== 'live') continue
      const users = room.crowd.audience.keys().filter((key) => key.startsWith(USER_KEY))
      add(
        watched,
        room,
        'room.watched',
        users.map((key) => [key.slice(USER_KEY.length), minutes] as const),
      )
    }
  }

  const write = async (max: number) => {
    const entries = [...spoke, ...watched].slice(0, max)
    const [lines, minutes] = [spoke, watched]
    spoke = lines.slice(entries.length)
    watched = minutes.slice(Math.max(0, entries.length - lines.length))
    try {
      await db.system.transaction().execute((tx) => journal.appendAll(tx, entries))
    } catch (error) {
      logger.warn({ err: error }, 'what people did in rooms could not be written down yet')
      spoke = [...entries.filter(({ kind }) => kind === 'room.spoke'), ...spoke].slice(-KEPT_MAX)
      watched = [...entries.filter(({ kind }) => kind === 'room.watched'), ...watched].slice(-KEPT_MAX)
    }
  }
  const writeSome = (max: number): Promise<void> => {
    if (spoke.length + watched.length > 0)
      writing ??= write(max).finally(() => {
        writing = null
      })
    return writing ?? Promise.resolve()
  }

  return {
    turn: (now) => {
      spokeAt ??= now
      watchedAt ??= now
      if (now - spokeAt >= SPOKE_EVERY_MS) {
        spokeAt = now
        gatherSpoke()
      }
      const minutes = Math.floor((now - watchedAt) / WATCHED_EVERY_MS)
      if (minutes > 0 && watched.length === 0) {
        watchedAt += minutes * WATCHED_EVERY_MS
        gatherWatched(minutes)
      }
      void writeSome(ENTRIES_A_TURN)
    },
    stop: async () => {
      await writing
      gatherSpoke()
      await writeSome(Infinity)
    },
  }
}
