// A shop on a real database for the tests of this module, with a room that only writes down what it was told.
import { setDefaultTimeout } from 'bun:test'
import {
  AppId,
  type Currency,
  DEFAULT_POLICY,
  isRefusal,
  type LatestValues,
  type Order,
  type OrderedEvent,
  OrderId,
  type OwnBidsTold,
  ProductId,
  type PublicPerson,
  type Refusal,
  type RoomFacts,
  RoomId,
  type RoomStatus,
  SkuId,
  UserId,
} from '@hawker/protocol'
import { sql } from 'kysely'
import { type TestDatabase, testDatabase } from '#db'
import { createJournal } from '#journal'
import { uuidV7 } from '#kernel/ids'
import { systemChance } from '#system/chance'
import { systemClock, systemTimers } from '#system/clock'
import { openLog } from '#system/log'
import { patiently } from '../testing/patiently.ts'
import { type Commerce, type CommerceOptions, createCommerce } from './index.ts'

/** The first test of a machine waits for the cluster and its template. */
setDefaultTimeout(60_000)

export const APP = AppId.parse('shop')
export const OTHER_APP = AppId.parse('other')
export const ROOM = RoomId.parse('room')
export const PRICE = 9_900

const facts = (id: RoomId, status: RoomStatus): RoomFacts => ({
  ...{ id, title: 'Room', status, statusReason: null, coverUrl: null, announcement: '', host: null },
  ...{ type: 'live', introduction: '', policy: DEFAULT_POLICY },
  ...{ startsAt: null, startedAt: null, endedAt: null, graceEndsAt: null, version: 1 },
})

export interface TestShop {
  readonly t: TestDatabase
  readonly commerce: Commerce
  readonly told: OrderedEvent[]
  readonly latest: LatestValues[]
  readonly own: { user: UserId; order: Order }[]
  /** What bidders were told of their own bids. */
  readonly ownBids: { user: UserId; told: OwnBidsTold }[]
  /** Entries of the journal whose people have been told. */
  readonly toldPeople: string[]
  status: RoomStatus
  /** Other rooms there are besides ROOM. */
  readonly rooms: Map<RoomId, RoomStatus>
  /** Other apps that have a room of the same name. */
  readonly foreign: Set<AppId>
  /** A product with one SKU on the shelf of ROOM; answers the SKU. */
  stock(
    pieces: number,
    more?: { app?: AppId; limit?: number; price?: number; currency?: Currency; ships?: boolean },
  ): Promise<SkuId>
  close(): Promise<void>
}

export const guestless = (id: string, role: PublicPerson['role'] = 'viewer') => ({
  id: UserId.parse(id),
  name: id,
  role,
})

export const newOrderId = () => OrderId.parse(uuidV7(Date.now(), systemChance))

/** It sweeps when it is told to: another process has the lease. What a test finds is its own doing. */
const SWEPT_BY_HAND: Pick<CommerceOptions, 'leases'> = {
  leases: { hold: () => ({ held: null, first: Promise.resolve(null), release: async () => {} }) },
}

export interface TestShopMore
  extends Partial<
    Pick<
      CommerceOptions,
      'clock' | 'payments' | 'stripe' | 'log' | 'outside' | 'keepPicture' | 'coupons' | 'addresses' | 'hasCustomers'
    >
  > {
  /** By its own timers, as a real one. */
  readonly sweepsItself?: boolean
}

/** Opens a second process of the same shop when handed the first one's database. */
export const openTestShop = async (
  shared?: TestDatabase,
  { sweepsItself = false, ...more }: TestShopMore = {},
): Promise<TestShop> => {
  const t = shared ?? (await testDatabase())
  const log = more.log ?? openLog('silent')
  const told: OrderedEvent[] = []
  const latest: LatestValues[] = []
  const own: { user: UserId; order: Order }[] = []
  const ownBids: TestShop['ownBids'] = []
  const toldPeople: string[] = []
  let version = 0
  let products = 0
  const places = new Map<AppId, { productId: ProductId; number: number }[]>()
  const made = createCommerce({
    db: t.database,
    journal: createJournal({ db: t.database }),
    rooms: {
      find: async (app, room) => {
        if (app !== APP && !shop.foreign.has(app)) return null
        const status = room === ROOM ? shop.status : shop.rooms.get(room)
        return status === undefined ? null : facts(room, status)
      },
      nextVersion: async (tx, _app, room) => {
        if (room !== ROOM) return null
        // As the real one does by the room's row: whoever changes a room waits for the one before.
        await sql`select pg_advisory_xact_lock(1)`.execute(tx)
        return ++version
      },
      tell: async (_app, _room, _id, events) => void told.push(...events),
      latest: (_app, _room, values) => void latest.push(values),
      toldPeople: (id) => void toldPeople.push(id),
      tellUser: (_app, user, message) => {
        if (message.type === 'own.order') own.push({ user, order: message.order })
        if (message.type === 'own.bids') ownBids.push({ user, told: message })
      },
    },
    ...{ clock: systemClock, timers: systemTimers(log), chance: systemChance, log, payments: 'sandbox' },
    ...(sweepsItself ? {} : SWEPT_BY_HAND),
    ...more,
  })
  const shop: TestShop = {
    ...{ t, told, latest, own, ownBids, toldPeople, status: 'live', rooms: new Map(), foreign: new Set() },
    // As clients do that are told "busy": what a test of many comes to does not hang on how quick the machine is.
    commerce: { ...made, placeOrder: (...ask) => patiently(() => made.placeOrder(...ask)) },
    stock: async (pieces, { app = APP, limit, price = PRICE, currency = 'CNY', ships = true } = {}) => {
      const number = ++products
      const productId = ProductId.parse(`p${number}`)
      const skuId = SkuId.parse(`s${number}`)
      const made = await shop.commerce.createProduct(
        app,
        {
          ...{ id: productId, title: `Vase ${number}`, currency, perBuyerLimit: limit ?? null, ships },
          skus: [{ id: skuId, label: 'Large', priceMinor: price, stock: pieces }],
        },
        null,
      )
      if (isRefusal(made)) throw new Error(made.message)
      const shelf = places.get(app) ?? []
      shelf.push({ productId, number })
      places.set(app, shelf)
      const put = await shop.commerce.putShelf(app, ROOM, shelf, null)
      if (isRefusal(put)) throw new Error(put.message)
      return skuId
    },
    close: async () => {
      await shop.commerce.stop()
      if (!shared) await t.close()
    },
  }
  return shop
}

export const askFor = (skuId: SkuId, more: Partial<Parameters<Commerce['placeOrder']>[2]> = {}) => {
  const quantity = more.quantity ?? 1
  return {
    ...{ id: newOrderId(), roomId: ROOM, skuId, quantity, expectedTotalMinor: PRICE * quantity, currency: 'CNY' },
    ...more,
  }
}

export const codeOf = (answer: object | Refusal): string => (isRefusal(answer) ? answer.refused : 'ok')

/** How often each answer came: `{ ok: 100, 'sold-out': 1900 }`. */
export const tally = (answers: readonly (object | Refusal)[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const answer of answers) counts[codeOf(answer)] = (counts[codeOf(answer)] ?? 0) + 1
  return counts
}

export const orderCount = async (shop: TestShop, skuId: SkuId): Promise<number> => {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int4 as n from orders where sku_id = ${skuId}`.execute(shop.t.database.system)
  return rows[0]!.n
}

/** What the database's clock says, which decides. */
export const databaseNow = async ({ t }: Pick<TestShop, 't'>): Promise<number> => {
  const { rows } = await sql<{ at: number }>`
    select (extract(epoch from clock_timestamp()) * 1000)::int8 as at`.execute(t.database.system)
  return rows[0]!.at
}

/** Lets the hold of an order have ended, by the database's clock. */
export const letHoldEnd = (shop: TestShop, id: OrderId) =>
  sql`update orders set hold_ends_at = now() - interval '1 second' where id = ${id}`.execute(shop.t.database.system)
