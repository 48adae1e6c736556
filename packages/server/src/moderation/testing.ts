// Moderation over a real database and a house of paper: rooms that only lock, and write down what they are told.
import type {
  Actor,
  AppId,
  ChatSaid,
  Endpoint,
  OrderedEvent,
  PublicPerson,
  Role,
  RoomFacts,
  RoomId,
  StaffAct,
  UserId,
} from '@hawker/protocol'
import { sql } from 'kysely'
import { testDatabase } from '#db'
import { createJournal } from '#journal'
import type { Timers } from '#kernel/clock'
import { systemChance } from '#system/chance'
import { openLog } from '#system/log'
import { createModeration, type ModerationOptions } from './index.ts'

export const SHOP = 'shop' as AppId
export const RIVAL = 'rival' as AppId

export const user = (id: string) => id as UserId
export const room = (id: string) => id as RoomId

/** A name's first letters say his role: `host-lin`, `viewer-ann`. */
export const person = (id: string): PublicPerson => ({
  ...{ id: user(id), name: id.toUpperCase(), avatarUrl: null, role: id.split('-')[0] as Role, level: 0 },
})
export const as = (id: string, app: AppId = SHOP): Actor => ({
  kind: 'person',
  app,
  person: person(id),
  sessionId: 's',
})
export const server = (app: AppId = SHOP): Actor => ({ kind: 'server', app })

const neverTimers: Timers = { after: () => ({ stop: () => {} }), every: () => ({ stop: () => {} }) }

/** There is no other process: what is wanted is held. */
const ownLeases: ModerationOptions['leases'] = {
  hold: (name) => {
    const held = { name, token: 1, fence: async () => {} }
    return { held, first: Promise.resolve(held), release: async () => {} }
  },
}

export interface Told {
  readonly app: AppId
  readonly room: RoomId
  readonly journalId: string
  readonly events: readonly OrderedEvent[]
}

/** `rooms`: id → host. `people` exist in the app of their name. */
export const openPaperHouse = async (rooms: Readonly<Record<string, string | null>>, people: readonly string[]) => {
  const { database, close } = await testDatabase()
  const time = { now: 1_700_000_000_000 }
  const told: Told[] = []
  const staffHeard: [RoomId | null, StaffAct][] = []
  const networks = new Map<string, string[]>()
  const said = new Map<string, ChatSaid>()
  const asked: unknown[][] = []
  let appMutesRead = 0
  for (const [id, host] of Object.entries(rooms))
    await sql`
      insert into rooms (app_id, id, title, status, host_user_id, created_at)
      values (${SHOP}, ${id}, 'A room', 'live', ${host}, 1)`.execute(database.system)

  const known = (app: AppId, id: UserId) => app === SHOP && people.includes(id)
  const paperRooms: ModerationOptions['rooms'] = {
    find: async (app, id) => {
      if (app !== SHOP || !(id in rooms)) return null
      const host = rooms[id]
      return { id, host: host ? { id: user(host), name: host, avatarUrl: null } : null } as RoomFacts
    },
    nextVersion: async (tx, app, id) => {
      const { rows } = await sql<{ version: number }>`
        update rooms set version = version + 1 where app_id = ${app} and id = ${id} returning version`.execute(tx)
      return rows[0]?.version ?? null
    },
    tell: async (app, id, journalId, events) => void told.push({ app, room: id, journalId, events }),
    tellStaff: (_app, id, message) => void staffHeard.push([id, message as StaffAct]),
    appMutesChanged: () => void appMutesRead++,
    networksOf: async (_app, id, who) => networks.get(`${id}/${who}`) ?? [],
    findMessage: async (app, id, message) => (app === SHOP && id in rooms ? (said.get(message) ?? null) : null),
    recall: async (...args) => {
      asked.push(['recall', ...args])
      return true
    },
    pin: async (...args) => {
      asked.push(['pin', ...args])
      return true
    },
  }
  const moderation = createModeration({
    ...{ db: database, journal: createJournal({ db: database }), rooms: paperRooms, leases: ownLeases },
    accounts: {
      person: async (app, id) => (known(app, id) ? person(id) : null),
      people: async (app, ids) => new Map(ids.filter((id) => known(app, id)).map((id) => [id, person(id)])),
    },
    ...{ clock: { now: () => time.now, monotonic: () => time.now }, timers: neverTimers, chance: systemChance },
    log: openLog('silent'),
  })

  const call = async (
    endpoint: Endpoint,
    actor: Actor,
    params: object = {},
    more: { body?: object; query?: object } = {},
  ): Promise<unknown> => {
    const route = moderation.routes.find((one) => one.endpoint === endpoint)!
    const query = endpoint.query?.parse(more.query ?? {}) ?? {}
    const body = endpoint.body?.parse(more.body ?? {})
    const answer = await route.handle({ actor, params, query, body } as never)
    const refused = typeof answer === 'object' && answer !== null && 'refused' in answer
    return refused ? answer : endpoint.answer.parse(answer)
  }
  const stop = async () => {
    await moderation.stop()
    await close()
  }
  return {
    ...{ database, moderation, time, told, staffHeard, networks, said, asked, call, stop },
    appMutesRead: () => appMutesRead,
  }
}

export type PaperHouse = Awaited<ReturnType<typeof openPaperHouse>>
