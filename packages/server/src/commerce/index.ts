// The door of commerce: goods, launches, orders, payments.
import {
  type AppId,
  type api,
  type Launch,
  type LaunchId,
  type Order,
  type OrderId,
  type ProductId,
  type PublicPerson,
  type Refusal,
  type RoomId,
  refuse,
  type UserId,
} from '@hawker/protocol'
import type { z } from 'zod'
import type { Database } from '#db'
import type { RawRoute, Route } from '#http'
import type { Journal, Untold } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock, Timers } from '#kernel/clock'
import { shared } from '#kernel/shared'
import type { Leases } from '#leases'
import type { Rooms, SnapshotSource, StandingSource } from '#rooms'
import type { Log } from '#system/log'
import { type Outside, openOutside } from '#system/outside'
import { createAuctions } from './auctions/index.ts'
import { type BasketVerbs, createBaskets } from './baskets/index.ts'
import type { AddressBook, Coupons } from './baskets/ports.ts'
import { createReleaseClaims } from './baskets/release-claims.ts'
import { createCart } from './cart/index.ts'
import {
  type CatalogueVerbs,
  type Created,
  createCatalogue,
  type KeepPicture,
  type NewProduct,
} from './catalogue/index.ts'
import { createDelivery, type DeliveryVerbs } from './delivery/index.ts'
import { createFulfilment, type FulfilmentVerbs } from './fulfilment/index.ts'
import { sells } from './launches/core/launch.ts'
import { createLaunches, type LaunchAsk } from './launches/launches.ts'
import { createCancelOrder } from './orders/cancel-order.ts'
import { holdMsOf } from './orders/core/hold.ts'
import { createExpireOrders, EXPIRE_MAX } from './orders/expire-orders.ts'
import { createOrderNews } from './orders/order-news.ts'
import { hasBought } from './orders/order-store.ts'
import { openOrderDesk } from './orders/place-order.ts'
import { createTellAgain } from './orders/tell-again.ts'
import { createPaymentsDesk } from './payments/payments-desk.ts'
import type { SandboxOutcome } from './payments/payments-sandbox.ts'
import type { StripeKeys } from './payments/payments-stripe.ts'
import { type RefundAsk, withRefunds } from './payments/refund-order.ts'
import { createRoutes } from './routes.ts'
import { createExplain, type Explained } from './shelf/explain.ts'
import { createPutShelf, type ShelfPlace } from './shelf/put-shelf.ts'
import { readShelf, type Shelf } from './shelf/shelf-store.ts'
import { readStockTruth, readTotals } from './stock-truth.ts'
import { createSweeper } from './sweeper.ts'
import { createWaitlist } from './waitlist/index.ts'

export { listPricedClaims, sumPricedClaims } from './baskets/claim-uses.ts'
export { countPayments, countRevenue, countStock } from './truths.ts'
export type { KeepPicture, NewProduct, Shelf, ShelfPlace }
export type NewOrder = z.output<NonNullable<typeof api.commerce.placeOrder.body>>

export interface CommerceOptions {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'find' | 'nextVersion' | 'tell' | 'latest' | 'tellUser' | 'toldPeople'>
  readonly clock: Clock
  readonly timers: Timers
  readonly chance: Chance
  readonly log: Log
  readonly payments: 'sandbox' | 'stripe'
  /** Where payments are Stripe's. */
  readonly stripe?: StripeKeys | null
  /** Left out where there is no other process. */
  readonly leases?: Pick<Leases, 'hold'>
  /** Asks other servers: outside shops. */
  readonly outside?: Outside
  readonly keepPicture?: KeepPicture
  /** Left out: nobody has a coupon. */
  readonly coupons?: Coupons
  /** Left out: nobody has an address. */
  readonly addresses?: AddressBook
}

export interface Commerce {
  readonly routes: Route[]
  readonly rawRoutes: RawRoute[]
  readonly source: SnapshotSource
  /** For rooms where only buyers speak. */
  readonly standing: Required<Pick<StandingSource, 'bought'>>
  readonly catalogue: CatalogueVerbs
  readonly delivery: DeliveryVerbs
  readonly baskets: BasketVerbs
  readonly fulfilment: FulfilmentVerbs
  createProduct(app: AppId, product: NewProduct, by: string | null): Promise<Created | Refusal>
  putShelf(
    app: AppId,
    room: RoomId,
    places: readonly ShelfPlace[],
    by: string | null,
  ): Promise<Pick<Shelf, 'items' | 'version'> | Refusal>
  readShelf(app: AppId, room: RoomId): Promise<Shelf>
  openLaunch(app: AppId, room: RoomId, ask: LaunchAsk, by: string | null): Promise<{ launch: Launch } | Refusal>
  /** Takes back the last launch or retraction, of whoever, within `UNDO_MS`. */
  undoLaunch(app: AppId, room: RoomId, by: string | null): Promise<{ launch: Launch | null } | Refusal>
  explainProduct(app: AppId, room: RoomId, product: ProductId | null, by: string | null): Promise<Explained | Refusal>
  closeLaunch(app: AppId, room: RoomId, launch: LaunchId, by: string | null): Promise<{ launchId: LaunchId } | Refusal>
  placeOrder(app: AppId, buyer: Pick<PublicPerson, 'id' | 'name' | 'role'>, order: NewOrder): Promise<Order | Refusal>
  cancelOrder(app: AppId, order: OrderId, buyer: UserId): Promise<Order | Refusal>
  beginPayment(app: AppId, order: OrderId, buyer: UserId): Promise<api.commerce.PaymentSheet | Refusal>
  actInSandbox(app: AppId, payment: string, buyer: UserId, outcome: SandboxOutcome): Promise<Order | Refusal>
  /** All of an order or a part; the ask's id makes it happen once. */
  refundOrder(app: AppId, order: OrderId, ask: RefundAsk, by: string | null): Promise<Order | Refusal>
  readStockTruth(app: AppId): ReturnType<typeof readStockTruth>
  /** Ends holds and launches that are over, sends money back that is due: what the timers do, now. */
  sweep(): Promise<void>
  /** Buyers whose orders an entry of the journal changed hear of them again: who did it died before he told them. */
  tellAgain(entry: Untold): Promise<void>
  /** What is open between us and those who take the money. */
  gauges(): Readonly<Record<string, number>>
  /** For meters and benches. */
  readonly desk: { readonly batches: number; readonly waiting: number }
  stop(): Promise<void>
}

/** How long a room is believed to be as it was found: placing an order does not ask for it each time. */
const ROOM_BELIEVED_MS = 1_000
/** Counts that many look at are read once in this time. */
const COUNTS_SHARED_MS = 1_000

const NO_COUPONS: Coupons = {
  use: async () => refuse('coupon-invalid'),
  useAgain: async () => false,
  release: async () => {},
}
const NO_ADDRESSES: AddressBook = { find: async () => null, used: async () => {} }

export const createCommerce = (options: CommerceOptions): Commerce => {
  const { db, journal, rooms, clock, timers, chance, log } = options
  const news = createOrderNews({
    ...{ db, rooms, timers, log },
    onFree: (app, sku) => waitlist.wake(app, sku),
    onSoldOut: (launch) => launches.closeSoldOut(launch),
  })
  const desk = openOrderDesk({ db, journal, clock, timers, log, onStock: news.stockChanged })
  const stripe = options.payments === 'stripe' ? (options.stripe ?? null) : null
  if (options.payments === 'stripe' && stripe === null) throw new Error('payments by Stripe take its keys')
  const coupons = options.coupons ?? NO_COUPONS
  const releaseClaims = createReleaseClaims(coupons)
  const payments = createPaymentsDesk({
    ...{ db, journal, rooms, news, clock, chance, log, stripe, coupons, releaseClaims },
  })
  const expireOrders = createExpireOrders({ db, journal, news, releaseClaims })
  const launches = createLaunches({
    ...{ db, journal, rooms, chance },
    onTimed: (at) => sweeper.lookAt(at),
    onProduct: (app, product) => news.productChanged(app, product),
  })
  const roomOf = shared(clock, ROOM_BELIEVED_MS, (app: AppId, room: RoomId) => rooms.find(app, room))
  const cart = createCart({ db, roomOf })
  const waitlist = createWaitlist({ db, journal, news, roomOf, clock, timers, chance, log })
  const onFree = (app: AppId, sku: string) => {
    news.stockChanged(app, sku)
    waitlist.wake(app, sku)
  }
  const auctions = createAuctions({ db, journal, rooms, news, clock, timers, chance, log, onFree })
  const sweeper = createSweeper(
    { clock, timers, log },
    [
      { name: 'holds', run: async () => (await expireOrders()) === EXPIRE_MAX },
      { name: 'turns', run: waitlist.sweep },
      { name: 'launches', run: launches.closeDue },
      { name: 'openings', run: launches.tellOpenings },
      { name: 'launches of ended rooms', run: launches.closeOfEnded },
      { name: 'auctions', run: auctions.closeDue },
      { name: 'auctions of ended rooms', run: auctions.closeOfEnded },
      { name: 'standings', run: auctions.tellStandings },
      { name: 'carts', run: cart.sweep },
      { name: 'addresses', run: () => baskets.sweep() },
    ],
    options.leases,
  )
  // Apart: no hold waits to end for a provider that does not answer.
  const money = createSweeper({ clock, timers, log }, payments.sweeps, options.leases, 'commerce.payments')
  const totals = shared(clock, COUNTS_SHARED_MS, (app: AppId, room: RoomId) => readTotals(db.of(app), app, room))
  const truth = shared(clock, COUNTS_SHARED_MS, (app: AppId) => readStockTruth(db.of(app), app))

  const catalogue = createCatalogue({
    ...{ db, journal, rooms, clock, chance },
    onStock: onFree,
    outside: options.outside ?? openOutside({ allowPrivate: false }),
    keepPicture: options.keepPicture ?? (async () => refuse('unavailable')),
  })

  const delivery = createDelivery({ db, journal })
  const fulfilment = createFulfilment({ db, journal, clock, news })
  const baskets = createBaskets({
    ...{ db, journal, log, coupons, releaseClaims },
    addresses: options.addresses ?? NO_ADDRESSES,
    ...{ payments: payments.payments, provider: payments.provider },
  })

  const verbs: Omit<Commerce, 'routes' | 'rawRoutes' | 'source' | 'standing' | 'stop'> = {
    ...{ catalogue, delivery, baskets, fulfilment },
    createProduct: catalogue.createProduct,
    putShelf: createPutShelf({ db, journal, rooms }),
    readShelf: (app, room) => readShelf(db.of(app), app, room),
    openLaunch: launches.open,
    closeLaunch: launches.close,
    undoLaunch: launches.undo,
    explainProduct: createExplain({ db, journal, rooms }),
    placeOrder: async (app, buyer, order) => {
      const placed = await desk.place({
        ...{
          app,
          id: order.id.toLowerCase(),
          buyer: buyer.id,
          buyerName: buyer.name,
          room: order.roomId,
          sku: order.skuId,
        },
        ...{ quantity: order.quantity, expectedTotalMinor: order.expectedTotalMinor, currency: order.currency },
        holdMs: holdMsOf(buyer.role),
        roomSells: sells((await roomOf(app, order.roomId))?.status),
      })
      return withRefunds(db.of(app), app, buyer.id, placed)
    },
    cancelOrder: createCancelOrder({ db, journal, news, releaseClaims }),
    beginPayment: payments.begin,
    actInSandbox: payments.actInSandbox,
    refundOrder: payments.refund,
    readStockTruth: truth,
    sweep: async () => {
      await sweeper.sweep()
      await money.sweep()
      await waitlist.idle()
    },
    tellAgain: createTellAgain({ db, news }),
    gauges: payments.gauges,
    desk,
  }

  return {
    ...verbs,
    routes: [
      ...createRoutes({ db, rooms, verbs, totals }),
      ...catalogue.routes,
      ...cart.routes,
      ...waitlist.routes,
      ...auctions.routes,
      ...delivery.routes,
      ...baskets.routes,
      ...fulfilment.routes,
    ],
    rawRoutes: payments.rawRoutes,
    source: {
      shelf: async (app, room) => {
        const shelf = await readShelf(db.of(app), app, room)
        const stock = Object.fromEntries(shelf.items.flatMap(({ skus }) => skus.map((sku) => [sku.id, sku.stock])))
        return { ...shelf, stock }
      },
      auction: auctions.source,
    },
    standing: { bought: (app, user) => hasBought(db.of(app), app, user) },
    stop: async () => {
      await sweeper.stop()
      await money.stop()
      await auctions.stop()
      await waitlist.stop()
      await desk.stop()
      news.stop()
    },
  }
}
