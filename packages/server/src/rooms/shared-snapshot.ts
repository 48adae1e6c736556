// One snapshot for all who come within a second, with the latest values as this process last heard them.
import type { AuctionId, AuctionStanding, DropId, LatestValues, LaunchId, SkuId } from '@hawker/protocol'
import type { Clock } from '#kernel/clock'
import { fewest, newestBidding } from './core/latest.ts'
import type { BuiltSnapshot } from './snapshot.ts'

const SHARED_FOR_MS = 1_000

export interface Numbers {
  readonly viewers: number
  readonly likes: number
}

export class SharedSnapshot {
  readonly #build: () => Promise<BuiltSnapshot | null>
  readonly #numbers: () => Numbers
  readonly #clock: Clock
  #current: { readonly at: number; readonly built: Promise<BuiltSnapshot | null> } | null = null
  #heard: { viewers?: number; likes?: number } = {}
  /** Told since the current snapshot was begun, so newer than what it read. */
  #stock: Record<SkuId, number> = {}
  #waiting: Record<SkuId, number> = {}
  #flashLeft: Record<LaunchId, number> = {}
  #couponsLeft: Record<DropId, number> = {}
  #bidding: Record<AuctionId, AuctionStanding> = {}
  #counters: Record<string, string | null> = {}
  #text: { readonly of: BuiltSnapshot; readonly text: string } | null = null

  constructor(build: () => Promise<BuiltSnapshot | null>, numbers: () => Numbers, clock: Clock) {
    this.#build = build
    this.#numbers = numbers
    this.#clock = clock
  }

  /** The current one, or a new one. */
  get(): Promise<BuiltSnapshot | null> {
    const now = this.#clock.monotonic()
    if (this.#current && now - this.#current.at < SHARED_FOR_MS) return this.#current.built
    this.#stock = {}
    this.#waiting = {}
    this.#flashLeft = {}
    this.#couponsLeft = {}
    this.#bidding = {}
    this.#counters = {}
    const current = { at: now, built: this.#build() }
    this.#current = current
    current.built.catch(() => {
      if (this.#current === current) this.#current = null
    })
    return current.built
  }

  forget(): void {
    this.#current = null
  }

  /** A frame brought newer values: who comes after it did not see that frame. */
  heard({ viewers, likes, stock, waiting, flashLeft, couponsLeft, bidding, counters }: LatestValues): void {
    if (viewers !== undefined) this.#heard.viewers = viewers
    if (likes !== undefined) this.#heard.likes = likes
    if (stock) Object.assign(this.#stock, stock)
    if (waiting) Object.assign(this.#waiting, waiting)
    if (flashLeft) Object.assign(this.#flashLeft, flashLeft)
    if (couponsLeft) this.#couponsLeft = fewest(this.#couponsLeft, couponsLeft)
    if (bidding) this.#bidding = newestBidding(this.#bidding, bidding)
    if (counters) Object.assign(this.#counters, counters)
    this.#text = null
  }

  latest(built: BuiltSnapshot): Required<LatestValues> {
    return {
      ...this.#numbers(),
      ...this.#heard,
      stock: { ...built.stock, ...this.#stock },
      waiting: { ...built.waiting, ...this.#waiting },
      flashLeft: { ...built.flashLeft, ...this.#flashLeft },
      couponsLeft: fewest(built.couponsLeft, this.#couponsLeft),
      bidding: newestBidding(built.bidding, this.#bidding),
      counters: { ...built.counters, ...this.#counters },
    }
  }

  text(built: BuiltSnapshot): string {
    if (this.#text?.of === built) return this.#text.text
    const { stateJson, recentJson } = built
    const latest = JSON.stringify(this.latest(built))
    const text = `${stateJson.slice(0, -1)},"latest":${latest},"recent":${recentJson}}`
    this.#text = { of: built, text }
    return text
  }
}
