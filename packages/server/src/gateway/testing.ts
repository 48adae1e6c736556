// A gateway on a real port with rooms and accounts made of paper, for tests and benches of the gateway alone.
import {
  type AppId,
  isStaff,
  type PublicPerson,
  type Refusal,
  type RoomId,
  refuse,
  type UserId,
} from '@hawker/protocol'
import type { Accounts, SocketTicket } from '#accounts'
import { seededChance } from '#kernel/chance'
import type { Timer, Timers } from '#kernel/clock'
import type { FrameSink, LiveRoom, Member, Rooms } from '#rooms'
import { openLog } from '#system/log'
import { createGateway, type Gateway, type GatewayDeps } from './index.ts'

export const APP = 'shop' as AppId
export const TEA = 'tea' as RoomId

export const person = (id: string, role: PublicPerson['role'] = 'viewer'): PublicPerson => ({
  id: id as UserId,
  name: id,
  avatarUrl: null,
  role,
  level: 0,
})

/** Timers that run when told, on a clock that stands still until told. */
export const handTimers = () => {
  let now = 0
  const set = new Set<{ due: number; every: number | null; run: () => void }>()
  const add = (ms: number, every: number | null, run: () => void): Timer => {
    const timer = { due: now + ms, every, run }
    set.add(timer)
    return { stop: () => set.delete(timer) }
  }
  const timers: Timers = { after: (ms, run) => add(ms, null, run), every: (ms, run) => add(ms, ms, run) }
  const advance = (ms: number): void => {
    for (const until = now + ms; ; ) {
      const next = [...set].filter(({ due }) => due <= until).sort((a, b) => a.due - b.due)[0]
      now = next?.due ?? until
      if (!next) return
      if (next.every === null) set.delete(next)
      else next.due += next.every
      next.run()
    }
  }
  return { timers, advance, clock: { now: () => 1_800_000_000_000 + now, monotonic: () => now } }
}

export interface PaperRoom extends LiveRoom {
  readonly said: { from: PublicPerson; text: string }[]
  readonly likes: { viewerKey: string; count: number }[]
  readonly members: Set<Member>
  readonly resumes: number[]
  readonly renewedMembers: Member[]
}

/** Rooms that admit everybody to the rooms of one app they were told of. */
export const paperRooms = (ids: readonly string[] = [TEA]) => {
  let sink: FrameSink | null = null
  /** Who is banned while he is entering. */
  const barred = new Set<string>()
  const open = new Map<string, PaperRoom>()
  const make = (id: RoomId): PaperRoom => {
    const members = new Set<Member>()
    const said: PaperRoom['said'] = []
    const likes: PaperRoom['likes'] = []
    const resumes: number[] = []
    const renewed: Member[] = []
    return {
      app: APP,
      id,
      topic: `room/${APP}/${id}`,
      members,
      said,
      likes,
      resumes,
      renewedMembers: renewed,
      say: (from, text): Refusal | null => {
        if (text === 'boom') throw new Error('a bug in a room')
        said.push({ from, text })
        return text === 'rude' ? refuse('text-refused') : null
      },
      like: (viewerKey, count) => {
        likes.push({ viewerKey, count })
        return null
      },
      resume: async ({ offset, epoch }) => {
        resumes.push(offset)
        return JSON.stringify({ type: 'missed', position: { epoch, offset }, entries: [] })
      },
      custom: (from, { data }): Refusal | null => {
        said.push({ from, text: data })
        return null
      },
      bars: (member) => (barred.has(member.viewerKey) ? refuse('banned') : null),
      roleChanged: ({ actor }) => (actor.kind === 'person' && isStaff(actor.person.role) ? `staff/${APP}/${id}` : null),
      renewed: (member) => void renewed.push(member),
      newest: () => [],
      leave: (member) => void members.delete(member),
    }
  }
  for (const id of ids) open.set(`${APP}/${id}`, make(id as RoomId))
  const rooms: Pick<Rooms, 'enter' | 'attach'> = {
    attach: (to) => {
      sink = to
    },
    enter: async (app, id, member, position) => {
      const room = open.get(`${app}/${id}`)
      if (!room) return refuse('not-found')
      member.subscribe?.(room.topic)
      room.members.add(member)
      return {
        room,
        topic: room.topic,
        snapshotJson: position === null ? '{"paper":true}' : null,
        missedJson: position === null ? null : '[]',
        position: { epoch: 'e1', offset: 7 },
        staffTopic: null,
        mutedUntil: null,
      }
    },
  }
  return {
    rooms,
    barred,
    sink: () => sink!,
    room: (id: string = TEA) => open.get(`${APP}/${id}`)!,
    frame: (text: string, id: string = TEA) => sink!.publish(`room/${APP}/${id}`, text),
    toUser: (user: string, text: string) => sink!.toUser(APP, user as UserId, text),
  }
}

/** Accounts that know the tickets they were given, each good once. */
export const paperAccounts = () => {
  const tickets = new Map<string, SocketTicket>()
  const standing = new Map<string, PublicPerson | null>()
  const listeners: ((app: AppId, user: UserId, sessionId: string | null) => void)[] = []
  const levelListeners: ((app: AppId, levels: ReadonlyMap<UserId, number>) => void)[] = []
  let issued = 0
  let readings = 0
  const accounts: Accounts = {
    cookieName: 'hk',
    defaultApp: APP,
    hasApp: (app) => app === APP,
    actorOf: async () => null,
    redeemTicket: (text) => {
      const ticket = tickets.get(text) ?? null
      tickets.delete(text)
      return ticket
    },
    onRevoked: (listener) => void listeners.push(listener),
    stillStands: async (_app, _user, sessionId) => {
      readings++
      return standing.get(sessionId) ?? null
    },
    person: async () => null,
    people: async () => new Map(),
    hasCustomers: async () => false,
    setLevels: async () => {},
    levelsChanged: (app, levels) => levelListeners.forEach((listener) => void listener(app, levels)),
    onLevels: (listener) => void levelListeners.push(listener),
  }
  return {
    accounts,
    readings: () => readings,
    ticket: (who: PublicPerson, room: string = TEA): string => {
      const text = `ticket-${++issued}`
      tickets.set(text, { app: APP, room: room as RoomId, person: who, sessionId: `s-${who.id}` })
      if (!standing.has(`s-${who.id}`)) standing.set(`s-${who.id}`, who)
      return text
    },
    stand: (user: string, who: PublicPerson | null) => void standing.set(`s-${user}`, who),
    revoke: (user: string, sessionId: string | null = null) => {
      for (const listener of listeners) listener(APP, user as UserId, sessionId)
    },
  }
}

export interface PaperHouse {
  readonly gateway: Gateway
  readonly url: string
  readonly rooms: ReturnType<typeof paperRooms>
  readonly accounts: ReturnType<typeof paperAccounts>
  /** Moves the handed-in clock. */
  advance(ms: number): void
  /** How many pings were answered. */
  pongs(): number
  [Symbol.dispose](): void
}

/** Opens it all on a free port. `x-test-address` stands for the caller's address. */
export const openPaperHouse = (more: Partial<GatewayDeps> & { rooms?: never } = {}): PaperHouse => {
  const { timers, advance, clock } = handTimers()
  const rooms = paperRooms()
  const accounts = paperAccounts()
  const gateway = createGateway({
    rooms: rooms.rooms,
    accounts: accounts.accounts,
    clock,
    timers,
    chance: seededChance(7),
    log: openLog('silent'),
    publicUrl: 'https://shop.example',
    ...more,
  })
  let pongs = 0
  const { pong } = gateway.websocket
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    development: false,
    websocket: {
      ...gateway.websocket,
      pong: (...heard) => {
        pongs++
        pong!(...heard)
      },
    },
    fetch: (request, own) => gateway.upgrade(request, own, request.headers.get('x-test-address') ?? '127.0.0.1'),
  })
  gateway.attachServer(server)
  return {
    gateway,
    rooms,
    accounts,
    advance,
    pongs: () => pongs,
    url: `ws://127.0.0.1:${server.port}/socket`,
    [Symbol.dispose]: () => {
      gateway.stop()
      void server.stop(true)
    },
  }
}
