// In the middle of a sale the server is killed with SIGKILL, or its database (all of it, or one process of it), or both.
// Acknowledged means durable: after each, no order, payment, refund, gift or claim that was answered is missing, nothing
// is sold that was not there, nothing is charged twice, and the ledger sums to zero.
import { expect, test } from 'bun:test'
import type pg from 'pg'
import { becomeGuest, type Caller, signInAsOwner } from './harness/caller.ts'
import { backendsOf, connectToDatabase, postmasterOf } from './harness/database.ts'
import { letTimePass } from './harness/passing-time.ts'
import { openSale, stockSale } from './harness/sale.ts'
import { type RunningServer, startServer } from './harness/server.ts'
import { until as untilSo } from './harness/soon.ts'
import { judge, unresolved, type Verdict, wrongClaims, wrongWallets } from './harness/verdict.ts'

/** Of each kind; `npm run test:long` takes 20. */
const KILLS = Number(process.env.CRASH_KILLS ?? 2)
const BUYERS = 16
/** Enough of the first; the last is sold out before the first kill. */
const STOCK = [200_000, 20_000, 30]
const ROOM = 'crash'
/** Between two kills, by turns, so that they do not always meet the same step. */
const SALE_MS = [700, 1_100, 400, 900, 1_300]
const BACK_WITHIN_MS = 30_000

const KINDS = ['server', 'database', 'both'] as const
type Kind = (typeof KINDS)[number]

const NOTHING_WRONG: Verdict = { missing: [], oversold: [], double: [], unbalanced: [] }

const kill = async (server: RunningServer, kind: Kind, n: number) => {
  const postmaster = postmasterOf(server.dataDir)
  if (kind === 'server') {
    await server.kill()
    await server.restart()
  } else if (kind === 'both') {
    process.kill(postmaster, 'SIGKILL')
    await server.kill()
    await server.restart()
  } else if (n % 2 === 0) {
    process.kill(postmaster, 'SIGKILL')
  } else {
    // One process that dies by a signal takes the memory of all with it: PostgreSQL starts over by itself.
    const serving = backendsOf(postmaster)
    process.kill((serving.find(({ idle }) => !idle) ?? serving[0]!).pid, 'SIGKILL')
  }
}

/** What cannot be asked at the moment is not so. */
const until = (what: string, isSo: () => Promise<boolean>) =>
  untilSo(what, () => isSo().catch(() => false), BACK_WITHIN_MS)

/** Asks a database that may be on its way down or up, until it answers. */
const asked = async <T>(server: RunningServer, ask: (db: pg.Client) => Promise<T>): Promise<T> => {
  for (const end = Date.now() + BACK_WITHIN_MS; ; await Bun.sleep(50)) {
    const db = await connectToDatabase(server.dataDir).catch(() => null)
    try {
      if (db) return await ask(db)
    } catch (error) {
      if (Date.now() > end) throw error
    } finally {
      await db?.end().catch(() => {})
    }
    if (Date.now() > end) throw new Error(`the database is not back within ${BACK_WITHIN_MS} ms`)
  }
}

const SIGN_IN_EVERY_MS = 240_000

test(`promise 1: [N2] SIGKILL of the server, of its database and of both, ${KILLS} times each in the middle of a sale, loses and doubles nothing`, async () => {
  await using server = await startServer()
  let signedIn = await signInAsOwner(server)
  let signedInAt = Date.now()
  const owner: Caller = { token: null, call: (...ask) => signedIn.call(...ask), raw: (...ask) => signedIn.raw(...ask) }
  const goods = await stockSale(owner, ROOM, STOCK)
  const buyers = await Promise.all(Array.from({ length: BUYERS }, (_, i) => becomeGuest(server, `Buyer ${i}`)))
  const sale = await openSale(owner, buyers, goods)
  const { said } = sale
  const stopTime = letTimePass(server, said)
  const counts = () => ({ orders: said.orders.size, gifts: said.gifts.size, claims: said.claims.size })
  const found: Record<keyof Verdict, number> = { missing: 0, oversold: 0, double: 0, unbalanced: 0 }

  for (let n = 0; n < KILLS * KINDS.length; n++) {
    const kind = KINDS[n % KINDS.length]!
    await Bun.sleep(SALE_MS[n % SALE_MS.length]!)
    await kill(server, kind, Math.floor(n / KINDS.length))
    await asked(server, (db) => db.query('select 1'))
    const before = counts()
    await until('the sale goes on', async () => counts().orders > before.orders && counts().gifts > before.gifts)
    // Money goes back only for who signed in of late.
    if (Date.now() - signedInAt > SIGN_IN_EVERY_MS) {
      signedIn = await signInAsOwner(server)
      signedInAt = Date.now()
    }
    const seen = await asked(server, (db) => judge(db, said))
    for (const name of ['missing', 'oversold', 'double', 'unbalanced'] as const) found[name] += seen[name].length
    expect({ kind, n, ...seen }).toEqual({ kind, n, ...NOTHING_WRONG })
  }

  await until('a sale of some size', async () => counts().orders > KILLS * KINDS.length * BUYERS)
  await sale.close()
  await until('money that was promised', () => asked(server, async (db) => (await unresolved(db, said)).length === 0))
  await stopTime()
  expect(await asked(server, (db) => judge(db, said))).toEqual(NOTHING_WRONG)
  expect(await asked(server, (db) => wrongWallets(db, said))).toEqual([])
  expect(await asked(server, (db) => wrongClaims(db, said))).toEqual([])

  type Truths = { checkedAt: number; holds: boolean; checks: { name: string; holds: boolean }[] }
  const closedAt = Date.now()
  const read = () => owner.call<Truths>('GET', '/api/invariants')
  await until('a count after the sale', async () => (await read()).checkedAt > closedAt)
  expect((await read()).checks.filter(({ holds }) => !holds)).toEqual([])
  expect((await read()).checks.length).toBe(6)

  const [one] = buyers
  const { orders } = await one!.call<{ orders: { id: string; state: string }[] }>('GET', '/api/orders?limit=200')
  for (const { id, state } of orders) if (said.orders.get(id) === 'paid') expect(['paid', 'refunded']).toContain(state)

  expect(said.orders.size).toBeGreaterThan(KILLS * KINDS.length * BUYERS)
  const paid = [...said.orders.values()].filter((state) => state === 'paid').length
  const late = [...said.orders.values()].filter((state) => state === 'promised').length
  const refused = [...said.refused].map(([code, times]) => `${code} ${times}`).join(', ')
  console.log(
    [
      `SIGKILL × ${KILLS} of ${KINDS.join(', ')}; acknowledged: ${said.orders.size} orders, ${paid} payments`,
      `${late} told late or never, ${said.refunds.size} refunds, ${said.gifts.size} gifts, ${said.topUps.size} top-ups`,
      `${said.claims.size} claims, ${said.baskets.size} baskets; asked again ${said.again} times; refused: ${refused}`,
      `missing ${found.missing}, oversold ${found.oversold}, double ${found.double}, unbalanced ${found.unbalanced}`,
    ].join('\n'),
  )
}, 3_600_000)
