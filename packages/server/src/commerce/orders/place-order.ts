// Places orders by group commit: whatever arrives while a batch is under way goes into the next, one commit for all.
import { type AppId, type Order, type OrderId, type Refusal, refuse } from '@hawker/protocol'
import { type Database, settling } from '#db'
import type { Journal } from '#journal'
import type { Clock, Timers } from '#kernel/clock'
import { type BatchAnswer, createLane, type Lane } from '#kernel/lane'
import { ID_USED } from '#kernel/used-id'
import type { Log } from '#system/log'
import { inBasketOf } from './core/order-row.ts'
import { totalOf } from './core/price.ts'
import { openLaneConnection, type PlacedBatch } from './lane-connection.ts'
import { type OrderAsk, VERDICT } from './order-statement.ts'

/** Statements of different SKUs that run at once in this process; a SKU always goes the same way. */
export const LANES = 4
/** From so many orders in a batch the next is made to gather: a batch costs as much as 40 orders by itself. */
const RUSH_FROM = 16
const GATHER_MS = 5

export interface PlaceOrderDeps {
  readonly db: Database
  readonly journal: Journal
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  /** A batch changed how many pieces are free. */
  readonly onStock: (app: AppId, sku: string) => void
}

export interface OrderDesk {
  /** The id in lower case, as the database answers it. */
  place(ask: OrderAsk): Promise<Order | Refusal>
  readonly batches: number
  readonly waiting: number
  stop(): Promise<void>
}

const laneOf = (ask: OrderAsk): number => {
  let hash = 0
  for (const text of [ask.app, ask.sku])
    for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return (hash >>> 0) % LANES
}

const REFUSED: Readonly<Record<string, Refusal>> = {
  [VERDICT.idUsed]: ID_USED,
  [VERDICT.idTaken]: refuse('order-id-taken'),
  [VERDICT.unknown]: refuse('not-found'),
  [VERDICT.notOnSale]: refuse('not-on-sale'),
  [VERDICT.priceChanged]: refuse('price-changed'),
  [VERDICT.buyerLimit]: refuse('buyer-limit'),
  [VERDICT.holdLimit]: refuse('hold-limit'),
  [VERDICT.soldOut]: refuse('sold-out'),
}

const answersOf = (batch: readonly OrderAsk[], placed: PlacedBatch): BatchAnswer<Order>[] => {
  const had = placed.had && new Map(placed.had.map((one) => [one.id, one]))
  return batch.map((ask, i) => {
    const verdict = placed.verdicts[i]!
    if (verdict === VERDICT.again) return 'again'
    const refused = REFUSED[verdict]
    if (refused) return refused
    const sold = placed.offers[placed.offerOf[i]!]!
    const before = had?.get(ask.id)
    const atFlash = sold.flashMinor !== null && ask.expectedTotalMinor === sold.flashMinor * ask.quantity
    const order = {
      id: ask.id as OrderId,
      roomId: ask.room,
      productId: sold.product,
      skuId: ask.sku,
      title: sold.title,
      skuLabel: sold.label,
      imageUrl: sold.imageUrl,
      quantity: ask.quantity,
      unitPriceMinor: before?.unitPriceMinor ?? (atFlash ? sold.flashMinor : sold.priceMinor),
      totalMinor: ask.expectedTotalMinor - (before?.discountMinor ?? 0) + (before?.deliveryMinor ?? 0),
      currency: ask.currency,
      state: before?.state ?? 'held',
      placedAt: before?.placedAt ?? placed.at,
      holdEndsAt: before?.holdEndsAt ?? placed.at + ask.holdMs,
      paidAt: before?.paidAt ?? null,
      ...(before && inBasketOf(before)),
    }
    return order as Order
  })
}

export const openOrderDesk = (deps: PlaceOrderDeps): OrderDesk => {
  const { clock, timers, log } = deps

  const openLane = (): { lane: Lane<OrderAsk, Order>; close: () => void } => {
    const connection = openLaneConnection(deps.db, deps.journal)

    const attempt = async (batch: readonly OrderAsk[]): Promise<readonly BatchAnswer<Order>[]> => {
      const placed = await connection.place(batch)
      // Had before: perhaps committed by an attempt whose answer was lost, and told to nobody.
      for (const [sku] of placed.stock ?? []) deps.onStock(batch[0]!.app as AppId, sku)
      if (placed.had) for (const { sku } of batch) deps.onStock(batch[0]!.app as AppId, sku)
      return answersOf(batch, placed)
    }

    const lane = createLane<OrderAsk, Order>(
      {
        group: (ask) => ask.app,
        // A buyer once in a batch keeps his limits exact without looking at the rows of the batch itself.
        once: [(ask) => ask.id, (ask) => ask.buyer],
        // Each is begun, judged and committed on one connection before the next begins.
        sendsAhead: true,
        gathers: { from: RUSH_FROM, ms: GATHER_MS },
        run: settling(attempt, { clock, timers, log, what: 'orders' }),
      },
      { clock, timers },
    )
    return { lane, close: connection.close }
  }

  const lanes = Array.from({ length: LANES }, openLane)

  return {
    place: (ask) => {
      if (totalOf(ask.expectedTotalMinor, 1) === null || totalOf(1, ask.quantity) === null)
        return Promise.resolve(refuse('invalid'))
      return lanes[laneOf(ask)]!.lane.put(ask)
    },
    get batches() {
      return lanes.reduce((sum, { lane }) => sum + lane.batches, 0)
    },
    get waiting() {
      return lanes.reduce((sum, { lane }) => sum + lane.waiting, 0)
    },
    stop: async () => {
      await Promise.all(lanes.map(({ lane }) => lane.drain()))
      for (const { close } of lanes) close()
    },
  }
}
