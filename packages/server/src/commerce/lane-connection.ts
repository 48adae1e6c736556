// One connection of a lane: sends a whole batch as one write and reads its verdicts. Reconnects when asked again.
import type { OrderState } from '@hawker/protocol'
import type pg from 'pg'
import { type Database, numberArray, textArray, whatNow } from '#db'
import type { Journal } from '#journal'
import { OPEN_HOLDS_MAX } from './core/hold.ts'
import { LANE_SETTINGS, LOCK_SKUS, type OrderAsk, placeStatement } from './order-statement.ts'

/** What one batch came to. `verdicts` has a letter for each row. */
export interface PlacedBatch {
  readonly at: number
  readonly verdicts: string
  /** In the order of the numbers that `offerOf` gives. */
  readonly offers: readonly {
    product: string
    priceMinor: number
    title: string
    label: string
    imageUrl: string | null
  }[]
  /** The offer of each row, as an index into `offers`. */
  readonly offerOf: readonly number[]
  readonly had:
    | readonly {
        id: string
        state: OrderState
        unitPriceMinor: number
        placedAt: number
        holdEndsAt: number
        paidAt: number | null
      }[]
    | null
  readonly stock: readonly (readonly [sku: string, free: number])[] | null
}

/** A server that says nothing for so long is gone: the connection is cut, and the same ids are asked again. */
const SILENCE_MAX_MS = 7_000

export interface LaneConnection {
  place(batch: readonly OrderAsk[]): Promise<PlacedBatch>
  close(): void
}

/** The rows as arrays. What many rows share — room, SKU, currency — is sent once and named by number. */
const rowsOf = (batch: readonly OrderAsk[]) => {
  const numbers = new Map<string, number>()
  const offers: OrderAsk[] = []
  const offerOf = batch.map((ask) => {
    const key = `${ask.room} ${ask.sku} ${ask.currency} ${ask.roomSells}`
    const known = numbers.get(key)
    if (known !== undefined) return known
    offers.push(ask)
    numbers.set(key, offers.length)
    return offers.length
  })
  const skus = textArray(offers.map((ask) => ask.sku))
  return {
    skus,
    offerOf,
    values: [
      batch[0]!.app,
      textArray(batch.map((ask) => ask.id)),
      textArray(batch.map((ask) => ask.buyer)),
      textArray(batch.map((ask) => ask.buyerName)),
      numberArray(offerOf),
      numberArray(batch.map((ask) => ask.quantity)),
      numberArray(batch.map((ask) => ask.expectedTotalMinor)),
      numberArray(batch.map((ask) => ask.holdMs)),
      textArray(offers.map((ask) => ask.room)),
      skus,
      textArray(offers.map((ask) => ask.currency)),
      `{${offers.map((ask) => ask.roomSells).join(',')}}`,
      OPEN_HOLDS_MAX,
    ],
  }
}

export const openLaneConnection = (db: Database, journal: Journal): LaneConnection => {
  const place = { name: 'place_orders', text: placeStatement((select) => journal.insertFrom(select)) }
  const lock = { name: 'lock_skus', text: LOCK_SKUS }
  const deadline = { query_timeout: SILENCE_MAX_MS }
  let client: pg.Client | null = null
  let app: string | null = null

  const drop = () => {
    client?.end().catch(() => {})
    client = null
    app = null
  }

  const connect = async (): Promise<pg.Client> => {
    const fresh = await db.connect()
    try {
      await fresh.query(LANE_SETTINGS)
    } catch (error) {
      await fresh.end().catch(() => {})
      throw error
    }
    // Statements leave in one write and are answered in order: the SKUs stay locked for the server's time alone.
    ;(fresh as unknown as { pipeline: boolean }).pipeline = true
    client = fresh
    return fresh
  }

  return {
    place: async (batch) => {
      const on = client ?? (await connect())
      const { skus, offerOf, values } = rowsOf(batch)
      const sent: Promise<pg.QueryResult>[] = []
      if (app !== values[0])
        sent.push(on.query({ text: `select set_config('hawker.app', $1, false)`, values: [values[0]] }))
      sent.push(on.query('begin'))
      sent.push(on.query({ ...lock, values: [values[0], skus] }))
      const judged = on.query<Omit<PlacedBatch, 'offerOf'>>({ ...place, values, ...deadline })
      sent.push(judged)
      sent.push(on.query({ text: 'commit', ...deadline }))
      // The first failure is the reason; those behind it only say that the transaction was given up.
      for (const result of await Promise.allSettled(sent))
        if (result.status === 'rejected') {
          if (whatNow(result.reason) === 'ask-again') drop()
          throw result.reason
        }
      app = batch[0]!.app
      return { ...(await judged).rows[0]!, offerOf: offerOf.map((number) => number - 1) }
    },
    close: drop,
  }
}
