// Values of which only the newest counts, each sent at most once a second.
import type { AuctionId, AuctionStanding, DropId, LatestValues, LaunchId, SkuId } from '@hawker/protocol'
import { BIDDING_EVERY_MS, LATEST_EVERY_MS, VIEWERS_EVERY_MS } from './tick.ts'

const KEYS = ['viewers', 'likes', 'stock', 'waiting', 'flashLeft', 'couponsLeft', 'bidding', 'counters'] as const
type Key = (typeof KEYS)[number]

const EVERY_MS: Partial<Record<Key, number>> = { viewers: VIEWERS_EVERY_MS, bidding: BIDDING_EVERY_MS }
const everyMs = (key: Key): number => EVERY_MS[key] ?? LATEST_EVERY_MS

/** What is left of a drop only falls: of two numbers the smaller is the newer, whichever came first. */
export const fewest = (
  left: Readonly<Record<DropId, number>> = {},
  other: Readonly<Record<DropId, number>> = {},
): Record<DropId, number> => {
  const fewer: Record<string, number> = { ...left }
  for (const [drop, count] of Object.entries(other)) fewer[drop] = Math.min(count, fewer[drop] ?? count)
  return fewer
}

type Bidding = Readonly<Record<AuctionId, AuctionStanding>>

/** Of two standings of an auction the one with more bids is the newer. */
export const newestBidding = (known: Bidding = {}, told: Bidding = {}): Record<AuctionId, AuctionStanding> => {
  const next: Record<string, AuctionStanding> = { ...known }
  for (const [id, standing] of Object.entries(told)) if ((next[id]?.bids ?? -1) < standing.bids) next[id] = standing
  return next
}

interface Pending {
  viewers?: number
  likes?: number
  stock?: Record<SkuId, number>
  waiting?: Record<SkuId, number>
  flashLeft?: Record<LaunchId, number>
  couponsLeft?: Record<DropId, number>
  bidding?: Record<AuctionId, AuctionStanding>
  counters?: Record<string, string | null>
}

export class Latest {
  #pending: Pending = {}
  readonly #sentAt: Record<Key, number> = {
    viewers: -Infinity,
    likes: -Infinity,
    stock: -Infinity,
    waiting: -Infinity,
    flashLeft: -Infinity,
    couponsLeft: -Infinity,
    bidding: -Infinity,
    counters: -Infinity,
  }

  /** Answers how many values this replaced before anybody saw them. */
  set(values: LatestValues): number {
    let replaced = 0
    for (const key of ['viewers', 'likes'] as const) {
      const value = values[key]
      if (value === undefined) continue
      if (this.#pending[key] !== undefined) replaced += 1
      this.#pending[key] = value
    }
    if (values.stock) {
      if (this.#pending.stock) replaced += 1
      this.#pending.stock = { ...this.#pending.stock, ...values.stock }
    }
    if (values.waiting) {
      if (this.#pending.waiting) replaced += 1
      this.#pending.waiting = { ...this.#pending.waiting, ...values.waiting }
    }
    if (values.flashLeft) {
      if (this.#pending.flashLeft) replaced += 1
      this.#pending.flashLeft = { ...this.#pending.flashLeft, ...values.flashLeft }
    }
    if (values.couponsLeft) {
      if (this.#pending.couponsLeft) replaced += 1
      this.#pending.couponsLeft = fewest(this.#pending.couponsLeft, values.couponsLeft)
    }
    if (values.bidding) {
      if (this.#pending.bidding) replaced += 1
      this.#pending.bidding = newestBidding(this.#pending.bidding, values.bidding)
    }
    if (values.counters) {
      if (this.#pending.counters) replaced += 1
      this.#pending.counters = { ...this.#pending.counters, ...values.counters }
    }
    return replaced
  }

  /** When the next value may leave; Infinity when none waits. */
  dueAt(): number {
    let due = Infinity
    for (const key of KEYS) if (this.#pending[key] !== undefined) due = Math.min(due, this.#sentAt[key] + everyMs(key))
    return due
  }

  take(now: number): LatestValues | null {
    const taken: LatestValues = {}
    let any = false
    for (const key of KEYS) {
      if (this.#pending[key] === undefined || this.#sentAt[key] + everyMs(key) > now) continue
      Object.assign(taken, { [key]: this.#pending[key] })
      delete this.#pending[key]
      this.#sentAt[key] = now
      any = true
    }
    return any ? taken : null
  }

  /** Values that are not new: they wait, unless something newer does. */
  offer(values: LatestValues): void {
    this.#pending = {
      ...values,
      ...this.#pending,
      ...(values.stock ? { stock: { ...values.stock, ...this.#pending.stock } } : {}),
      ...(values.waiting ? { waiting: { ...values.waiting, ...this.#pending.waiting } } : {}),
      ...(values.flashLeft ? { flashLeft: { ...values.flashLeft, ...this.#pending.flashLeft } } : {}),
      ...(values.couponsLeft ? { couponsLeft: fewest(values.couponsLeft, this.#pending.couponsLeft) } : {}),
      ...(values.bidding ? { bidding: newestBidding(values.bidding, this.#pending.bidding) } : {}),
      ...(values.counters ? { counters: { ...values.counters, ...this.#pending.counters } } : {}),
    } as Pending
  }
}
