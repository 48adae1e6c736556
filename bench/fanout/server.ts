// The process that is measured: the real gateway, the real rooms and the real tickets on a throw-away database. Only the
// sign-in is of paper. Commands come as lines on stdin, answers go as JSON lines to stdout. An argument is Redis's address.
import { createInterface } from 'node:readline'
import type { AppId, RoomId, UserId } from '@hawker/protocol'
import type { Accounts } from '../../packages/server/src/accounts/door.ts'
import { createSocketTickets } from '../../packages/server/src/accounts/socket-tickets.ts'
import { openBus, type RoomLog } from '../../packages/server/src/bus/index.ts'
import { testDatabase } from '../../packages/server/src/db/testing.ts'
import { createGateway } from '../../packages/server/src/gateway/index.ts'
import { createJournal } from '../../packages/server/src/journal/index.ts'
import { randomId } from '../../packages/server/src/kernel/ids.ts'
import { openRooms } from '../../packages/server/src/rooms/index.ts'
import { systemChance } from '../../packages/server/src/system/chance.ts'
import { systemClock, systemTimers } from '../../packages/server/src/system/clock.ts'
import { openLog } from '../../packages/server/src/system/log.ts'

/** Ends by itself when nobody ends it. */
const LIFE_MAX_MS = 180_000

const app = 'bench' as AppId
// What it logs goes beside its answers.
const log = openLog('warn', { write: (line: string) => void process.stderr.write(line) })
const timers = systemTimers(log)
const { database, close } = await testDatabase()

const person = (id: string) => ({ id: id as UserId, name: id, avatarUrl: null, role: 'viewer' as const, level: 1 })
const room = 'room' as RoomId
/** The bench has it too and issues the tickets, so that this process is not weighed with what issuing leaves behind. */
const key = systemChance.bytes(32)
const tickets = createSocketTickets(key, systemClock, systemChance)

const accounts: Accounts = {
  cookieName: 'hk',
  defaultApp: app,
  hasApp: () => true,
  actorOf: async () => null,
  redeemTicket: tickets.redeem,
  onRevoked: () => {},
  setLevels: async () => {},
  levelsChanged: () => {},
  onLevels: () => {},
  stillStands: async (_app, user) => person(user),
  person: async () => null,
  people: async () => new Map(),
  hasCustomers: async () => false,
}

const redisUrl = process.argv[2] ?? null
const processId = randomId(systemChance, 10)
const bus = await openBus({ redisUrl, processId, chance: systemChance, clock: systemClock, timers, log })

/** When a frame was handed to the log here, and when one was heard, by its first offset: on a clock that all processes share. */
const handed: [number, number][] = []
const heard: [number, number][] = []
const now = () => performance.timeOrigin + performance.now()
const timed = (inner: RoomLog): RoomLog => ({
  ...inner,
  append: async (...args) => {
    const at = now()
    const appended = await inner.append(...args)
    if (appended.ordered > 0) handed.push([appended.first, at])
    return appended
  },
  subscribe: (key, onFrame) =>
    inner.subscribe(key, (...frame) => {
      if (frame[3] > 0) heard.push([frame[2], now()])
      onFrame(...frame)
    }),
})

const rooms = await openRooms({
  db: database,
  journal: createJournal({ db: database }),
  log: redisUrl === null ? bus.roomLog : timed(bus.roomLog),
  notices: bus.notices,
  clock: systemClock,
  timers,
  chance: systemChance,
  logger: log,
  personOf: async () => null,
  processId,
  ...(redisUrl === null ? {} : { presence: bus.presence, isAlone: () => bus.health().redis !== 'up' }),
})
/** A shelf as a small shop has it, so that a snapshot has its usual weight. */
const shelf = Array.from({ length: 6 }, (_, i) => ({
  productId: `product-${i}`,
  number: i + 1,
  title: `Celadon cup, glaze ${i}`,
  imageUrl: `/media/cup-${i}.jpg`,
  description: 'Thrown by hand, fired twice.',
  sellingPoints: ['lead-free', 'dishwasher-safe'],
  currency: 'CNY',
  priceMinor: 12_800,
  listPriceMinor: 16_800,
  perBuyerLimit: 3,
  plannedAt: null,
  skus: [{ id: `sku-${i}`, label: 'one', priceMinor: 12_800, stock: 500, stocked: 500 }],
}))
rooms.addSource({
  shelf: async () => ({
    items: shelf as never,
    explaining: null,
    version: 1,
    launch: null,
    launchVersion: 0,
    stock: {},
  }),
})
await rooms.create(app, { id: room, title: 'Bench', status: 'live' }, null)
const gateway = createGateway({
  rooms,
  accounts,
  clock: systemClock,
  timers,
  chance: systemChance,
  log,
  publicUrl: 'http://127.0.0.1:8080',
})
const server = Bun.serve({
  port: 0,
  hostname: '0.0.0.0',
  development: false,
  websocket: gateway.websocket,
  fetch: (request, own) => gateway.upgrade(request, own, own.requestIP(request)?.address ?? 'unknown'),
})
gateway.attachServer(server)

const end = async () => {
  gateway.stop()
  await server.stop(true)
  await rooms.stop()
  await bus.stop()
  await close()
  process.exit(0)
}
setTimeout(() => process.exit(3), LIFE_MAX_MS)
const say = (line: object) => console.log(JSON.stringify(line))
createInterface({ input: process.stdin })
  .on('line', (command) => {
    if (command === 'usage') {
      const { user, system } = process.cpuUsage()
      const { rss, heapUsed } = process.memoryUsage()
      say({ cpuMicros: user + system, rss, heapUsed, ...gateway.counts() })
    }
    if (command === 'ticks') say({ handed: handed.splice(0), heard: heard.splice(0) })
    if (command === 'collect') {
      Bun.gc(true)
      say({ collected: true })
    }
    if (command === 'end') void end()
  })
  .on('close', () => void end())
say({ port: server.port, key: Buffer.from(key).toString('hex') })
