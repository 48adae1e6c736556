// Values of which only the newest counts, each sent at most once a second.
import type { DropId, LatestValues, LaunchId, SkuId } from '@hawker/protocol'
import { LATEST_EVERY_MS, VIEWERS_EVERY_MS } from './tick.ts'

const KEYS = ['viewers', 'likes', 'stock', 'flashLeft', 'couponsLeft', 'counters'] as const
type Key = (typeof KEYS)[number]

const everyMs = (key: Key): number => (key === 'viewers' ? VIEWERS_EVERY_MS : LATEST_EVERY_MS)

/** What is left of a drop only falls: of two numbers the smaller is the newer, whichever came first. */
export const fewest = (
  left: Readonly<Record<DropId, number>> = {},
  other: Readonly<Record<DropId, number>> = {},
): Record<DropId, number> => {
  const fewer: Record<string, number> = { ...left }
  for (const [drop, count] of Object.entries(other)) fewer[drop] = Math.min(count, fewer[drop] ?? count)
  return fewer
}

interface Waiting {
  viewers?: number
  likes?: number
  stock?: Record<SkuId, number>
  flashLeft?: Record<LaunchId, number>
  couponsLeft?: Record<DropId, number>
  counters?: Record<string, string | null>
}

export class Latest {
  #waiting: Waiting = {}
  readonly #sentAt: Record<Key, number> = {
    viewers: -Infinity,
    likes: -Infinity,
    stock: -Infinity,
    flashLeft: -Infinity,
    couponsLeft: -Infinity,
    counters: -Infinity,
  }

  /** Answers how many values this replaced before anybody saw them. */
  set(values: LatestValues): number {
    let replaced = 0
    for (const key of ['viewers', 'likes'] as const) {
      const value = values[key]
      if (value === undefined) continue
      if (this.#waiting[key] !== undefined) replaced += 1
      this.#waiting[key] = value
    }
    if (values.stock) {
      if (this.#waiting.stock) replaced += 1
      this.#waiting.stock = { ...this.#waiting.stock, ...values.stock }
    }
    if (values.flashLeft) {
      if (this.#waiting.flashLeft) replaced += 1
      this.#waiting.flashLeft = { ...this.#waiting.flashLeft, ...values.flashLeft }
    }
    if (values.couponsLeft) {
      if (this.#waiting.couponsLeft) replaced += 1
      this.#waiting.couponsLeft = fewest(this.#waiting.couponsLeft, values.couponsLeft)
    }
    if (values.counters) {
      if (this.#waiting.counters) replaced += 1
      this.#waiting.counters = { ...this.#waiting.counters, ...values.counters }
    }
    return replaced
  }

  /** When the next value may leave; Infinity when none waits. */
  dueAt(): number {
    let due = Infinity
    for (const key of KEYS) if (this.#waiting[key] !== undefined) due = Math.min(due, this.#sentAt[key] + everyMs(key))
    return due
  }

  take(now: number): LatestValues | null {
    const taken: LatestValues = {}
    let any = false
    for (const key of KEYS) {
      if (this.#waiting[key] === undefined || this.#sentAt[key] + everyMs(key) > now) continue
      Object.assign(taken, { [key]: this.#waiting[key] })
      delete this.#waiting[key]
      this.#sentAt[key] = now
      any = true
    }
    return any ? taken : null
  }

  /** Values that are not new: they wait, unless something newer does. */
  offer(values: LatestValues): void {
    this.#waiting = {
      ...values,
      ...this.#waiting,
      ...(values.stock ? { stock: { ...values.stock, ...this.#waiting.stock } } : {}),
      ...(values.flashLeft ? { flashLeft: { ...values.flashLeft, ...this.#waiting.flashLeft } } : {}),
      ...(values.couponsLeft ? { couponsLeft: fewest(values.couponsLeft, this.#waiting.couponsLeft) } : {}),
      ...(values.counters ? { counters: { ...values.counters, ...this.#waiting.counters } } : {}),
    } as Waiting
  }
}
