// What the edge costs on the hottest route: one order decoded, permitted, answered and filtered, without its handler.
import { type AppId, api } from '@hawker/protocol'
import { bind } from '#http'
import { systemChance } from '#system/chance'
import { systemClock } from '#system/clock'
import { openLog } from '#system/log'
import { createApi } from './index.ts'
import { actorWith, requestFor } from './testing/route-table.ts'

const REQUESTS = 30_000
const { placeOrder } = api.commerce
const order = {
  id: '0192f0c1-2345-7abc-8def-0123456789ab',
  roomId: 'room-1',
  productId: 'p-1',
  skuId: 'sku-1',
  title: 'A bowl',
  skuLabel: 'Large',
  imageUrl: null,
  quantity: 1,
  unitPriceMinor: 4800,
  totalMinor: 4800,
  currency: 'USD',
  state: 'held' as const,
  placedAt: 1_700_000_000_000,
  holdEndsAt: null,
  paidAt: null,
  refundedMinor: 0,
}
const origin = 'http://localhost:8080'
const edge = createApi({
  routes: [bind(placeOrder, () => order as never)],
  rawRoutes: [],
  accounts: {
    defaultApp: 'shop' as AppId,
    cookieName: 'hk',
    hasApp: () => true,
    actorOf: async () => actorWith('viewer'),
  },
  publicUrl: origin,
  trustedProxies: [],
  webDir: '/nowhere',
  clock: systemClock,
  chance: systemChance,
  log: openLog('silent'),
  logRequests: false,
  isReady: async () => true,
  gauges: () => ({}),
  rates: {
    public: { perSecond: 1e9, burst: 1e9 },
    person: { perSecond: 1e9, burst: 1e9 },
    server: { perSecond: 1, burst: 1 },
  },
})
const peer = { address: '127.0.0.1', setIdleTimeout: () => {} }
const once = requestFor(placeOrder, { origin, headers: { authorization: 'Bearer t', host: 'localhost:8080' } })
const body = await once.text()
const make = () => new Request(once.url, { method: 'POST', headers: once.headers, body })

const time = async (name: string, run: () => unknown) => {
  for (let i = 0; i < 2_000; i++) await run()
  const from = process.cpuUsage()
  for (let i = 0; i < REQUESTS; i++) await run()
  const { user, system } = process.cpuUsage(from)
  console.log(`${name.padEnd(40)} ${((user + system) / REQUESTS).toFixed(1)} µs CPU`)
}

await time('making the request (not the edge)', make)
const response = await edge.handle(make(), peer)
if (response.status !== 201) throw new Error(await response.text())
await time('an order through the edge, with that', () => edge.handle(make(), peer))
await time('of it: the answer filtered', () => JSON.stringify(placeOrder.answer.safeParse(order).data))
await time('of it: the answer not filtered', () => JSON.stringify(order))
