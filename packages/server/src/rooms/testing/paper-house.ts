// Several processes with one room each over one shaky log and one database of paper. They tell each other numbers, repeat
// what was left untold, and may die at any moment.
import {
  DEFAULT_POLICY,
  FOREVER,
  type MemberModerated,
  type OrderedEvent,
  type PinnedComment,
  type Position,
  type Refusal,
  type RoomFacts,
  refuse,
  type UserId,
} from '@hawker/protocol'
import {
  createFailoverLog,
  createMemoryLog,
  createMemoryNotices,
  DEFAULT_BUDGET,
  type FailoverLog,
  type Notices,
} from '#bus'
import type { Chance } from '#kernel/chance'
import { openLog } from '#system/log'
import type { Entered, FrameSink, Member, Sanctions } from '../door.ts'
import { LiveRoomBody } from '../live-room.ts'
import { findMessage, takeOut, takeOutOldPins } from '../messages.ts'
import { createReports } from '../reports.ts'
import type { ManualTime } from './manual-time.ts'
import { Network } from './network.ts'
import { factsOf, noSockets, SHOP, TEA } from './paper.ts'

const KEY = { app: SHOP, room: TEA }
const quiet = openLog('silent')

interface Entry {
  readonly events: readonly OrderedEvent[]
  readonly at: number
  told: boolean
}

/** What is committed. */
export class PaperDatabase {
  facts: RoomFacts = factsOf('live', 1)
  pinned: PinnedComment | null = null
  likes = 0
  readonly mutes = new Map<UserId, number>()
  readonly bans = new Map<UserId, number>()
  /** Messages that were taken back, and their words. */
  readonly recalled = new Map<string, string>()
  readonly journal: Entry[] = []
  #events = 0

  get sanctions(): Sanctions {
    return { mutes: [...this.mutes], bans: [...this.bans], networks: [] }
  }

  /** One transaction: the room's next version, the change and what is to be told of it. */
  commit(at: number, change: (version: number, id: () => string) => readonly OrderedEvent[]): Entry {
    const version = this.facts.version + 1
    this.facts = { ...this.facts, version }
    const entry: Entry = { events: change(version, () => `j${this.#events++}`), at, told: false }
    this.journal.push(entry)
    return entry
  }
}

export interface Outlet {
  publish(frame: string): void
  toUser(user: UserId, message: string): void
  closeUser(user: UserId, code: number): void
}

export type Process = ReturnType<PaperHouse['start']>

export class PaperHouse {
  readonly database = new PaperDatabase()
  readonly network: Network
  readonly notices = createMemoryNotices()
  readonly processes = new Set<Process>()
  readonly #time: ManualTime
  readonly #chance: Chance
  #started = 0

  constructor(time: ManualTime, chance: Chance) {
    this.#time = time
    this.#chance = chance
    this.network = new Network(time, chance)
  }

  start() {
    const { database } = this
    const time = this.#time
    const id = `p${this.#started++}`
    const shared = this.network.shared()
    const log: FailoverLog = createFailoverLog({
      shared,
      openLocal: () => createMemoryLog({ chance: this.#chance }),
      processId: id,
      clock: time,
      timers: time,
    })
    const outlets = new Set<Outlet>()
    const sink: FrameSink = {
      ...noSockets,
      publish: (_topic, frame) => {
        for (const outlet of outlets) outlet.publish(frame)
      },
      toUser: (_app, user, message) => {
        for (const outlet of outlets) outlet.toUser(user, message)
      },
      closeUser: (_app, _room, user, code) => {
        for (const outlet of [...outlets]) outlet.closeUser(user, code)
      },
    }
    const live = new Map<string, LiveRoomBody>()
    const notices: Notices = {
      publish: (topic, body) => {
        const isLost = this.#chance.next() < 0.05 && !this.network.calm
        if (process.alive && !isLost) this.notices.publish(topic, body)
      },
      subscribe: this.notices.subscribe,
    }
    const reports = createReports({ processId: id, live, notices, clock: time, timers: time })
    let said = 0
    const room = new LiveRoomBody(SHOP, TEA, {
      ...{ log, clock: time, timers: time, logger: quiet, budget: DEFAULT_BUDGET, sources: [], sink: () => sink },
      load: async () => ({
        facts: database.facts,
        pinned: { comment: database.pinned, version: database.facts.version },
        likes: database.likes,
      }),
      elsewhere: reports.elsewhere,
      changed: reports.changed,
      seats: null,
      sanctionSource: () => ({ ofRoom: async () => database.sanctions, ofApp: async () => [] }),
      appMutes: () => new Map(),
      stands: () => true,
      nextEventId: () => `${id}-${said++}`,
    })
    live.set(room.name, room)

    const tell = async (entry: Entry): Promise<void> => {
      await takeOut(log, KEY, entry.events)
      const told = await room.tell(entry.events)
      await takeOutOldPins(log, KEY, entry.events, async () => database.pinned)
      if (told && process.alive) entry.told = true
    }
    const keepLikes = () => {
      const kept = room.core.likesToKeep
      database.likes += kept
      room.core.likesKept(database.likes, kept)
    }
    const housekeeping = time.every(1_000, () => {
      room.turn(time.monotonic())
      reports.turn()
      keepLikes()
    })
    const sweeping = time.every(2_000, () => {
      for (const entry of database.journal)
        if (!entry.told && time.now() - entry.at >= 2_000) void tell(entry).catch(() => {})
    })

    /** Commits, and tells unless it dies in between. */
    const act = (change: Parameters<PaperDatabase['commit']>[1], dies: boolean): void => {
      const entry = database.commit(time.now(), change)
      if (!dies) void tell(entry).catch(() => {})
    }

    const process = {
      id,
      room,
      log,
      outlets,
      alive: true,
      enter: async (member: Member, position: Position | null): Promise<Entered | Refusal> => {
        try {
          await room.open()
        } catch {
          return refuse('unavailable')
        }
        return room.enter(member, position)
      },
      act,
      moderate: (act: MemberModerated['act'], userId: UserId, until: number | null, dies: boolean): void =>
        process.act((_version, newId) => {
          if (act === 'muted') database.mutes.set(userId, until ?? FOREVER)
          if (act === 'unmuted') database.mutes.delete(userId)
          if (act === 'banned') database.bans.set(userId, until ?? FOREVER)
          if (act === 'unbanned') database.bans.delete(userId)
          return [{ type: 'member.moderated', id: newId(), at: time.now(), userId, act, until }]
        }, dies),
      recall: async (messageId: string, dies: boolean): Promise<void> => {
        const found = await findMessage(log, KEY, messageId)
        if (found === null || !process.alive) return
        process.act((version, newId) => {
          database.recalled.set(messageId, found.type === 'chat.said' ? found.text : '')
          const at = time.now()
          const events: OrderedEvent[] = [{ type: 'chat.recalled', id: newId(), at, messageId }]
          if (database.pinned?.id !== messageId) return events
          database.pinned = null
          return [...events, { type: 'comment.pinned', id: newId(), at, pinned: null, version }]
        }, dies)
      },
      pin: async (messageId: string, dies: boolean): Promise<void> => {
        const found = await findMessage(log, KEY, messageId)
        if (found?.type !== 'chat.said' || !process.alive || database.recalled.has(messageId)) return
        const { from, text, at } = found
        process.act((version, newId) => {
          database.pinned = { id: messageId, from, text, at }
          return [{ type: 'comment.pinned', id: newId(), at: time.now(), pinned: database.pinned, version }]
        }, dies)
      },
      changeFacts: (dies: boolean): void =>
        process.act((version, newId) => {
          const mutedAll = this.#chance.next() < 0.2
          database.facts = {
            ...database.facts,
            title: `v${version}`,
            policy: { ...DEFAULT_POLICY, mutedAll, slowModeS: mutedAll ? 1 : 0 },
          }
          return [{ type: 'room.changed', id: newId(), at: time.now(), room: database.facts }]
        }, dies),
      /** kill -9: nothing more of it is heard, and what it had not kept is gone. */
      kill: (): number => {
        process.alive = false
        const lost = room.core.likesToKeep
        housekeeping.stop()
        sweeping.stop()
        reports.stop()
        shared.cut()
        log.stop()
        outlets.clear()
        this.processes.delete(process)
        return lost
      },
    }
    this.processes.add(process)
    return process
  }
}
