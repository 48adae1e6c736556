// The process that is measured: the real gateway and the real rooms on a throw-away database. Accounts are of paper, so
// that speakers have tickets. Commands come as lines on stdin, answers go as JSON lines to stdout.
import { createInterface } from 'node:readline'
import type { AppId, RoomId, UserId } from '@hawker/protocol'
import type { Accounts } from '../../packages/server/src/accounts/door.ts'
import { createMemoryLog, createMemoryNotices } from '../../packages/server/src/bus/index.ts'
import { testDatabase } from '../../packages/server/src/db/testing.ts'
import { createGateway } from '../../packages/server/src/gateway/index.ts'
import { createJournal } from '../../packages/server/src/journal/index.ts'
import { openRooms } from '../../packages/server/src/rooms/index.ts'
import { systemChance } from '../../packages/server/src/system/chance.ts'
import { systemClock, systemTimers } from '../../packages/server/src/system/clock.ts'
import { openLog } from '../../packages/server/src/system/log.ts'

/** Ends by itself when nobody ends it. */
const LIFE_MAX_MS = 180_000

const app = 'bench' as AppId
const log = openLog('warn')
const timers = systemTimers(log)
const { database, close } = await testDatabase()

/** Any ticket is good: its text is the speaker's name. */
const accounts: Accounts = {
  cookieName: 'hk',
  defaultApp: app,
  hasApp: () => true,
  actorOf: async () => null,
  redeemTicket: (name) => ({
    app,
    room: 'room' as RoomId,
    sessionId: name,
    person: { id: name as UserId, name, avatarUrl: null, role: 'viewer', level: 1 },
  }),
  onRevoked: () => {},
  stillStands: async (_app, user) => ({ id: user, name: user, avatarUrl: null, role: 'viewer', level: 1 }),
  person: async () => null,
}

const rooms = await openRooms({
  db: database,
  journal: createJournal({ db: database }),
  log: createMemoryLog({ chance: systemChance }),
  notices: createMemoryNotices(),
  clock: systemClock,
  timers,
  chance: systemChance,
  logger: log,
  personOf: async () => null,
})
await rooms.create(app, { id: 'room' as RoomId, title: 'Bench', status: 'live' }, null)
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
    if (command === 'collect') {
      Bun.gc(true)
      say({ collected: true })
    }
    if (command === 'end') void end()
  })
  .on('close', () => void end())
say({ port: server.port, pid: process.pid })
