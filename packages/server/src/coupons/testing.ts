// A shop with one room and its coupons over a real database; what is told is kept to be looked at.
import { randomUUID } from 'node:crypto'
import type {
  AppId,
  CouponClaim,
  CouponTerms,
  DropId,
  LatestValues,
  LossyEvent,
  OrderedEvent,
  Refusal,
  RoomFacts,
  RoomId,
} from '@hawker/protocol'
import { DEFAULT_POLICY, isRefusal } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import { createJournal } from '#journal'
import { systemChance } from '#system/chance'
import { systemClock, systemTimers } from '#system/clock'
import { openLog } from '#system/log'
import { patiently } from '../testing/patiently.ts'
import { type CouponsOptions, createCoupons, type NewCoupon } from './index.ts'

export const APP = 'shop' as AppId
export const ROOM = 'tea' as RoomId

export const done = <T>(result: T): Exclude<T, Refusal> => {
  if (isRefusal(result)) throw new Error(JSON.stringify(result))
  return result as Exclude<T, Refusal>
}

export const TERMS: CouponTerms = {
  ...{ title: 'Five off', off: { type: 'amount', minor: 500 }, currency: 'CNY', minSpendMinor: 0 },
  ...{ productIds: null, startsAt: null, endsAt: null },
}

export const couponOf = (more: Partial<NewCoupon> & { terms?: Partial<CouponTerms> } = {}): NewCoupon => ({
  ...{ quota: 100, perUser: 1, code: null, ...more },
  terms: { ...TERMS, ...more.terms },
})

/** One process of a shop, which sweeps when it is told to; open it twice over one database for two. */
export const openShop = (db: Database) => {
  const told: OrderedEvent[] = []
  const lossy: LossyEvent[] = []
  const latest: LatestValues[] = []
  const log = openLog('silent')
  const rooms: CouponsOptions['rooms'] = {
    find: async (app, room) => {
      const { rows } = await sql<{ status: RoomFacts['status']; version: number }>`
        select status, version from rooms where app_id = ${app} and id = ${room}`.execute(db.of(app))
      if (!rows[0]) return null
      const texts = { statusReason: null, coverUrl: null, announcement: '', introduction: '', policy: DEFAULT_POLICY }
      const times = { startsAt: null, startedAt: null, endedAt: null, graceEndsAt: null }
      return { id: room, type: 'live', title: room, host: null, ...rows[0], ...texts, ...times }
    },
    nextVersion: async (tx, app, room) => {
      const { rows } = await sql<{ version: number }>`
        update rooms set version = version + 1 where app_id = ${app} and id = ${room} returning version`.execute(tx)
      return rows[0]?.version ?? null
    },
    tell: async (_app, _room, _id, events) => void told.push(...events),
    latest: (_app, _room, values) => void latest.push(values),
    lossy: (_app, _room, event) => void lossy.push(event),
  }
  const coupons = createCoupons({
    ...{ db, rooms, log, journal: createJournal({ db }), chance: systemChance },
    clock: systemClock,
    timers: { after: systemTimers(log).after, every: () => ({ stop: () => {} }) },
  })
  return {
    ...{ db, coupons, rooms, told, lossy, latest },
    addRoom: (app = APP, room = ROOM, status: RoomFacts['status'] = 'live') =>
      sql`
        insert into rooms (app_id, id, type, title, status, created_at)
        values (${app}, ${room}, 'live', ${room}, ${status}, 0)`.execute(db.system),
    claim: (
      user: string,
      drop: DropId | string,
      { id = randomUUID(), app = APP, room = ROOM }: { id?: string; app?: AppId; room?: RoomId } = {},
    ): Promise<CouponClaim | Refusal> =>
      patiently(() => coupons.claim({ app, id, user, userName: `Name of ${user}`, from: { room, drop } })),
    makeAndDrop: async (quantity: number, more: Parameters<typeof couponOf>[0] = {}) => {
      const coupon = done(await coupons.makeCoupon(APP, couponOf({ quota: Math.max(quantity, 100), ...more }), null))
      const drop = done(
        await coupons.dropCoupon(APP, ROOM, { couponId: coupon.id, quantity, lastsMs: 600_000 }, 'host'),
      )
      return { coupon, drop }
    },
  }
}

export const refusedOf = (answer: unknown): string | null => (isRefusal(answer) ? answer.refused : null)
