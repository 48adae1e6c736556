// Opens the rooms of this process.
import {
  type AppId,
  isRefusal,
  isStaff,
  P1_HEADROOM_PER_S,
  type Refusal,
  ROOM_BUDGET_PER_S,
  type RoomId,
  refuse,
  type UserId,
} from '@hawker/protocol'
import type { Notices, Presence, RoomLog } from '#bus'
import type { Database } from '#db'
import type { Journal, Untold } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock, Timers } from '#kernel/clock'
import { randomId } from '#kernel/ids'
import type { Leases } from '#leases'
import type { Log } from '#system/log'
import { createAppMutes } from './app-mutes.ts'
import { createAsking } from './asking.ts'
import { createRoom, moveStatus } from './change.ts'
import { Meter } from './core/meter.ts'
import type { RoomBudget } from './core/room.ts'
import { isHidden } from './core/status.ts'
import { isStaffMember } from './crowd.ts'
import type { FrameSink, Member, Rooms, SanctionSource, SnapshotSource, StandingSource } from './door.ts'
import { startGrace } from './grace.ts'
import { createHosts, type PersonOf } from './hosts.ts'
import { startKeeper } from './keeper.ts'
import { LiveRoomBody, type LiveRoomDeps } from './live-room.ts'
import { findMessage, takeOut, takeOutOldPins } from './messages.ts'
import { type ActDeps, pin, recall } from './recall.ts'
import { createReports } from './reports.ts'
import { roomRoutes } from './routes.ts'
import { createSeats, SOCKETS_PER_USER } from './seats.ts'
import { readPlay } from './snapshot.ts'
import { createStaffTopic } from './staff-topic.ts'
import { createStands } from './standing.ts'
import { createStore, factsOf } from './store.ts'
import { startSweeper } from './sweeper.ts'
import { createTallies } from './tallies.ts'

export type * from './door.ts'
export { SOCKETS_PER_USER } from './seats.ts'

const USER_TOPIC = 'rooms.user'

interface UserNotice {
  readonly app: AppId
  readonly user: UserId
  readonly message: string
}

export interface RoomsDeps {
  readonly db: Database
  readonly journal: Journal
  readonly log: RoomLog
  readonly notices: Notices
  readonly clock: Clock
  readonly timers: Timers
  readonly chance: Chance
  readonly logger: Log
  readonly personOf: PersonOf
  /** As the log was opened with. */
  readonly budget?: RoomBudget
  /** New at each start; others know this process by it. */
  readonly processId?: string
  /** Left out where there is no other process. */
  readonly presence?: Presence
  readonly socketsPerUser?: number
  readonly leases?: Leases
  /** No other process hears what is told here at the moment. Left out: none is there. */
  readonly isAlone?: () => boolean
  /** Other processes are there and cannot be reached at the moment. */
  readonly isCutOff?: () => boolean
  /** Tells people again of what is theirs, where a journal entry says so; false: not yet. */
  readonly tellPeople?: (entry: Untold) => Promise<boolean>
  /** Parts of the platform in trouble, for staff in a room. */
  readonly degraded?: () => readonly string[]
}

const DEFAULT_BUDGET: RoomBudget = { perS: ROOM_BUDGET_PER_S, p1HeadroomPerS: P1_HEADROOM_PER_S }

const seesDrafts = ({ actor }: Member) =>
  actor.kind === 'server' || (actor.kind === 'person' && isStaff(actor.person.role))

export const openRooms = async (deps: RoomsDeps): Promise<Rooms> => {
  const { db, journal, log, notices, clock, timers, chance, logger, personOf, budget = DEFAULT_BUDGET } = deps
  const { processId = randomId(chance, 10), presence, socketsPerUser = SOCKETS_PER_USER } = deps
  const store = createStore(db)
  const hostOf = createHosts(personOf, clock)
  const sources: SnapshotSource[] = []
  const standingSources: StandingSource[] = []
  let sanctionSource: SanctionSource | null = null
  let frames: FrameSink | null = null
  const sink = () => frames
  let events = 0

  const live = new Map<string, LiveRoomBody>()
  const between = { processId, live, notices, clock, timers, sink }
  const reports = createReports(between)
  const asking = createAsking({ ...between, processesIn: reports.processesIn })
  const seats = presence ? createSeats({ ...between, presence, socketsPerUser }) : null
  const appMutes = createAppMutes({
    ...{ notices, clock, source: () => sanctionSource },
    onRead: (app) => {
      for (const room of live.values()) if (room.app === app) room.standing.appMutesRead()
    },
    failed: (error) => logger.warn({ err: error }, 'mutes of an app could not be read'),
  })

  const liveDeps: LiveRoomDeps = {
    ...{ log, clock, timers, logger, budget, sources, sink, seats },
    load: async (app, room) => {
      const row = await store.find(app, room)
      return (
        row && {
          facts: factsOf(row, await hostOf(app, row.host_user_id)),
          pinned: { comment: row.pinned, version: row.version },
          likes: row.likes,
        }
      )
    },
    elsewhere: reports.elsewhere,
    changed: reports.changed,
    sanctionSource: () => sanctionSource,
    appMutes: appMutes.of,
    stands: createStands(standingSources, clock),
    nextEventId: () => `${processId}${(events++).toString(36)}`,
  }
  const at = (app: AppId, room: RoomId): LiveRoomBody => {
    const name = `${app}/${room}`
    const known = live.get(name)
    if (known) return known
    const made = new LiveRoomBody(app, room, liveDeps)
    live.set(name, made)
    return made
  }

  /** Open, known and seen by such a caller; null: there is no such room. Whoever tries ids leaves nothing behind here. */
  const opened = async (app: AppId, id: RoomId, drafts: boolean): Promise<LiveRoomBody | Refusal> => {
    const room = at(app, id)
    try {
      await appMutes.known(app)
      const facts = await room.open()
      if (facts !== null) return isHidden(facts.status) && !drafts ? refuse('not-found') : room
      if (live.get(room.name) === room) live.delete(room.name)
      await room.close()
      return refuse('not-found')
    } catch (error) {
      logger.warn({ err: error, app, room: id }, 'a room could not be opened')
      return refuse('unavailable')
    }
  }

  const tell: Rooms['tell'] = async (app, room, journalId, events, by = null) => {
    const key = { app, room }
    try {
      await takeOut(log, key, events)
      const told = await at(app, room).tell(events)
      await takeOutOldPins(log, key, events, async () => (await store.find(app, room))?.pinned ?? null)
      if (told) sweeper.told(journalId)
      if (by !== null) staffTopic.tell(app, room, { type: 'staff.did', events: events.map(({ id }) => id), by })
    } catch (error) {
      logger.warn({ err: error, app, room }, 'what happened in a room could not be told yet')
    }
  }
  const { leases, isAlone, isCutOff = () => false, tellPeople } = deps
  const sweeper = startSweeper({ journal, timers, logger, tell, leases, isAlone, isCutOff, tellPeople })

  const metersOf = (name: string) => {
    const core = live.get(name)?.core
    return {
      viewers: (live.get(name)?.localViewers ?? 0) + reports.viewers(name),
      peakViewers: core?.peakViewers ?? 0,
      budgetPerSecond: budget.perS,
      classes: reports.classes(name, (core?.meter ?? new Meter()).read(clock.monotonic())),
    }
  }
  const staffTopic = createStaffTopic({
    ...{ live, notices, sink, degraded: deps.degraded ?? (() => []) },
    metersOf: ({ name }) => metersOf(name),
  })
  const tallies = createTallies({ db, journal, live, logger })
  const keeper = startKeeper({ live, store, reports, appMutes, staffTopic, tallies, clock, timers, logger })
  const changes: ActDeps = { db, store, journal, clock, chance, hostOf, tell, log, tellStaff: staffTopic.tell }
  const move: Rooms['moveStatus'] = (app, room, to, more) => moveStatus(changes, app, room, to, more)
  const grace = startGrace({ store, moveStatus: move, leases: deps.leases ?? null, clock, timers, logger })

  const stopHearing = notices.subscribe(USER_TOPIC, (body) => {
    const { app, user, message } = body as UserNotice
    frames?.toUser(app, user, message)
  })

  const rooms: Rooms = {
    find: async (app, room) => (await liveDeps.load(app, room))?.facts ?? null,

    enter: async (app, id, member, position) => {
      const room = await opened(app, id, seesDrafts(member))
      if (isRefusal(room)) return room
      member.subscribe?.(room.topic)
      if (isStaffMember(member)) member.subscribe?.(room.staffTopic)
      return room.enter(member, position)
    },

    nextVersion: (tx, app, room) => store.nextVersion(tx, app, room),
    tell,
    latest: (app, room, values) => at(app, room).latest(values),
    lossy: (app, room, event) => at(app, room).lossy(event),
    tellUser: (app, user, message) =>
      notices.publish(USER_TOPIC, { app, user, message: JSON.stringify(message) } satisfies UserNotice),
    toldPeople: (journalId) => {
      if (!isCutOff()) sweeper.told(journalId)
    },
    tellStaff: staffTopic.tell,
    post: async (app, id, from, message, priority) => {
      const room = await opened(app, id, true)
      return isRefusal(room) ? room : room.post(from, message, priority)
    },
    findMessage: (app, room, messageId) => findMessage(log, { app, room }, messageId),
    recall: (app, room, messageId, by) => recall(changes, app, room, messageId, by),
    pin: (app, room, comment, by) => pin(changes, app, room, comment, by),
    appMutesChanged: appMutes.changed,
    members: async (app, room, limit) => ({
      viewers: rooms.viewers(app, room),
      ...(await asking.people(app, room, limit)),
    }),
    networksOf: asking.networksOf,
    moveStatus: move,
    viewers: (app, room) => {
      const name = `${app}/${room}`
      return (live.get(name)?.localViewers ?? 0) + reports.viewers(name)
    },
    roomsOfHost: (app, host) => store.roomsOfHost(app, host),
    openRoomIds: (app) => store.openRoomIds(app),
    create: (app, room, by) => createRoom(changes, app, room, by),
    meters: (app, room) => metersOf(`${app}/${room}`),
    attach: (to) => {
      frames = to
    },
    addSource: (source) => {
      sources.push(source)
    },
    addSanctionSource: (source) => {
      sanctionSource = source
    },
    addStandingSource: (source) => {
      standingSources.push(source)
    },
    get routes() {
      return routes
    },
    stop: async () => {
      stopHearing()
      await grace.stop()
      await sweeper.stop()
      await Promise.all([...live.values()].map((room) => room.close()))
      await keeper.stop()
      for (const part of [reports, asking, seats, appMutes, staffTopic]) part?.stop()
      live.clear()
    },
  }
  const routes = roomRoutes({ ...changes, rooms, playOf: (app, room) => readPlay(sources, { app, room }) })
  return rooms
}
