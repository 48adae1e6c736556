// Opens the rooms of this process.
import {
  type AppId,
  isStaff,
  P1_HEADROOM_PER_S,
  ROOM_BUDGET_PER_S,
  type RoomId,
  refuse,
  type UserId,
} from '@hawker/protocol'
import type { Notices, RoomLog } from '#bus'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock, Timers } from '#kernel/clock'
import { randomId } from '#kernel/ids'
import type { Log } from '#system/log'
import { type ChangeDeps, createRoom, moveStatus } from './change.ts'
import { Meter } from './core/meter.ts'
import type { RoomBudget } from './core/room.ts'
import { isHidden } from './core/status.ts'
import type { FrameSink, Member, Rooms, SnapshotSource } from './door.ts'
import { createHosts, type PersonOf } from './hosts.ts'
import { startKeeper } from './keeper.ts'
import { LiveRoomBody, type LiveRoomDeps } from './live-room.ts'
import { findMessage } from './messages.ts'
import { pin, recall } from './recall.ts'
import { roomRoutes } from './routes.ts'
import { readPlay } from './snapshot.ts'
import { createStore, factsOf } from './store.ts'
import { startSweeper } from './sweeper.ts'

export type * from './door.ts'

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
}

const DEFAULT_BUDGET: RoomBudget = { perS: ROOM_BUDGET_PER_S, p1HeadroomPerS: P1_HEADROOM_PER_S }

const seesDrafts = ({ actor }: Member) =>
  actor.kind === 'server' || (actor.kind === 'person' && isStaff(actor.person.role))

export const openRooms = async (deps: RoomsDeps): Promise<Rooms> => {
  const { db, journal, log, notices, clock, timers, chance, logger, personOf, budget = DEFAULT_BUDGET } = deps
  const store = createStore(db)
  const hostOf = createHosts(personOf, clock)
  const processId = randomId(chance, 10)
  const sources: SnapshotSource[] = []
  let sink: FrameSink | null = null
  let events = 0

  const live = new Map<string, LiveRoomBody>()
  const keeper = startKeeper({ processId, live, store, notices, clock, timers, logger })
  const liveDeps: LiveRoomDeps = {
    log,
    clock,
    timers,
    logger,
    budget,
    sources,
    sink: () => sink,
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
    viewersElsewhere: ({ name }) => keeper.viewersElsewhere(name),
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

  const tell: Rooms['tell'] = async (app, room, journalId, events) => {
    if (await at(app, room).tell(events)) sweeper.told(journalId)
  }
  const sweeper = startSweeper({ journal, timers, logger, tell })
  const changes: ChangeDeps = { db, store, journal, clock, chance, hostOf, tell }
  const tellStaff: Rooms['tellStaff'] = () => {}
  const acts = { ...changes, log, tellStaff }

  const stopHearing = notices.subscribe(USER_TOPIC, (body) => {
    const { app, user, message } = body as UserNotice
    sink?.toUser(app, user, message)
  })

  const rooms: Rooms = {
    find: async (app, room) => (await liveDeps.load(app, room))?.facts ?? null,

    enter: async (app, id, member, position) => {
      const room = at(app, id)
      try {
        const facts = await room.open()
        if (facts === null) {
          // Whoever tries ids leaves nothing behind here.
          if (live.get(room.name) === room) live.delete(room.name)
          await room.close()
          return refuse('not-found')
        }
        if (isHidden(facts.status) && !seesDrafts(member)) return refuse('not-found')
      } catch (error) {
        logger.warn({ err: error, app, room: id }, 'a room could not be opened')
        return refuse('unavailable')
      }
      member.subscribe?.(room.topic)
      return room.enter(member, position)
    },

    nextVersion: (tx, app, room) => store.nextVersion(tx, app, room),
    tell,
    latest: (app, room, values) => at(app, room).latest(values),
    lossy: (app, room, event) => at(app, room).lossy(event),
    tellUser: (app, user, message) =>
      notices.publish(USER_TOPIC, { app, user, message: JSON.stringify(message) } satisfies UserNotice),
    tellStaff,
    post: async () => refuse('unavailable'),
    findMessage: (app, room, messageId) => findMessage(log, { app, room }, messageId),
    recall: (app, room, messageId, by) => recall(acts, app, room, messageId, by),
    pin: (app, room, comment, by) => pin(acts, app, room, comment, by),
    appMutesChanged: () => {},
    members: async (app, room, limit) => ({
      viewers: rooms.viewers(app, room),
      members: (live.get(`${app}/${room}`)?.newest() ?? []).slice(0, limit),
      staff: [],
    }),
    networksOf: async (app, room, user) => sink?.networksOf(app, room, user) ?? [],
    addSanctionSource: () => {},
    addStandingSource: () => {},
    moveStatus: (app, room, to, more) => moveStatus(changes, app, room, to, more),
    viewers: (app, room) => {
      const name = `${app}/${room}`
      return (live.get(name)?.localViewers ?? 0) + keeper.viewersElsewhere(name)
    },
    roomsOfHost: (app, host) => store.roomsOfHost(app, host),
    openRoomIds: (app) => store.openRoomIds(app),
    create: (app, room, by) => createRoom(changes, app, room, by),
    meters: (app, id) => {
      const core = live.get(`${app}/${id}`)?.core
      return {
        viewers: rooms.viewers(app, id),
        peakViewers: core?.peakViewers ?? 0,
        budgetPerSecond: budget.perS,
        classes: (core?.meter ?? new Meter()).read(clock.monotonic()),
      }
    },
    attach: (to) => {
      sink = to
    },
    addSource: (source) => {
      sources.push(source)
    },
    get routes() {
      return routes
    },
    stop: async () => {
      stopHearing()
      await sweeper.stop()
      await Promise.all([...live.values()].map((room) => room.close()))
      await keeper.stop()
      live.clear()
    },
  }
  const routes = roomRoutes({ ...changes, rooms, playOf: (app, room) => readPlay(sources, { app, room }) })
  return rooms
}
