// A process that is measured without HTTP: commerce, its lanes and the callers, on the database that it is given.
// seller URL; commands come as lines on stdin, answers go as JSON lines to stdout.
import { createInterface } from 'node:readline'
import type { OrderId, SkuId, UserId } from '@hawker/protocol'
import { watchLoop } from './loop-delay.ts'
import { createNaive } from './naive.ts'
import { type SaleAsk, sell } from './sale.ts'
import { APP, CURRENCY, openShop, PRICE, ROOM } from './shop.ts'

/** Ends by itself when nobody ends it. */
const LIFE_MAX_MS = 180_000

export interface SellAsk extends SaleAsk {
  readonly sku: SkuId
  readonly naive: boolean
}

const { db, commerce, close } = await openShop(process.argv[2]!)
const late = watchLoop()
const groupCommit = (sku: SkuId) => (id: OrderId, buyer: UserId) =>
  commerce.placeOrder(
    APP,
    { id: buyer, name: 'Lin Chen', role: 'viewer' },
    { id, roomId: ROOM, skuId: sku, quantity: 1, expectedTotalMinor: PRICE, currency: CURRENCY },
  )

const run = async ({ sku, naive, ...ask }: SellAsk) => {
  const batches = commerce.desk.batches
  const before = process.cpuUsage()
  late()
  const sale = await sell(naive ? createNaive(db, sku) : groupCommit(sku), ask)
  const { user, system } = process.cpuUsage(before)
  return { ...sale, cpuMicros: user + system, batches: naive ? null : commerce.desk.batches - batches, late: late() }
}

const end = async () => {
  await close()
  process.exit(0)
}
setTimeout(() => process.exit(3), LIFE_MAX_MS)
const say = (line: object) => console.log(JSON.stringify(line))
createInterface({ input: process.stdin })
  .on('line', async (line) => {
    if (line.startsWith('sell ')) say(await run(JSON.parse(line.slice(5)) as SellAsk))
    if (line === 'end') void end()
  })
  .on('close', () => void end())
say({ ready: true })
