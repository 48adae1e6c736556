// Orders on one hot SKU: group commit in-process and over HTTP, and beside it a transaction for each order.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasProgram, start } from '../fanout/processes.ts'
import { isRealTime } from '../fanout/run.ts'
import { type Bench, type BenchAsk, type Cell, numberArg } from '../shape.ts'
import { tokenOf } from './buyers.ts'
import { createNaive } from './naive.ts'
import { type Sale, sell } from './sale.ts'
import { APP, addSku, type BenchShop, CURRENCY, openShop, PRICE, ROOM, readTruth, type Truth } from './shop.ts'

const PLENTY = 10_000_000
const SCARCE = 20_000
const CALLERS = 2_048
const NAIVE_CALLERS = 64
const SOCKETS = 512
const FEW_SOCKETS = 128
const HTTP_BUYERS = 2_000
/** Until every buyer's session was read once and the code runs compiled. */
const WARM_UP_MS = 10_000

interface HttpSale extends Pick<Sale, 'orders' | 'perSecond' | 'p50' | 'p99'> {
  readonly answers: Readonly<Record<string, number>>
  readonly cpuMicros: number
}
interface Usage {
  readonly cpuMicros: number
  readonly postgresMicros: number
  readonly batches: number
  readonly loopP99: number
}

const here = import.meta.dir

const inProcess = async ({ db, commerce }: BenchShop, name: string, pieces: number, callers: number, ms: number) => {
  const skuId = await addSku(commerce, name, pieces)
  const before = commerce.desk.batches
  const sale = await sell(
    (id, buyer) =>
      commerce.placeOrder(
        APP,
        { id: buyer, name: 'Lin Chen', role: 'viewer' },
        { id, roomId: ROOM, skuId, quantity: 1, expectedTotalMinor: PRICE, currency: CURRENCY },
      ),
    callers,
    ms,
  )
  return { sale, batches: commerce.desk.batches - before, truth: await readTruth(db, skuId) }
}

const naively = async ({ db, commerce }: BenchShop, ms: number) => {
  const skuId = await addSku(commerce, 'naive', PLENTY)
  const sale = await sell(createNaive(db, skuId), NAIVE_CALLERS, ms)
  return { sale, batches: null, truth: await readTruth(db, skuId) }
}

interface OverHttp {
  readonly sale: HttpSale
  readonly batches: number
  readonly truth: Truth
  /** CPU time an order. */
  readonly micros: { readonly server: number; readonly postgres: number; readonly load: number }
  /** Of the machine's cores while it was measured. */
  readonly shares: { readonly server: number; readonly postgres: number; readonly load: number }
  readonly loopP99: number
}

/** The load in C where there is a compiler. */
const buildLoad = (dir: string): string[] => {
  const compiler = ['cc', 'gcc', 'clang'].find(hasProgram)
  const program = join(dir, 'load')
  const built = compiler && Bun.spawnSync([compiler, '-O2', '-o', program, join(here, 'load.c')]).success
  return built ? [program] : [process.execPath, join(here, 'load.ts')]
}

const overHttp = async (ms: number, sockets: number): Promise<OverHttp> => {
  const dir = mkdtempSync(join(tmpdir(), 'hawker-orders-load-'))
  const tokens = join(dir, 'tokens')
  writeFileSync(tokens, Array.from({ length: HTTP_BUYERS }, (_, k) => `${tokenOf(k)}\n`).join(''))
  const server = start([process.execPath, join(here, 'server.ts'), `${HTTP_BUYERS}`], null)
  try {
    const { port, sku } = await server.hear<{ port: number; sku: string }>()
    const load = start([...buildLoad(dir), `${port}`, sku, `${sockets}`, tokens], null)
    try {
      await load.hear()
      await Bun.sleep(WARM_UP_MS)
      const before = await server.ask<Usage>('usage')
      const sale = await load.ask<HttpSale>(`measure ${ms}`)
      const after = await server.ask<Usage>('usage')
      await load.end()
      const used = {
        server: after.cpuMicros - before.cpuMicros,
        postgres: after.postgresMicros - before.postgresMicros,
        load: sale.cpuMicros,
      }
      const each = (of: (micros: number) => number) => ({
        ...{ server: of(used.server), postgres: of(used.postgres), load: of(used.load) },
      })
      const truth = await server.ask<Truth>('truth')
      return {
        ...{ sale, truth, batches: after.batches - before.batches, loopP99: after.loopP99 },
        micros: each((micros) => micros / Math.max(1, sale.orders)),
        shares: each((micros) => micros / (ms * 1_000 * navigator.hardwareConcurrency)),
      }
    } finally {
      await load.end()
    }
  } finally {
    await server.end()
    rmSync(dir, { recursive: true, force: true })
  }
}

const inWords = ({ micros, shares }: OverHttp): string =>
  (['server', 'postgres', 'load'] as const)
    .map((part) => `${part} ${micros[part].toFixed(0)} µs (${(shares[part] * 100).toFixed(0)} %)`)
    .join(', ')

const run = async ({ args, say }: BenchAsk) => {
  const ms = numberArg(args, 'seconds', 5) * 1_000
  const sockets = numberArg(args, 'sockets', SOCKETS)
  const load = loadavg()[0]!
  const rows: Cell[][] = []
  const add = (
    name: string,
    { sale, batches, truth }: { sale: Omit<HttpSale, 'answers' | 'cpuMicros'>; batches: number | null; truth: Truth },
  ) =>
    rows.push([
      ...[name, Math.round(sale.perSecond), sale.p50, sale.p99, sale.orders, batches],
      ...[
        batches ? Math.round(sale.orders / batches) : 1,
        truth.oversold,
        truth.free + truth.ordered === truth.stocked ? 'yes' : 'NO',
      ],
    ])

  const shop = await openShop()
  const sales = await (async () => {
    try {
      say('warming up')
      await inProcess(shop, 'warm', PLENTY, CALLERS, 1_000)
      say(`${CALLERS} callers in-process`)
      const plenty = await inProcess(shop, 'plenty', PLENTY, CALLERS, ms)
      say('512 callers in-process')
      const fewer = await inProcess(shop, 'fewer', PLENTY, SOCKETS, ms)
      say(`${SCARCE} pieces until they are gone`)
      const scarce = await inProcess(shop, 'scarce', SCARCE, CALLERS, 60_000)
      say('a transaction for each order')
      return { plenty, fewer, scarce, naive: await naively(shop, ms) }
    } finally {
      await shop.close()
    }
  })()
  say(`${sockets} sockets over HTTP`)
  const http = await overHttp(ms, sockets)
  say(`${FEW_SOCKETS} sockets over HTTP`)
  const few = await overHttp(ms, FEW_SOCKETS)

  add(`in-process, ${CALLERS} callers`, sales.plenty)
  add(`in-process, ${SOCKETS} callers`, sales.fewer)
  add(`in-process, ${SCARCE} pieces until sold out`, sales.scarce)
  add(`HTTP, ${sockets} sockets, signed in, validated`, http)
  add(`HTTP, ${FEW_SOCKETS} sockets`, few)
  add(`a transaction for each order, ${NAIVE_CALLERS} callers`, sales.naive)
  const all = [sales.plenty, sales.fewer, sales.scarce, sales.naive, http, few]
  const oversold = all.reduce((sum, { truth }) => sum + Math.abs(truth.oversold), 0)
  const sold = sales.scarce.truth.ordered
  return {
    columns: [
      'sale of one SKU',
      'orders/s',
      'p50 ms',
      'p99 ms',
      'orders',
      'batches',
      'per batch',
      'oversold',
      'sum holds',
    ],
    rows,
    targets: [
      atLeast('orders/s in-process', 50_000, sales.plenty.sale.perSecond),
      atLeast('orders/s over HTTP', 15_000, http.sale.perSecond),
      atMost('p99 over HTTP, in the same run', 50, http.sale.p99),
      atMost(
        `p99 over HTTP, ${FEW_SOCKETS} sockets (${Math.round(few.sale.perSecond).toLocaleString('en-US')}/s)`,
        50,
        few.sale.p99,
      ),
      atMost('event loop late, p99', 10, http.loopP99),
      { what: 'oversold, all runs', asked: '0', got: `${oversold}`, met: oversold === 0 },
      {
        what: `orders for ${SCARCE} pieces`,
        asked: `${SCARCE}`,
        got: `${sold}`,
        met: sold === SCARCE && sales.scarce.sale.orders === SCARCE,
      },
    ],
    notes: [
      ...(isRealTime() ? ['Run with real-time scheduling, since the machine had other work.'] : []),
      `Built-in PostgreSQL with fsync on; server, database and callers share this machine; load ${load.toFixed(1)} at the start.`,
      `HTTP, CPU an order and share of the cores: ${inWords(http)}; PostgreSQL's part pays for every order too. Event loop late by p99 ${http.loopP99.toFixed(1)} ms, ${few.loopP99.toFixed(1)} ms with ${FEW_SOCKETS} sockets; answers ${JSON.stringify(http.sale.answers)}.`,
      `HTTP: ${HTTP_BUYERS} buyers with sessions take turns, and all pay every 50 ms meanwhile, since one open hold for each SKU is the rule.`,
      `A closed loop of ${CALLERS} callers waits ${CALLERS} / (orders/s): its p50 says no more than the throughput does.`,
    ],
  }
}

const atLeast = (what: string, asked: number, got: number) => ({
  ...{ what, asked: `≥ ${asked.toLocaleString('en-US')}`, got: Math.round(got).toLocaleString('en-US') },
  met: got >= asked,
})

const atMost = (what: string, askedMs: number, gotMs: number) => ({
  ...{ what, asked: `≤ ${askedMs} ms`, got: `${gotMs.toFixed(1)} ms`, met: gotMs <= askedMs },
})

export const bench: Bench = { title: 'Orders: one hot SKU', run }
