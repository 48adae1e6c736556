// Opens commerce: goods, launches, orders, payments. What it is from outside stands in `door.ts`.
import { type AppId, type RoomId, refuse } from '@hawker/protocol'
import { shared } from '#kernel/shared'
import { openOutside } from '#system/outside'
import { createAuctions } from './auctions/index.ts'
import { createBaskets } from './baskets/index.ts'
import type { AddressBook, Coupons } from './baskets/ports.ts'
import { createReleaseClaims } from './baskets/release-claims.ts'
import { createCart } from './cart/index.ts'
import { createCatalogue } from './catalogue/index.ts'
import { createDelivery } from './delivery/index.ts'
import type { Commerce, CommerceOptions, CommerceVerbs } from './door.ts'
import { createFulfilment } from './fulfilment/index.ts'
import { sells } from './launches/core/launch.ts'
import { createLaunches } from './launches/launches.ts'
import { createCancelOrder } from './orders/cancel-order.ts'
import { holdMsOf } from './orders/core/hold.ts'
import { createExpireOrders, EXPIRE_MAX } from './orders/expire-orders.ts'
import { createOrderNews } from './orders/order-news.ts'
import { hasBought } from './orders/order-store.ts'
import { openOrderDesk } from './orders/place-order.ts'
import { createTellAgain } from './orders/tell-again.ts'
import { createPaymentsDesk } from './payments/payments-desk.ts'
import { withRefunds } from './payments/refund-order.ts'
import { createRoutes } from './routes.ts'
import { createExplain } from './shelf/explain.ts'
import { createPutShelf } from './shelf/put-shelf.ts'
import { readShelf } from './shelf/shelf-store.ts'
import { readStockTruth, readTotals } from './stock-truth.ts'
import { createSweeper } from './sweeper.ts'
import { createWaitlist } from './waitlist/index.ts'

export { listPricedClaims, sumPricedClaims } from './baskets/claim-uses.ts'
export type { KeepPicture, NewProduct } from './catalogue/index.ts'
export type { Commerce, CommerceOptions, NewOrder } from './door.ts'
export type { ShelfPlace } from './shelf/put-shelf.ts'
export type { Shelf } from './shelf/shelf-store.ts'
export { countPayments, countRevenue, countStock } from './truths.ts'

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
  const { faultOf } = payments
  const expireOrders = createExpireOrders({ db, journal, news, releaseClaims })
  const launches = createLaunches({
    ...{ db, journal, rooms, chance, faultOf },
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
  const auctions = createAuctions({
    ...{ db, journal, rooms, news, clock, timers, chance, log, onFree, faultOf },
    hasCustomers: options.hasCustomers ?? (async () => false),
  })
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
    ...{ db, journal, rooms, clock, chance, faultOf },
    onStock: onFree,
    outside: options.outside ?? openOutside({ allowPrivate: false }),
    keepPicture: options.keepPicture ?? (async () => refuse('unavailable')),
  })

  const delivery = createDelivery({ db, journal, faultOf })
  const fulfilment = createFulfilment({ db, journal, clock, news })
  const baskets = createBaskets({
    ...{ db, journal, log, coupons, releaseClaims },
    addresses: options.addresses ?? NO_ADDRESSES,
    ...{ payments: payments.payments, provider: payments.provider },
  })

  const verbs: CommerceVerbs = {
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
