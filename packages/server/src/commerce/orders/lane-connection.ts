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
    /** Of the first pieces of a launch; null: there is none. */
    flashMinor: number | null
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
        discountMinor: number
        deliveryMinor: number
        basketId: string | null
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
export const rowsOf = (batch: readonly OrderAsk[], turns: true | null = null) => {
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
      turns,
    ],
  }
}

interface Open {
  readonly client: pg.Client
  /** Which app's rows it sees; null when that is not sure. */
  app: string | null
}

/** Whether it could not be opened at all. */
const isClosed = (open: Promise<Open>): Promise<boolean> =>
  open.then(
    () => false,
    () => true,
  )

export const openLaneConnection = (db: Database, journal: Journal): LaneConnection => {
  const place = { name: 'place_orders', text: placeStatement((select) => journal.insertFrom(select)) }
  const lock = { name: 'lock_skus', text: LOCK_SKUS }
  const deadline = { query_timeout: SILENCE_MAX_MS }
  // Batches may be sent while another is under way: both go over the same connection, one after the other.
  let open: Promise<Open> | null = null

  const drop = (gone: Promise<Open> | null) => {
    if (open === gone) open = null
    gone?.then(({ client }) => client.end()).catch(() => {})
  }

  const connect = async (): Promise<Open> => {
    const client = await db.connect()
    try {
      await client.query(LANE_SETTINGS)
    } catch (error) {
      await client.end().catch(() => {})
      throw error
    }
    // Statements leave in one write and are answered in order: the SKUs stay locked for the server's time alone.
    ;(client as unknown as { pipeline: boolean }).pipeline = true
    return { client, app: null }
  }

  const send = (on: Open, values: unknown[], skus: string) => {
    const sent: Promise<pg.QueryResult>[] = []
    const app = values[0] as string
    if (on.app !== app)
      sent.push(on.client.query({ text: `select set_config('hawker.app', $1, false)`, values: [app] }))
    on.app = app
    sent.push(on.client.query('begin'), on.client.query({ ...lock, values: [app, skus] }))
    const judged = on.client.query<Omit<PlacedBatch, 'offerOf'>>({ ...place, values, ...deadline })
    sent.push(judged, on.client.query({ text: 'commit', ...deadline }))
    return { sent, judged }
  }

  return {
    place: async (batch) => {
      const { skus, offerOf, values } = rowsOf(batch)
      open ??= connect()
      const mine = open
      try {
        const on = await mine
        const { sent, judged } = send(on, values, skus)
        // The first failure is the reason; those behind it only say that the transaction was given up.
        for (const result of await Promise.allSettled(sent))
          if (result.status === 'rejected') {
            on.app = null
            throw result.reason
          }
        return { ...(await judged).rows[0]!, offerOf: offerOf.map((number) => number - 1) }
      } catch (error) {
        if (whatNow(error) === 'ask-again' || (await isClosed(mine))) drop(mine)
        throw error
      }
    },
    close: () => drop(open),
  }
}
