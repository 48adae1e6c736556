// A shop served by two processes: the whole house twice, each with its own pools and lanes, over one database and one
// Redis. The second reaches the database by a way on which answers to COMMIT can be lost.
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {
  type AppId,
  type CouponId,
  type DropId,
  type GiftId,
  isRefusal,
  type Order,
  OrderId,
  ProductId,
  type Refusal,
  type RoomId,
  SkuId,
  type UserId,
} from '@hawker/protocol'
import { sql } from 'kysely'
import { type App, openApp } from '#app'
import { countPayments, countRevenue, countStock, listPricedClaims, sumPricedClaims } from '#commerce'
import { readConfig } from '#config'
import { listUsedClaims, sumUsedClaims } from '#coupons'
import { countCoins } from '#gifts'
import { compareClaims } from '#invariants'
import { seededChance } from '#kernel/chance'
import type { Timers } from '#kernel/clock'
import { until } from '#kernel/testing/until'
import { openLog } from '#system/log'
import { startRedis } from '../bus/testing.ts'
import { openLossyProxy } from '../db/testing-proxy.ts'
import { PAUSE_MS, patiently, TRIES_MAX } from './patiently.ts'

export { patiently }

export const SHOP = 'shop' as AppId
export const ROOM = 'sale' as RoomId
export const PRICE = 4_800
export const GIFT_COINS = 10
export const COUPON_MINOR = 500
const owner = { email: 'owner@shop.example', password: 'a-long-enough-password' }

export const buyer = (id: string) => ({
  ...{ id: id as UserId, name: id, avatarUrl: null, role: 'viewer' as const, level: 0 },
})

export const must = <T>(answer: T): Exclude<T, Refusal> => {
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer))
  return answer as Exclude<T, Refusal>
}

export const codeOf = (answer: unknown): string => (isRefusal(answer) ? answer.refused : 'ok')

/** How often each answer came: `{ ok: 100, 'sold-out': 1900 }`. */
export const tally = (answers: readonly unknown[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const answer of answers) counts[codeOf(answer)] = (counts[codeOf(answer)] ?? 0) + 1
  return counts
}

export interface Caller {
  readonly user: UserId
  readonly token: string
  ask(at: App, method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Answer>
  /** The same again, by turns of both processes, until there is an answer. */
  insist(method: string, path: string, body?: unknown): Promise<Answer>
}
interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

const callerOf = (processes: readonly App[], token: string, user: UserId): Caller => {
  const ask: Caller['ask'] = async (at, method, where, body, signal) => {
    const response = await fetch(`${at.config.publicUrl}${where}`, {
      method,
      headers: { ...(token && { authorization: `Bearer ${token}` }), 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    })
    return { status: response.status, body: (await response.json()) as Answer['body'] }
  }
  return {
    ...{ user, token, ask },
    insist: async (method, where, body) => {
      for (let turn = 1; turn < TRIES_MAX; turn++) {
        const answer = await ask(processes[turn % processes.length]!, method, where, body).catch(() => null)
        if (answer !== null && answer.status < 500 && answer.status !== 429) return answer
        await Bun.sleep(PAUSE_MS)
      }
      throw new Error(`${method} ${where}: no answer`)
    },
  }
}

const countClaims = compareClaims(
  { sum: sumUsedClaims, list: listUsedClaims },
  { sum: sumPricedClaims, list: listPricedClaims },
)

export type TwoProcesses = Awaited<ReturnType<typeof openTwoProcesses>>

/** `timers`: another hand on what they do again and again. */
export const openTwoProcesses = async (url: string, timers?: Timers) => {
  const redis = await startRedis()
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'hawker-two-'))
  const loss = { chance: 0 }
  const chance = seededChance(3)
  const proxy = await openLossyProxy(url, () => chance.next() < loss.chance)
  const rate = { perSecond: 1e6, burst: 1e6 }
  const open = (databaseUrl: string) =>
    openApp(
      readConfig({
        ...{ PORT: '0', RTMP_PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, REDIS_URL: redis.url },
        ...{ DATABASE_URL: databaseUrl, BOOTSTRAP_APP_ID: SHOP },
        ...{ BOOTSTRAP_APP_SECRET: 'a-secret-of-more-than-thirty-two-letters' },
        ...{ BOOTSTRAP_ADMIN_EMAIL: owner.email, BOOTSTRAP_ADMIN_PASSWORD: owner.password },
      }),
      { log: openLog('silent'), rates: { public: rate, person: rate, server: rate }, ...(timers ? { timers } : {}) },
    )
  const one = await open(url)
  const two = await open(proxy.url)
  const processes = [one, two] as const
  const db = one.db.system
  must(await one.rooms.create(SHOP, { id: ROOM, title: 'Sale', hostId: null, status: 'live' } as never, null))
  must(
    await one.gifts.putGift(SHOP, {
      id: 'leaf' as GiftId,
      name: 'Leaf',
      imageUrl: null,
      coins: GIFT_COINS,
      size: 'small',
    }),
  )

  const nobody = callerOf(processes, '', '' as UserId)
  const enter = async (where: string, body: object): Promise<Caller> => {
    const { body: had } = await nobody.insist('POST', where, { ...body, deliver: 'token' })
    const { token, you } = had as unknown as { token: string; you: { person: { id: UserId } } }
    return callerOf(processes, token, you.person.id)
  }
  const shelf: { productId: ProductId; number: number; plannedAt: null }[] = []

  return {
    ...{ one, two, processes, proxy, loss },
    /** Also on a connection that died a moment ago, and nobody has noticed. */
    rows: <T>(text: string): Promise<T[]> => patiently(async () => (await sql.raw<T>(text).execute(db)).rows),
    /** By turns. */
    at: (n: number): App => processes[n % 2]!,
    signIn: () => enter('/api/session', owner),
    guest: (name: string) => enter('/api/session/guest', { name }),
    /** A product on the shelf; answers its SKUs. */
    stock: async (pieces: readonly number[], perBuyerLimit: number | null = null): Promise<SkuId[]> => {
      const id = ProductId.parse(`p${shelf.length + 1}`)
      const skus = pieces.map((stock, i) => ({
        ...{ id: SkuId.parse(`${id}-${i}`), label: `No. ${i}`, options: { no: `${i}` }, priceMinor: PRICE, stock },
      }))
      must(await one.commerce.createProduct(SHOP, { ...{ id, title: id, currency: 'USD', perBuyerLimit }, skus }, null))
      shelf.push({ productId: id, number: shelf.length + 1, plannedAt: null })
      must(await one.commerce.putShelf(SHOP, ROOM, shelf, null))
      return skus.map((sku) => sku.id)
    },
    askFor: (skuId: SkuId, quantity = 1) => ({
      ...{ id: OrderId.parse(Bun.randomUUIDv7()), roomId: ROOM, skuId, quantity },
      ...{ expectedTotalMinor: PRICE * quantity, currency: 'USD' as const },
    }),
    place: (n: number, who: string, ask: Parameters<App['commerce']['placeOrder']>[2]): Promise<Order | Refusal> =>
      patiently(() => processes[n % 2]!.commerce.placeOrder(SHOP, buyer(who), ask)),
    /** A coupon dropped in the room. */
    drop: async (quantity: number, perUser: number): Promise<{ couponId: CouponId; drop: DropId }> => {
      const terms = {
        ...{ title: 'Five off', off: { type: 'amount' as const, minor: COUPON_MINOR }, currency: 'USD' as const },
        ...{ minSpendMinor: 0, productIds: null, startsAt: null, endsAt: null },
      }
      const made = must(await one.coupons.makeCoupon(SHOP, { terms, quota: quantity, perUser, code: null }, null))
      const ask = { couponId: made.id, quantity, lastsMs: 600_000 }
      return { couponId: made.id, drop: must(await one.coupons.dropCoupon(SHOP, ROOM, ask, null)).id }
    },
    /** What is done while somebody slow has a SKU; `waiting` waits until so many statements wait for it. */
    whileLocked: (sku: SkuId, act: (waiting: (statements: number) => Promise<unknown>) => Promise<void>) =>
      db.transaction().execute(async (tx) => {
        await sql`select from skus where id = ${sku} for update`.execute(tx)
        const waits = sql<{ n: number }>`
          select count(*)::int as n from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`
        await act((statements) => until(async () => (await waits.execute(db)).rows[0]!.n >= statements))
      }),
    /** Ends connections of this database in the middle of what they do; answers how many. */
    cutConnections: async (): Promise<number> => {
      const { rows } = await sql<{ n: number }>`
        select count(pg_terminate_backend(pid))::int as n from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`.execute(db)
      return rows[0]!.n
    },
    /** Looks for what is over in both at once, as their timers do. */
    sweep: async (): Promise<void> => void (await Promise.all(processes.map((at) => at.commerce.sweep()))),
    /** What must always be true, counted now in one snapshot; empty when all of it is. */
    untrue: (app: AppId = SHOP): Promise<string[]> =>
      patiently(async () => {
        const counted = await db
          .transaction()
          .setIsolationLevel('repeatable read')
          .execute(async (tx) => {
            const truths = { countStock, countPayments, countRevenue, countCoins, countClaims }
            const found: string[] = []
            for (const [name, count] of Object.entries(truths)) {
              const truth = (await count(tx, [app])).get(app)!
              if (!truth.holds) found.push(`${name}: ${truth.left} ≠ ${truth.right} (${truth.broken.slice(0, 3)})`)
            }
            return found
          })
        const coupons = await one.coupons.couponTruth(app)
        const coins = await one.gifts.ledgerTruth(app)
        return [
          ...counted,
          ...(coupons.holds ? [] : [`coupons ${JSON.stringify(coupons)}`]),
          ...(coins.holds ? [] : [`coins ${JSON.stringify(coins)}`]),
        ]
      }),
    close: async () => {
      loss.chance = 0
      await two.stop()
      await one.stop()
      await proxy.close()
      await redis.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
