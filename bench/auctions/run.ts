// Bids of many in one auction: group commit in one process, on a PostgreSQL of its own with fsync on, in a folder thrown
// away. Afterwards all of them are counted again, as anybody can.
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Actor,
  AppId,
  type Auction,
  api,
  type Endpoint,
  isRefusal,
  ProductId,
  type RoomFacts,
  RoomId,
  SkuId,
  UserId,
} from '@hawker/protocol'
import { createAuctions, recount } from '../../packages/sdk/src/auction.ts'
import { createCommerce } from '../../packages/server/src/commerce/index.ts'
import { openDatabase } from '../../packages/server/src/db/index.ts'
import { createJournal } from '../../packages/server/src/journal/index.ts'
import { uuidV7 } from '../../packages/server/src/kernel/ids.ts'
import { systemChance } from '../../packages/server/src/system/chance.ts'
import { systemClock, systemTimers } from '../../packages/server/src/system/clock.ts'
import { openLog } from '../../packages/server/src/system/log.ts'
import { quantile } from '../gifts/send.ts'
import { type Bench, type BenchAsk, numberArg } from '../shape.ts'

const APP = AppId.parse('bench')
const ROOM = RoomId.parse('room')
const SKU = SkuId.parse('vase-1')
const CALLERS = 256
/** So many that nobody's turn comes again within the time that a person must let pass between two bids. */
const BIDDERS = 20_000
const WARM_UP_MS = 1_500

const person = (id: string, role: 'viewer' | 'owner' = 'viewer'): Actor => ({
  ...{ kind: 'person', app: APP, sessionId: 's' },
  person: { id: UserId.parse(id), name: 'Lin Chen', avatarUrl: null, role, level: 0 },
})

const openShop = async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hawker-auctions-'))
  const log = openLog('warn', process.stderr)
  const db = await openDatabase({ url: null, dataDir: join(dir, 'data'), log })
  const commerce = createCommerce({
    ...{ db, journal: createJournal({ db }), clock: systemClock, timers: systemTimers(log), chance: systemChance, log },
    // Nobody watches: what the room is told costs nothing here.
    rooms: {
      find: async (_app, id) => ({ id, status: 'live' }) as RoomFacts,
      nextVersion: async () => 1,
      tell: async () => {},
      latest: () => {},
      tellUser: () => {},
      toldPeople: () => {},
    },
    payments: 'sandbox',
  })
  const skus = [{ id: SKU, label: '', priceMinor: 9_900, stock: 1 }]
  const productId = ProductId.parse('vase')
  await commerce.createProduct(APP, { id: productId, title: 'Vase', currency: 'CNY', skus }, null)
  await commerce.putShelf(APP, ROOM, [{ productId, number: 1 }], null)
  const ask = async <T>(endpoint: Endpoint, actor: Actor, more: object): Promise<T> =>
    (await commerce.routes
      .find((route) => route.endpoint === endpoint)!
      .handle({ actor, query: {}, ...more } as never)) as T
  const close = async () => {
    await commerce.stop()
    await db.close()
    rmSync(dir, { recursive: true, force: true })
  }
  return { ask, close }
}

/** Callers that bid without pause, each time as another, each time higher: whoever comes last leads. */
const bidOn = async (
  { ask }: Awaited<ReturnType<typeof openShop>>,
  { id: auction }: Auction,
  from: number,
  forMs: number,
) => {
  const waits: number[] = []
  const refused: Record<string, number> = {}
  let next = from
  const began = performance.now()
  const call = async () => {
    while (performance.now() - began < forMs) {
      const asked = performance.now()
      const k = next++
      const body = { id: uuidV7(Date.now(), systemChance), upToMinor: 1_000 + k * 10 }
      const params = { room: ROOM, auction }
      const answer = await ask(api.auctions.placeBid, person(`bidder-${k % BIDDERS}`), { params, body })
      if (isRefusal(answer)) refused[answer.refused] = (refused[answer.refused] ?? 0) + 1
      else waits.push(performance.now() - asked)
    }
  }
  await Promise.all(Array.from({ length: CALLERS }, call))
  const seconds = (performance.now() - began) / 1_000
  waits.sort((a, b) => a - b)
  const [p50, p99] = [quantile(waits, 0.5), quantile(waits, 0.99)]
  return { next, refused, taken: waits.length, perSecond: waits.length / seconds, p50, p99 }
}

const run = async ({ args, say }: BenchAsk) => {
  const ms = numberArg(args, 'seconds', 5) * 1_000
  const load = loadavg()[0]!
  const shop = await openShop()
  try {
    const desk = person('desk', 'owner')
    const body = { skuId: SKU, startMinor: 1_000, stepMinor: 1, lastsMs: 1_200_000, extendsMs: 10_000 }
    const auction = await shop.ask<Auction>(api.auctions.openAuction, desk, { params: { room: ROOM }, body })
    say('warming up')
    const warm = await bidOn(shop, auction, 0, WARM_UP_MS)
    say(`${CALLERS} callers`)
    const bids = await bidOn(shop, auction, warm.next, ms)
    say('counting again')
    await shop.ask(api.auctions.withdrawAuction, desk, { params: { room: ROOM, auction: auction.id } })
    const call = (_name: string, more: object) => shop.ask(api.auctions.readAuction, desk, more)
    const reader = createAuctions({ call: call as never, machine: null as never, app: APP })
    const all = await reader.readAll(ROOM, auction.id)
    if (isRefusal(all)) throw new Error(all.message)
    const began = performance.now()
    const counted = await recount(all.auction, all.bids)
    const countMs = performance.now() - began
    return {
      columns: ['bids in one auction', 'bids/s', 'p50 ms', 'p99 ms', 'bids'],
      rows: [[`in-process, ${CALLERS} callers`, Math.round(bids.perSecond), bids.p50, bids.p99, bids.taken]],
      targets: [
        {
          ...{
            what: 'bids/s of one auction',
            asked: '≥ 5,000',
            got: Math.round(bids.perSecond).toLocaleString('en-US'),
          },
          met: bids.perSecond >= 5_000,
        },
        { what: 'p99', asked: '≤ 50 ms', got: `${bids.p99.toFixed(1)} ms`, met: bids.p99 <= 50 },
        {
          what: `all ${all.bids.length.toLocaleString('en-US')} bids counted again`,
          ...{ asked: 'as they were told', got: counted.holds ? 'the same' : `bid ${counted.n}: ${counted.why}` },
          met: counted.holds && all.bids.length === warm.taken + bids.taken,
        },
      ],
      notes: [
        `Built-in PostgreSQL with fsync on; server, database and callers share this machine; load ${load.toFixed(1)} at the start. Refused: ${JSON.stringify(bids.refused)}.`,
        `${BIDDERS.toLocaleString('en-US')} people take turns; every bid is the highest so far, so each changes who leads and the price.`,
        `Counting them again took ${countMs.toFixed(0)} ms.`,
      ],
    }
  } finally {
    await shop.close()
  }
}

export const bench: Bench = { title: 'Auctions: many who bid, one piece', run }
