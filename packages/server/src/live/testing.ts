// A live module on a fresh database with rooms that are a map, for tests and benches.
import type { AppId, api, PlayAddresses, RoomFacts, RoomId, RoomStatus, UserId } from '@hawker/protocol'
import { DEFAULT_POLICY, isRefusal, refuse } from '@hawker/protocol'
import type pg from 'pg'
import { openBetween } from '#between'
import { createMemoryNotices, type Notices } from '#bus'
import { testDatabase } from '#db'
import type { JournalEntry } from '#journal'
import type { Clock, Timers } from '#kernel/clock'
import { randomId } from '#kernel/ids'
import { openLeases } from '#leases'
import { systemChance } from '#system/chance'
import { systemClock, systemTimers } from '#system/clock'
import { openLog } from '#system/log'
import { createLive, type Live, type Seal } from './index.ts'

export const TEST_APP = 'shop' as AppId

export const plainSeal: Seal = {
  seal: (text, app, purpose) => `${app}|${purpose}|${text}`,
  open: (sealed, app, purpose) => {
    if (!sealed.startsWith(`${app}|${purpose}|`)) throw new Error('sealed for something else')
    return sealed.slice(app.length + purpose.length + 2)
  },
}

export interface TestLive {
  readonly live: Live
  /** Where the playlists are served. */
  readonly origin: string
  readonly journal: JournalEntry[]
  addRoom(id: string, status?: RoomStatus): RoomId
  setStatus(room: RoomId, status: RoomStatus): void
  setHost(room: RoomId, host: string): void
  sql(text: string, values?: unknown[]): Promise<pg.QueryResult>
  statusOf(room: RoomId): RoomStatus
  /** Statuses a room went through, oldest first. */
  readonly moves: readonly string[]
  addressOf(room: RoomId): Promise<string>
  playlistOf(room: RoomId): string
  healthOf(room: RoomId): api.live.StreamHealth
  /** A process after this one, on the same database. */
  restart(): Promise<TestLive>
  /** Another beside this one, which was opened with `shared`. */
  another(): Promise<TestLive>
  /** As after SIGSTOP: answers nobody and prolongs nothing, and its lines stay open. */
  freeze(): Promise<void>
  /** Goes on where it stood. */
  thaw(): void
  /** Requests of viewers that are not answered yet. */
  readonly underWay: number
  /** Processes that share a database share a clock for the lines of encoders, which stands still until told. */
  linesWait(ms: number): void
  /** Ends this process alone. */
  stop(): Promise<void>
  close(): Promise<void>
}

const facts = (id: RoomId, status: RoomStatus): RoomFacts => ({
  id,
  title: id,
  status,
  statusReason: null,
  coverUrl: null,
  announcement: '',
  host: null,
  startsAt: null,
  startedAt: null,
  endedAt: null,
  graceEndsAt: null,
  type: 'live',
  introduction: '',
  policy: DEFAULT_POLICY,
  version: 1,
})

interface Parts {
  readonly clock?: Clock
  readonly timers?: Timers
  readonly httpPort?: number
  readonly rtmpPort?: number
  /** One process of several: with leases, and a listener for the others. */
  readonly shared?: boolean
}
type World = {
  readonly db: Awaited<ReturnType<typeof testDatabase>>
  readonly rooms: Map<RoomId, RoomFacts>
  readonly journal: JournalEntry[]
  readonly moves: string[]
  readonly notices: Notices
  monotonicMs: number
}

const start = async (world: World, parts: Parts): Promise<TestLive> => {
  const { db, rooms, journal, moves } = world
  const log = openLog(process.env.LIVE_TEST_LOG ?? 'silent')
  let origin = ''
  let frozen = false
  let underWay = 0
  const whileAwake = (run: () => void) => () => {
    if (!frozen) run()
  }
  const real = parts.timers ?? systemTimers(log)
  const timers: Timers = {
    after: (ms, run) => real.after(ms, whileAwake(run)),
    every: (ms, run) => real.every(ms, whileAwake(run)),
  }
  const clock = parts.clock ?? systemClock
  const others = parts.shared
    ? {
        leases: openLeases({ db: db.database, clock, timers, log, holder: randomId(systemChance), sole: false }),
        notices: world.notices,
        between: openBetween({ host: '127.0.0.1', port: 0, key: new Uint8Array(32), clock, log }),
      }
    : null
  others?.leases.reachedAt(others.between.address)
  const live = createLive({
    db: db.database,
    rooms: {
      find: async (_app: AppId, room: RoomId) => rooms.get(room) ?? null,
      moveStatus: async (_app, room, to, { onlyFrom, graceEndsAt = null, guard }) => {
        if (guard) await db.database.of(TEST_APP).transaction().execute(guard)
        const known = rooms.get(room)
        if (!known) return refuse('not-found')
        if (onlyFrom && !onlyFrom.includes(known.status)) return refuse('wrong-state')
        const moved = { ...known, status: to, graceEndsAt }
        rooms.set(room, moved)
        moves.push(`${room}:${to}`)
        return moved
      },
    },
    journal: { append: async (_tx, entry) => String(journal.push(entry)) },
    // How long an encoder was silent must not hang on how busy this machine is.
    clock: parts.shared ? { now: clock.now, monotonic: () => world.monotonicMs } : clock,
    timers,
    others,
    chance: systemChance,
    log,
    seal: plainSeal,
    publicUrl: () => origin,
    rtmpPort: parts.rtmpPort ?? 0,
    rtmpHost: '127.0.0.1',
  })
  const server = Bun.serve({
    port: parts.httpPort ?? 0,
    hostname: '127.0.0.1',
    async fetch(request, server) {
      const url = new URL(request.url)
      const setIdleTimeout = (seconds: number) => server.timeout(request, seconds)
      const route = live.rawRoutes.find(({ prefix }) => url.pathname.startsWith(prefix))
      underWay++
      try {
        const answer = await route?.handle(request, { url, address: '127.0.0.1', setIdleTimeout })
        return answer ?? new Response(null, { status: 404 })
      } finally {
        underWay--
      }
    },
  })
  origin = `http://127.0.0.1:${server.port}`
  await live.listen()
  const stop = async () => {
    await live.stop()
    await others?.leases.stop()
    await others?.between.stop()
    await server.stop(true)
  }
  return {
    live,
    origin,
    journal,
    moves,
    addRoom: (id, status = 'live') => {
      rooms.set(id as RoomId, facts(id as RoomId, status))
      return id as RoomId
    },
    setStatus: (room, status) => void rooms.set(room, facts(room, status)),
    setHost: (room, host) =>
      void rooms.set(room, { ...rooms.get(room)!, host: { id: host as UserId, name: host, avatarUrl: null } }),
    sql: async (text, values = []) => {
      const client = await db.database.client()
      try {
        return await client.query(text, values)
      } finally {
        client.release()
      }
    },
    statusOf: (room) => rooms.get(room)!.status,
    addressOf: async (room) => {
      const address = await live.pushAddressFor(TEST_APP, room)
      if (isRefusal(address)) throw new Error(address.message)
      return address.url
    },
    playlistOf: (room) => {
      const { hls }: PlayAddresses = live.source.play(TEST_APP, room)
      if (hls === null) throw new Error('no play address')
      return hls
    },
    healthOf: (room) => live.health(TEST_APP, room),
    restart: async () => {
      const ports = { httpPort: Number(new URL(origin).port), rtmpPort: live.port }
      await stop()
      return start(world, { ...parts, ...ports })
    },
    another: () => start(world, { ...parts, httpPort: 0, rtmpPort: 0 }),
    freeze: async () => {
      frozen = true
      await others?.between.stop()
    },
    thaw: () => {
      frozen = false
    },
    get underWay() {
      return underWay
    },
    linesWait: (ms) => {
      world.monotonicMs += ms
    },
    stop,
    close: async () => {
      await stop()
      await db.close()
    },
  }
}

export const testLive = async (parts: Parts = {}): Promise<TestLive> => {
  const kept = { rooms: new Map(), journal: [], moves: [], notices: createMemoryNotices(), monotonicMs: 0 }
  return start({ db: await testDatabase(), ...kept }, parts)
}
