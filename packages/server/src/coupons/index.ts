// The door of coupons: made, dropped in rooms, claimed, and used by orders.
import type { AppId, CouponClaim, CouponDrop, CouponId, DropId, Refusal, RoomId, UserId } from '@hawker/protocol'
import type { Transaction } from 'kysely'
import type { Database } from '#db'
import type { Route } from '#http'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock, Timers } from '#kernel/clock'
import type { Leases } from '#leases'
import type { Rooms, SnapshotSource } from '#rooms'
import type { Log } from '#system/log'
import { type DropTaken, openClaimDesk } from './claim-desk.ts'
import { tellTaken } from './claim-news.ts'
import type { ClaimAsk } from './claim-statement.ts'
import type { Discount, Goods } from './core/discount.ts'
import { createDrops } from './drops.ts'
import { createMakeCodes, createMakeCoupon, type NewCoupon } from './make-coupon.ts'
import { createRoutes } from './routes.ts'
import { type Coupon, type CouponTruth, readCouponTruth, readOpenDrops } from './store.ts'
import { createSweeper } from './sweeper.ts'
import { createTermsShelf } from './terms.ts'
import { previewClaim, releaseClaims, type Used, useClaim, useClaimAgain } from './use-claim.ts'

export { listUsedClaims, sumUsedClaims } from './claim-uses.ts'
export type { Coupon, CouponTruth, Discount, Goods, NewCoupon, Used }

export interface CouponsOptions {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'find' | 'nextVersion' | 'tell' | 'latest' | 'lossy'>
  readonly clock: Clock
  readonly timers: Timers
  readonly chance: Chance
  readonly log: Log
  /** Left out where there is no other process. */
  readonly leases?: Pick<Leases, 'hold'>
}

/** What orders ask of coupons. Handed to commerce by who wires both. */
export interface CouponUse {
  /** What a claim of this person takes off these goods now; nothing is used. */
  preview(app: AppId, user: UserId, claimId: string, goods: Goods): Promise<Discount | Refusal>
  /** In the order's transaction: uses the claim for `usedFor`, an order or a basket, once. */
  use(
    tx: Transaction<unknown>,
    app: AppId,
    user: UserId,
    claimId: string,
    goods: Goods,
    usedFor: string,
  ): Promise<Used | Refusal>
  /** When money came after all: whether the claim is used for that again, or still. False: it went elsewhere. */
  useAgain(
    tx: Transaction<unknown>,
    app: AppId,
    claim: { readonly claimId: string; readonly usedFor: string },
  ): Promise<boolean>
  /** In the transaction that ends orders unpaid: their claims can be used again. */
  release(
    tx: Transaction<unknown>,
    app: AppId,
    claims: readonly { readonly claimId: string; readonly usedFor: string }[],
  ): Promise<number>
}

export interface Coupons {
  readonly routes: Route[]
  readonly source: SnapshotSource
  readonly use: CouponUse
  makeCoupon(app: AppId, coupon: NewCoupon, by: string | null): Promise<Coupon | Refusal>
  makeCodes(app: AppId, coupon: CouponId, count: number, by: string | null): Promise<{ codes: string[] } | Refusal>
  dropCoupon(
    app: AppId,
    room: RoomId,
    ask: { couponId: CouponId; quantity: number; lastsMs: number },
    by: string | null,
  ): Promise<CouponDrop | Refusal>
  closeDrop(app: AppId, room: RoomId, drop: DropId, by: string | null): Promise<boolean>
  claim(ask: ClaimAsk): Promise<CouponClaim | Refusal>
  /** Claims counted again: never more than the quota, never more than a person may have. */
  couponTruth(app: AppId): Promise<CouponTruth>
  /** Closes drops that are over: what the timers do, now. */
  sweep(): Promise<void>
  /** For meters and benches. */
  readonly desk: { readonly batches: number; readonly waiting: number }
  stop(): Promise<void>
}

export const createCoupons = (options: CouponsOptions): Coupons => {
  const { db, journal, rooms, clock, timers, chance, log, leases } = options
  const machine = { db, journal, clock, timers, chance, log }
  const drops = createDrops({ ...machine, rooms, onOpened: (endsAt) => sweeper.lookAt(endsAt) })
  const sweeper = createSweeper({ ...machine, leases, closeDue: drops.closeDue })
  const desk = openClaimDesk({
    ...machine,
    terms: createTermsShelf(db),
    onTaken: (taken) => {
      tellTaken(rooms, taken)
      if (taken.remaining === 0) closeTaken(taken)
    },
  })
  const closeTaken = ({ app, room, drop }: DropTaken) => {
    drops.close(app, room, drop, { reason: 'taken', due: true }).catch((error) => {
      log.warn({ err: error, app, room, drop }, 'a drop that is used up could not be closed; the next look closes it')
    })
  }
  const makeCoupon = createMakeCoupon(machine)
  const makeCodes = createMakeCodes(machine)

  return {
    routes: createRoutes({ db, desk, drops, makeCoupon, makeCodes }),
    source: { drops: (app, room) => readOpenDrops(db.of(app), app, room) },
    use: {
      preview: (app, user, claimId, goods) => previewClaim(db, app, { user, claimId }, goods),
      use: (tx, app, user, claimId, goods, usedFor) => useClaim(tx, app, { user, claimId, usedFor }, goods),
      useAgain: useClaimAgain,
      release: releaseClaims,
    },
    ...{ makeCoupon, makeCodes, dropCoupon: drops.open, claim: desk.claim, desk, sweep: sweeper.sweep },
    closeDrop: (app, room, drop, by) => drops.close(app, room, drop, { reason: 'retracted', by }),
    couponTruth: (app) => readCouponTruth(db.of(app), app),
    stop: async () => {
      await sweeper.stop()
      await desk.stop()
    },
  }
}
