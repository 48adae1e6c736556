// Orders on one hot SKU: group commit in-process and over HTTP, by one process and by two, on the built-in PostgreSQL and
// on Debian's, and beside it a transaction for each order.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasProgram, type Program, start } from '../fanout/processes.ts'
import { isRealTime } from '../fanout/run.ts'
import { type Bench, type BenchAsk, type Cell, numberArg } from '../shape.ts'
import { tokenOf } from './buyers.ts'
import { type BenchDatabase, startDebians, startOurs } from './databases.ts'
import { type LoadAsk, type Measured, measureInProcess, measureOverHttp } from './measure.ts'
import type { SellAsk } from './seller.ts'
import { addBuyers, addSku, addSkus, openShop } from './shop.ts'

const PLENTY = 10_000_000
const SCARCE = 60_000
const REPEAT_PERCENT = 10
const CALLERS = 2_048
const NAIVE_CALLERS = 64
const SOCKETS = 256
/** Sockets for orders that come by the clock: enough that none waits for one. */
const MANY_SOCKETS = 2_000
const RATE = 15_000
/** Twice as many as order in any one measurement. */
const HTTP_BUYERS = 200_000
const WARM_UP_MS = 1_500
/** Until connections are open and the code runs compiled. */
const HTTP_WARM_UP_MS = 5_000
const NAIVE_MS = 3_000

const here = import.meta.dir

/** The load in C where there is a compiler. */
const buildLoad = (dir: string): string[] => {
  const compiler = ['cc', 'gcc', 'clang'].find(hasProgram)
  const program = join(dir, 'load')
  const built = compiler && Bun.spawnSync([compiler, '-O2', '-o', program, join(here, 'load.c')]).success
  return built ? [program] : [process.execPath, join(here, 'load.ts')]
}

/** Several programs of ours for the time of `work`. */
const withPrograms = async <T>(
  commands: readonly (readonly string[])[],
  work: (programs: Program[], ready: unknown[]) => Promise<T>,
): Promise<T> => {
  const programs: Program[] = []
  try {
    const ready: unknown[] = []
    for (const command of commands) {
      const program = start(command, null)
      programs.push(program)
      ready.push(await program.hear())
    }
    return await work(programs, ready)
  } finally {
    await Promise.all(programs.map((program) => program.end()))
  }
}

interface Row {
  readonly what: string
  readonly sale: Measured
}

interface Plan {
  readonly ms: number
  readonly sockets: number
  readonly load: readonly string[]
  readonly tokens: string
  readonly say: (line: string) => void
}

const measureAll = async (database: BenchDatabase, { ms, sockets, load, tokens, say }: Plan): Promise<Row[]> => {
  const rows: Row[] = []
  const shop = await openShop(database.url)
  const { db, commerce } = shop
  const add = (what: string, sale: Measured) => rows.push({ what, sale })
  const step = (what: string) => say(`${database.name}: ${what}`)

  const inProcess = (sellers: number) =>
    withPrograms(
      Array.from({ length: sellers }, () => [process.execPath, join(here, 'seller.ts'), database.url]),
      async (programs) => {
        const measure = async (name: string, pieces: number, ask: Omit<SellAsk, 'sku'>) =>
          measureInProcess(shop, programs, { sku: await addSku(commerce, `${name}-${sellers}`, pieces), ...ask })
        const group = { callers: CALLERS / sellers, ms, repeatPercent: 0, naive: false }
        const scarce = { ...group, ms: 60_000, repeatPercent: REPEAT_PERCENT }
        const processes = `${sellers} process${sellers > 1 ? 'es' : ''}`
        step(`in-process, ${processes}`)
        await measure('warm', PLENTY, { ...group, ms: WARM_UP_MS })
        if (sellers === 1) add(`in-process, ${CALLERS} callers`, await measure('plenty', PLENTY, group))
        add(`in-process, ${SCARCE} pieces, ${processes}`, await measure('scarce', SCARCE, scarce))
        if (sellers > 1) return
        step('a transaction for each order')
        const naive = { ...group, callers: NAIVE_CALLERS, ms: NAIVE_MS, naive: true }
        add(`a transaction for each order, ${NAIVE_CALLERS} callers`, await measure('naive', PLENTY, naive))
      },
    )

  const overHttp = (servers: number) =>
    withPrograms(
      Array.from({ length: servers }, () => [process.execPath, join(here, 'server.ts'), database.url]),
      async (programs, ready) => {
        if (servers === 1) await addBuyers(db, HTTP_BUYERS)
        const ports = (ready as { port: number }[]).map(({ port }) => port).join(',')
        const skus = await addSkus(commerce, `http-${servers}`, PLENTY, 3)
        const through = (count: number, asks: readonly (LoadAsk & { what?: string })[]) =>
          withPrograms([[...load, ports, `${count}`, tokens]], async ([loaded]) => {
            for (const { what, ...ask } of asks) {
              const sale = await measureOverHttp(shop, programs, loaded!, ask)
              if (what) add(what, sale)
            }
          })
        const of = servers > 1 ? `, ${servers} processes` : ''
        step(`over HTTP${of}`)
        await through(sockets, [
          { sku: skus[0]!, ms: HTTP_WARM_UP_MS, rate: 0 },
          { sku: skus[1]!, ms, rate: 0, what: `HTTP, ${sockets} sockets${of}` },
        ])
        if (servers > 1) return
        step(`over HTTP, ${RATE} orders coming each second`)
        const timed = { sku: skus[2]!, ms, rate: RATE, what: `HTTP, ${RATE} a second by the clock` }
        await through(MANY_SOCKETS, [timed])
      },
    )

  try {
    // First what is held to a wait: half a million orders in a minute bring a checkpoint, which is felt by those behind.
    await overHttp(1)
    await inProcess(1)
    await inProcess(2)
    await overHttp(2)
    return rows
  } finally {
    await shop.close()
  }
}

const holds = ({ sale: { truth } }: Row): boolean => truth.free + truth.ordered === truth.stocked

const cellsOf = (database: string, row: Row): Cell[] => {
  const { orders, perSecond, p50, p99, late, micros, batches } = row.sale
  return [
    ...[row.what, database, Math.round(perSecond), p50, p99, late.p50, late.p99],
    ...[micros.server, micros.postgres, micros.load],
    ...[orders, batches ? Math.round(orders / batches) : 1, holds(row) ? 'yes' : 'NO'],
  ]
}

const run = async ({ args, say }: BenchAsk) => {
  const ms = numberArg(args, 'seconds', 5) * 1_000
  const sockets = numberArg(args, 'sockets', SOCKETS)
  const loadBefore = loadavg()[0]!
  const dir = mkdtempSync(join(tmpdir(), 'hawker-orders-load-'))
  const all: { database: string; rows: Row[] }[] = []
  const missing: string[] = []
  try {
    const tokens = join(dir, 'tokens')
    writeFileSync(tokens, Array.from({ length: HTTP_BUYERS }, (_, k) => `${tokenOf(k)}\n`).join(''))
    const plan = { ms, sockets, load: buildLoad(dir), tokens, say }
    for (const open of [startOurs, startDebians]) {
      const database = await open()
      if (database === null) {
        missing.push("Debian's PostgreSQL is not installed here (apt-get install postgresql): its rows are left out.")
        continue
      }
      try {
        all.push({ database: database.name, rows: await measureAll(database, plan) })
      } finally {
        await database.stop()
      }
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }

  const rows = all.flatMap(({ rows }) => rows)
  const ours = (what: string): Measured => all[0]!.rows.find((row) => row.what.startsWith(what))!.sale
  const plenty = ours('in-process, 2048')
  const two = ours(`in-process, ${SCARCE} pieces, 2`)
  const http = ours('HTTP, ')
  const timed = ours(`HTTP, ${RATE}`)
  const scarce = rows.filter(({ what }) => what.includes(`${SCARCE} pieces`))
  const wrong = rows.filter((row) => !holds(row)).length
  return {
    columns: [
      ...['sale of one SKU', 'PostgreSQL', 'orders/s', 'p50 ms', 'p99 ms', 'loop late p50 ms', 'p99 ms'],
      ...['CPU µs/order: server', 'PostgreSQL', 'load', 'orders', 'per batch', 'sum holds'],
    ],
    rows: all.flatMap(({ database, rows }) => rows.map((row) => cellsOf(database, row))),
    targets: [
      atLeast('orders/s in-process', 50_000, plenty.perSecond),
      atLeast('orders/s over HTTP', 15_000, http.perSecond),
      atMost(`p99 over HTTP, ${RATE.toLocaleString('en-US')} coming each second`, 50, timed.p99, 'ms'),
      atMost('event loop late in that sale, p99', 10, timed.late.p99, 'ms'),
      atMost(`${SCARCE.toLocaleString('en-US')} pieces over two processes`, 3, two.orders / two.perSecond, 's'),
      {
        what: `orders for ${SCARCE.toLocaleString('en-US')} pieces, ${REPEAT_PERCENT} % of calls repeated, ${scarce.length} sales`,
        asked: `${SCARCE} each, all acknowledged`,
        got: [...new Set(scarce.flatMap(({ sale }) => [sale.truth.ordered, sale.orders]))].join(', '),
        met: scarce.every(({ sale }) => sale.truth.ordered === SCARCE && sale.orders === SCARCE),
      },
      { what: 'sales where free + ordered is not what was put in', asked: '0', got: `${wrong}`, met: wrong === 0 },
    ],
    notes: [
      ...(isRealTime() ? ['Run with real-time scheduling, since the machine had other work.'] : []),
      ...missing,
      `fsync on everywhere; servers, database and callers share this machine; load ${loadBefore.toFixed(1)} at the start.`,
      `HTTP: signed in and validated; ${HTTP_BUYERS.toLocaleString('en-US')} buyers take turns, so that each order is another buyer's and his session is read for it. Answers ${JSON.stringify(http.answers)}, by the clock ${JSON.stringify(timed.answers)}.`,
      'By the clock: one waits since his order was due, whether or not a socket was free. CPU of callers in the selling process counts as the server’s.',
      `A closed loop of ${CALLERS} callers waits ${CALLERS} / (orders/s): its p50 says no more than the throughput does.`,
    ],
  }
}

const atLeast = (what: string, asked: number, got: number) => ({
  ...{ what, asked: `≥ ${asked.toLocaleString('en-US')}`, got: Math.round(got).toLocaleString('en-US') },
  met: got >= asked,
})

const atMost = (what: string, asked: number, got: number, unit: string) => ({
  ...{ what, asked: `≤ ${asked} ${unit}`, got: `${got.toFixed(1)} ${unit}`, met: got <= asked },
})

export const bench: Bench = { title: 'Orders: one hot SKU', run }
