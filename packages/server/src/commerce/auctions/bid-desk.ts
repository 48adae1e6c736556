// Takes bids by group commit: whatever arrives while a batch is under way goes into the next, one commit for all. A bid
// counts as received when it came here, however long it waits for its turn.
import { type AuctionStanding, isRefusal, type OrderId, type OwnBids, type Refusal, refuse } from '@hawker/protocol'
import { type BatchRows, type Database, openBatchConnection, settling } from '#db'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock, Timers } from '#kernel/clock'
import { createLane } from '#kernel/lane'
import { ID_USED } from '#kernel/used-id'
import type { Log } from '#system/log'
import { type FaultOf, refuseUnchargeable } from '../chargeable.ts'
import { standingOf } from './auction-store.ts'
import { BIDS_AT_ONCE_MAX, type BidderAsk, bidStatements, type FoundBidder, type Taken } from './bid-statement.ts'
import { judgeBid, receivedAt, type Standing } from './core/bidding.ts'
import { proofAfter } from './proof.ts'

/** Auctions whose bids are taken at once in this process; an auction always goes the same way. */
export const BID_LANES = 2
const NONCE_BYTES = 16
const NO_GUESTS = refuse('not-signed-in', { message: 'Guests cannot bid here. Sign in at the shop first.' })

export interface BidDeskDeps {
  readonly db: Database
  readonly journal: Journal
  readonly clock: Clock
  readonly timers: Timers
  readonly chance: Chance
  readonly log: Log
  readonly faultOf: FaultOf
  /** Bids were taken; `leftMs` until its end as it is now. */
  readonly onBids: (ask: BidderAsk, standing: AuctionStanding, leftMs: number) => void
  /** His bid was taken, or had been: he may have other pages. */
  readonly onOwn: (ask: BidderAsk, bids: OwnBids) => void
}

export type PlacedBid = OwnBids & { readonly standing: AuctionStanding }

export interface BidDesk {
  /** The id in lower case, as the database answers it. */
  bid(ask: BidderAsk): Promise<PlacedBid | Refusal>
  readonly batches: number
  stop(): Promise<void>
}

/** What became of one: refused, or the bidder's number and his most. */
type Judged = Refusal | { readonly bidder: number; readonly upToMinor: number }

interface JudgedBatch {
  readonly judged: readonly Judged[]
  readonly taken: readonly Taken[]
  readonly after: Standing & { readonly stepMinor: number; readonly orderId: string | null }
  readonly arrivedAt: number
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

const laneOf = ({ app, auction }: BidderAsk): number => {
  let hash = 0
  for (const text of [app, auction])
    for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return (hash >>> 0) % BID_LANES
}

/** The same bid was taken before: the same bidder, auction and amount. */
const hadBefore = ({ had, number, upToMinor }: FoundBidder, ask: BidderAsk): Judged => {
  // A number is one person's within its auction alone: of a bid in another nothing is said.
  if (had!.auction !== ask.auction || had!.bidder !== number) return refuse('conflict')
  return had!.upToMinor === ask.upToMinor ? { bidder: number, upToMinor: upToMinor! } : ID_USED
}

export const openBidDesk = (deps: BidDeskDeps): BidDesk => {
  const { db, journal, clock, timers, chance, log, faultOf, onBids, onOwn } = deps
  const statements = bidStatements((select) => journal.insertFrom(select))

  const judge = (batch: readonly BidderAsk[], waited: readonly number[], rows: BatchRows): JudgedBatch | null => {
    const { arrivedAt, auction, people } = statements.found(rows)
    if (auction === null) return null
    const taken: Taken[] = []
    let now: Standing = auction
    const judgeOne = (ask: BidderAsk, i: number): Judged => {
      const found = people[i]!
      if (found.had) return hadBefore(found, ask)
      if (!auction.isOpen) return refuse('auction-over')
      if (ask.isGuest && !auction.guestsMayBid) return NO_GUESTS
      // What somebody would go to may become the price.
      const unchargeable = refuseUnchargeable(faultOf, auction.currency, [['upToMinor', ask.upToMinor]])
      if (unchargeable) return unchargeable
      const { number, bids, lastAt } = found
      const verdict = judgeBid(
        auction,
        now,
        {
          ...{ upToMinor: ask.upToMinor, receivedAt: receivedAt(arrivedAt, waited[i]!) },
          nonce: hex(chance.bytes(NONCE_BYTES)),
          bidder: number === null ? null : { number, bids: bids!, lastAt: lastAt! },
          may: found.paused ? 'hold-limit' : found.atLimit ? 'buyer-limit' : 'yes',
        },
        proofAfter,
      )
      if ('refused' in verdict) {
        const { refused, ...more } = verdict
        return refuse(refused, more)
      }
      now = verdict.standing
      taken.push({ ask, bid: verdict.taken })
      return verdict.taken
    }
    const judged = batch.map(judgeOne)
    return { judged, taken, after: { ...now, stepMinor: auction.stepMinor, orderId: auction.orderId }, arrivedAt }
  }

  const openLane = () => {
    const connection = openBatchConnection(db)

    const attempt = async (batch: readonly BidderAsk[]): Promise<(PlacedBid | Refusal)[]> => {
      let outcome: JudgedBatch | null = null
      const sent = clock.monotonic()
      const waited = batch.map(({ since }) => sent - since)
      await connection.decide(batch[0]!.app, statements.ask(batch), (rows) => {
        outcome = judge(batch, waited, rows)
        return outcome && outcome.taken.length > 0 ? [statements.write(outcome.taken, outcome.after)] : []
      })
      if (outcome === null) return batch.map(() => refuse('not-found'))
      const { judged, after, arrivedAt } = outcome as JudgedBatch
      const standing = standingOf(after)
      // Had before: perhaps committed by an attempt whose answer was lost, and told to nobody.
      if (judged.some((one) => !isRefusal(one))) onBids(batch[0]!, standing, after.endsAt - arrivedAt)
      return judged.map((one, i) => {
        if (isRefusal(one)) return one
        const leads = one.bidder === after.leader
        const own: OwnBids = { bidder: one.bidder, upToMinor: one.upToMinor, leads, ...orderOf(leads, after.orderId) }
        onOwn(batch[i]!, own)
        return { ...own, standing }
      })
    }

    const settle = settling(attempt, { clock, timers, log, what: 'bids' })
    const lane = createLane<BidderAsk, PlacedBid>(
      {
        group: ({ app, room, auction }) => `${app} ${room} ${auction}`,
        // A bidder once in a batch: how often he bids is then told by his row.
        once: [({ id }) => id, ({ user }) => user],
        run: async (batch) => {
          const answers: (PlacedBid | Refusal)[] = []
          for (let from = 0; from < batch.length; from += BIDS_AT_ONCE_MAX)
            answers.push(...(await settle(batch.slice(from, from + BIDS_AT_ONCE_MAX))))
          return answers
        },
      },
      { clock, timers },
    )
    return { lane, close: connection.close }
  }

  const lanes = Array.from({ length: BID_LANES }, openLane)

  return {
    bid: (ask) => lanes[laneOf(ask)]!.lane.put(ask),
    get batches() {
      return lanes.reduce((sum, { lane }) => sum + lane.batches, 0)
    },
    stop: async () => {
      await Promise.all(lanes.map(({ lane }) => lane.drain()))
      for (const { close } of lanes) close()
    },
  }
}

const orderOf = (leads: boolean, orderId: string | null) => ({ orderId: leads ? (orderId as OrderId | null) : null })
