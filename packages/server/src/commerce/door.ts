// What other modules may ask of commerce, and what it must be given. `index.ts` opens the body.
import type {
  AppId,
  api,
  Launch,
  LaunchId,
  Order,
  OrderId,
  ProductId,
  PublicPerson,
  Refusal,
  RoomId,
  UserId,
} from '@hawker/protocol'
import type { z } from 'zod'
import type { Database } from '#db'
import type { RawRoute, Route } from '#http'
import type { Journal, Untold } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock, Timers } from '#kernel/clock'
import type { Leases } from '#leases'
import type { Rooms, SnapshotSource, StandingSource } from '#rooms'
import type { Log } from '#system/log'
import type { Outside } from '#system/outside'
import type { BasketVerbs } from './baskets/index.ts'
import type { AddressBook, Coupons } from './baskets/ports.ts'
import type { CatalogueVerbs, Created, KeepPicture, NewProduct } from './catalogue/index.ts'
import type { DeliveryVerbs } from './delivery/index.ts'
import type { FulfilmentVerbs } from './fulfilment/index.ts'
import type { LaunchAsk } from './launches/launches.ts'
import type { SandboxOutcome } from './payments/payments-sandbox.ts'
import type { StripeKeys } from './payments/payments-stripe.ts'
import type { RefundAsk } from './payments/refund-order.ts'
import type { Explained } from './shelf/explain.ts'
import type { ShelfPlace } from './shelf/put-shelf.ts'
import type { Shelf } from './shelf/shelf-store.ts'
import type { readStockTruth } from './stock-truth.ts'

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
  /** Whether anybody came to a shop as its customer, by ticket. Left out: nobody. */
  readonly hasCustomers?: (app: AppId) => Promise<boolean>
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

/** What its endpoints are bound to. */
export type CommerceVerbs = Omit<Commerce, 'routes' | 'rawRoutes' | 'source' | 'standing' | 'stop'>
