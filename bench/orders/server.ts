// A process that is measured over HTTP: the real app, its real edge and sessions, on the database that it is given.
// server URL; commands come as lines on stdin, answers go as JSON lines to stdout.
import { createInterface } from 'node:readline'
import { isRefusal } from '@hawker/protocol'
import { openApp } from '../../packages/server/src/app.ts'
import { readConfig } from '../../packages/server/src/config.ts'
import { openLog } from '../../packages/server/src/system/log.ts'
import { watchLoop } from './loop-delay.ts'
import { APP, ROOM } from './shop.ts'

/** Ends by itself when nobody ends it. */
const LIFE_MAX_MS = 180_000
/** Everybody of the load comes from one address, and a buyer comes more often than a person would. */
const free = { perSecond: 1e9, burst: 1e9 }

const app = await openApp(
  {
    ...readConfig({ HOST: '127.0.0.1', PORT: '0', RTMP_PORT: '0', DATABASE_URL: process.argv[2]! }),
    bootstrap: { appId: APP, appSecret: null, adminEmail: null, adminPassword: null },
  },
  { rates: { public: free, person: free, server: free }, log: openLog('warn', process.stderr) },
)
if ((await app.rooms.find(APP, ROOM)) === null) {
  const room = await app.rooms.create(APP, { id: ROOM, title: 'Bench', status: 'live' }, null)
  if (isRefusal(room)) throw new Error(room.message)
}

const late = watchLoop()
const end = async () => {
  await app.stop()
  process.exit(0)
}
setTimeout(() => process.exit(3), LIFE_MAX_MS)
const say = (line: object) => console.log(JSON.stringify(line))
createInterface({ input: process.stdin })
  .on('line', (command) => {
    if (command === 'usage') {
      const { user, system } = process.cpuUsage()
      say({ cpuMicros: user + system, batches: app.commerce.desk.batches, late: late() })
    }
    if (command === 'end') void end()
  })
  .on('close', () => void end())
say({ port: app.config.port })
