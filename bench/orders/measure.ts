// One sale of one SKU, measured: in the processes that are given, or over HTTP through them.
import { type Program, usageOf } from '../fanout/processes.ts'
import type { Late } from './loop-delay.ts'
import type { Sale } from './sale.ts'
import type { SellAsk } from './seller.ts'
import { type BenchShop, readTruth, type Truth } from './shop.ts'

/** What was sold, how fast, and what it cost. */
export interface Measured extends Pick<Sale, 'orders' | 'perSecond' | 'p50' | 'p99'> {
  /** Group commits; null: there were none. */
  readonly batches: number | null
  readonly late: Late
  /** CPU time an order. Callers in the selling process are part of it. */
  readonly micros: { readonly server: number; readonly postgres: number; readonly load: number | null }
  readonly answers: Readonly<Record<string, number>>
  readonly truth: Truth
}

interface Sold extends Sale {
  readonly cpuMicros: number
  readonly batches: number | null
  readonly late: Late
}
interface Usage {
  readonly cpuMicros: number
  readonly batches: number
  readonly late: Late
}
interface Loaded extends Pick<Sale, 'orders' | 'perSecond' | 'p50' | 'p99'> {
  readonly answers: Readonly<Record<string, number>>
  readonly cpuMicros: number
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)
const latest = (lates: readonly Late[]): Late => ({
  p50: Math.max(...lates.map(({ p50 }) => p50)),
  p99: Math.max(...lates.map(({ p99 }) => p99)),
})

/** Of all its processes that are there afterwards; a lane opens its connection with its first order. */
const postgresMicros = async ({ db }: BenchShop, work: () => Promise<void>): Promise<number> => {
  const read = async () => {
    const client = await db.client()
    const { rows } = await client.query<{ pid: number }>('select pid from pg_stat_activity')
    client.release()
    return new Map(rows.map(({ pid }) => [pid, usageOf(pid).cpuMicros]))
  }
  const before = await read()
  await work()
  const after = await read()
  return sum([...after].map(([pid, micros]) => micros - (before.get(pid) ?? 0)))
}

export const measureInProcess = async (
  shop: BenchShop,
  sellers: readonly Program[],
  ask: SellAsk,
): Promise<Measured> => {
  let sold: Sold[] = []
  const from = performance.now()
  let seconds = 0
  const postgres = await postgresMicros(shop, async () => {
    sold = await Promise.all(sellers.map((seller) => seller.ask<Sold>(`sell ${JSON.stringify(ask)}`)))
    seconds = (performance.now() - from) / 1_000
  })
  const orders = sum(sold.map((one) => one.orders))
  const batches = sold.map((one) => one.batches)
  const answers: Record<string, number> = {}
  for (const { refused } of sold)
    for (const [code, count] of Object.entries(refused)) answers[code] = (answers[code] ?? 0) + count
  return {
    ...{ orders, perSecond: orders / seconds, answers },
    ...{ p50: Math.max(...sold.map(({ p50 }) => p50)), p99: Math.max(...sold.map(({ p99 }) => p99)) },
    batches: batches.includes(null) ? null : sum(batches as number[]),
    late: latest(sold.map(({ late }) => late)),
    micros: { server: sum(sold.map((one) => one.cpuMicros)) / orders, postgres: postgres / orders, load: null },
    truth: await readTruth(shop.db, ask.sku),
  }
}

export interface LoadAsk {
  readonly sku: string
  readonly ms: number
  /** Orders that come each second whatever is answered; 0: each socket orders again when it has its answer. */
  readonly rate: number
}

export const measureOverHttp = async (
  shop: BenchShop,
  servers: readonly Program[],
  load: Program,
  { sku, ms, rate }: LoadAsk,
): Promise<Measured> => {
  const usage = () => Promise.all(servers.map((server) => server.ask<Usage>('usage')))
  const before = await usage()
  let loaded: Loaded | null = null
  const postgres = await postgresMicros(shop, async () => {
    loaded = await load.ask<Loaded>(`measure ${sku} ${ms} ${rate}`)
  })
  const after = await usage()
  const { orders, answers, perSecond, p50, p99, cpuMicros } = loaded!
  const grown = (of: (usage: Usage) => number) => sum(after.map(of)) - sum(before.map(of))
  return {
    ...{ orders, answers, perSecond, p50, p99 },
    batches: grown((one) => one.batches),
    late: latest(after.map(({ late }) => late)),
    micros: {
      server: grown((one) => one.cpuMicros) / orders,
      postgres: postgres / orders,
      load: cpuMicros / orders,
    },
    truth: await readTruth(shop.db, sku),
  }
}
