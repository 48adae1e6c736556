// A live room without a database: state made of paper, the real log, time and chance of the test.
import type {
  AppId,
  Frame,
  PinnedComment,
  PublicPerson,
  Role,
  RoomFacts,
  RoomId,
  RoomStatus,
  UserId,
} from '@hawker/protocol'
import { DEFAULT_POLICY } from '@hawker/protocol'
import { createMemoryLog, DEFAULT_BUDGET, type RoomLog } from '#bus'
import { type Chance, seededChance } from '#kernel/chance'
import { openLog } from '#system/log'
import type { FrameSink, Member, Sanctions, SnapshotSource } from '../door.ts'
import { LiveRoomBody } from '../live-room.ts'
import { ManualTime } from './manual-time.ts'

export const SHOP = 'shop' as AppId
export const TEA = 'tea' as RoomId

export const person = (id: string, role: Role = 'viewer'): PublicPerson => ({
  id: id as UserId,
  name: id,
  avatarUrl: null,
  role,
  level: 0,
})

/** Sockets of which none is here. */
export const noSockets: FrameSink = {
  publish: () => {},
  toUser: () => {},
  closeUser: () => {},
  closeNetwork: () => {},
  closeSocket: () => {},
  networksOf: () => [],
}

let connections = 0
export const member = (of: PublicPerson | null, viewerKey: string = of?.id ?? 'nobody'): Member => ({
  connectionId: `c${connections++}`,
  viewerKey,
  network: null,
  actor: of ? { kind: 'person', app: SHOP, person: of, sessionId: 's' } : { kind: 'public', app: SHOP },
})

export const factsOf = (status: RoomStatus = 'live', version = 1): RoomFacts => ({
  id: TEA,
  title: 'Tea',
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
  version,
})

const NO_SANCTIONS: Sanctions = { mutes: [], bans: [], networks: [] }

/** What the database and the features would say. */
export interface PaperState {
  facts: RoomFacts | null
  likes: number
  loads: number
  elsewhere: number
  sanctions: Sanctions
  appMutes: ReadonlyMap<UserId, number>
  stands: (user: UserId) => boolean | Promise<boolean>
  pinned: PinnedComment | null
}

export interface PaperRoomOptions {
  readonly chance?: Chance
  readonly log?: RoomLog
  readonly time?: ManualTime
  readonly sources?: readonly SnapshotSource[]
  readonly sink?: FrameSink
  /** Keeps no frames. */
  readonly quiet?: boolean
}

export const paperRoom = (options: PaperRoomOptions = {}) => {
  const { chance = seededChance(1), time = new ManualTime(), sources = [] } = options
  const log = options.log ?? createMemoryLog({ chance })
  const frames: Frame[] = []
  const state: PaperState = {
    facts: factsOf(),
    likes: 0,
    loads: 0,
    elsewhere: 0,
    sanctions: NO_SANCTIONS,
    appMutes: new Map(),
    stands: () => true,
    pinned: null,
  }
  const listeners = new Set<(frame: string) => void>()
  let events = 0
  const room = new LiveRoomBody(SHOP, TEA, {
    log,
    clock: time,
    timers: time,
    logger: openLog('silent'),
    budget: DEFAULT_BUDGET,
    sources,
    sink: () => ({
      ...(options.sink ?? noSockets),
      publish: (_topic, frame) => {
        if (!options.quiet) frames.push(JSON.parse(frame))
        for (const listener of listeners) listener(frame)
      },
    }),
    load: async () => {
      state.loads += 1
      return (
        state.facts && {
          facts: state.facts,
          pinned: { comment: state.pinned, version: state.facts.version },
          likes: state.likes,
        }
      )
    },
    elsewhere: () => ({ viewers: state.elsewhere, mineToTell: true }),
    changed: () => {},
    seats: null,
    sanctionSource: () => ({ ofRoom: async () => state.sanctions, ofApp: async () => [] }),
    appMutes: () => state.appMutes,
    stands: (_app, _host, _speakers, user) => state.stands(user),
    nextEventId: () => `e${events++}`,
  })
  return { room, log, time, frames, state, listeners, key: { app: SHOP, room: TEA } }
}
