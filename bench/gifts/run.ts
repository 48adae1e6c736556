// Gifts of many senders to one room: group commit in-process and over HTTP, and beside it a transaction for each gift.
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { LedgerTruth } from '../../packages/server/src/gifts/index.ts'
import { start } from '../fanout/processes.ts'
import { isRealTime } from '../fanout/run.ts'
import { type Bench, type BenchAsk, type Cell, numberArg } from '../shape.ts'
import { GIFTS, measureBoards } from './boards.ts'
import { createNaive } from './naive.ts'
import { type Sending, sendOn } from './send.ts'
import { APP, openShop, person, ROOM, ROSE } from './shop.ts'

const SENDERS = 10_000
const CALLERS = 2_048
const NAIVE_CALLERS = 64
const SOCKETS = 512
const HTTP_SENDERS = 2_000
const WARM_UP_MS = 6_000

interface HttpSending extends Omit<Sending, 'refused'> {
  readonly answers: Readonly<Record<string, number>>
}
interface Usage {
  readonly cpuMicros: number
  readonly batches: number
}

const here = import.meta.dir

const overHttp = async (ms: number) => {
  const server = start([process.execPath, join(here, 'server.ts'), `${HTTP_SENDERS}`], null)
  try {
    const { port } = await server.hear<{ port: number }>()
    const load = start([process.execPath, join(here, 'load.ts'), `${port}`, `${SOCKETS}`, `${HTTP_SENDERS}`], null)
    try {
      await load.hear()
      await Bun.sleep(WARM_UP_MS)
      const before = await server.ask<Usage>('usage')
      const sending = await load.ask<HttpSending>(`measure ${ms}`)
      const after = await server.ask<Usage>('usage')
      await load.end()
      const micros = (after.cpuMicros - before.cpuMicros) / Math.max(1, sending.sent)
      return { sending, micros, batches: after.batches - before.batches, truth: await server.ask<LedgerTruth>('truth') }
    } finally {
      await load.end()
    }
  } finally {
    await server.end()
  }
}

const run = async ({ args, say }: BenchAsk) => {
  const ms = numberArg(args, 'seconds', 5) * 1_000
  const load = loadavg()[0]!
  const rows: Cell[][] = []
  const add = (what: string, { sent, perSecond, p50, p99 }: Omit<Sending, 'refused'>, batches: number | null) =>
    rows.push([what, Math.round(perSecond), p50, p99, sent, batches, batches ? Math.round(sent / batches) : 1])

  const shop = await openShop(SENDERS)
  const { db, gifts } = shop
  const inProcess = async (callers: number, forMs: number) => {
    const before = gifts.desk.batches
    const sending = await sendOn(
      (id, user) => gifts.sendGift({ app: APP, room: ROOM, from: person(user), id, giftId: ROSE.id, quantity: 1 }),
      { callers, senders: SENDERS, forMs },
    )
    return { sending, batches: gifts.desk.batches - before }
  }
  const { many, fewer, naive, truth, counted, boards } = await (async () => {
    try {
      say('warming up')
      await inProcess(CALLERS, 1_500)
      say(`${CALLERS} callers in-process`)
      const many = await inProcess(CALLERS, ms)
      say(`${SOCKETS} callers in-process`)
      const fewer = await inProcess(SOCKETS, ms)
      say('a transaction for each gift')
      const naive = await sendOn(createNaive(db), { callers: NAIVE_CALLERS, senders: SENDERS, forMs: ms })
      say('counting the ledger')
      await gifts.tally()
      const { rows: counts } = await sql<{ gifts: number }>`select count(*) as gifts from gifts_sent`.execute(db.system)
      const truth = await gifts.ledgerTruth(APP)
      say(`boards over ${GIFTS} gifts`)
      return { many, fewer, naive, truth, counted: counts[0]!.gifts, boards: await measureBoards(shop) }
    } finally {
      await shop.close()
    }
  })()
  say(`${SOCKETS} sockets over HTTP`)
  const http = await overHttp(ms)

  add(`in-process, ${CALLERS} callers`, many.sending, many.batches)
  add(`in-process, ${SOCKETS} callers`, fewer.sending, fewer.batches)
  add(`a transaction for each gift, ${NAIVE_CALLERS} callers`, naive, null)
  add(`HTTP, ${SOCKETS} sockets, signed in, validated`, http.sending, http.batches)
  const refused = { ...many.sending.refused, ...fewer.sending.refused }
  return {
    columns: ['gifts to one room', 'gifts/s', 'p50 ms', 'p99 ms', 'gifts', 'batches', 'per batch'],
    rows,
    targets: [
      atLeast('gifts/s in-process', 20_000, many.sending.perSecond),
      {
        what: `ledger after ${Number(counted).toLocaleString('en-US')} gifts, and after those over HTTP`,
        asked: 'sum 0, every wallet and transfer right',
        got: `sums ${truth.sum} and ${http.truth.sum}; ${truth.wrongWallets + truth.uneven + truth.unrecorded + http.truth.wrongWallets + http.truth.uneven + http.truth.unrecorded} wrong`,
        met: truth.holds && http.truth.holds,
      },
      {
        what: `the first 100 of a board over ${GIFTS.toLocaleString('en-US')} gifts`,
        asked: '≤ 50 ms',
        got: `${boards.kept.toFixed(1)} ms`,
        met: boards.kept <= 50,
      },
    ],
    notes: [
      ...(isRealTime() ? ['Run with real-time scheduling, since the machine had other work.'] : []),
      `Built-in PostgreSQL with fsync on; server, database and callers share this machine; load ${load.toFixed(1)} at the start. Refused: ${JSON.stringify(refused)}.`,
      `${SENDERS.toLocaleString('en-US')} senders take turns, boards are brought up to date every 2 s meanwhile.`,
      `HTTP: ${http.micros.toFixed(0)} µs CPU of the server process a gift; answers ${JSON.stringify(http.sending.answers)}.`,
      `The same board by summing the gifts themselves: ${boards.counted.toFixed(0)} ms.`,
      `A closed loop of ${CALLERS} callers waits ${CALLERS} / (gifts/s): its p50 says no more than the throughput does.`,
    ],
  }
}

const atLeast = (what: string, asked: number, got: number) => ({
  ...{ what, asked: `≥ ${asked.toLocaleString('en-US')}`, got: Math.round(got).toLocaleString('en-US') },
  met: got >= asked,
})

export const bench: Bench = { title: 'Gifts: many senders, one room', run }
