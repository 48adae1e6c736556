// What the parts of the sale's contract share: a shop of two processes, and what is counted in it.
import { until } from '#kernel/testing/until'
import { PAUSE_MS } from './patiently.ts'
import type { TwoProcesses } from './two-processes.ts'

/** Connections that end in the middle of something before a test of that has tested anything. */
export const CUTS_LEAST = 10
/** And no more than so many. */
const CUTS_MOST = 30
/** Commits whose answer was lost, likewise. */
export const LOSSES_LEAST = 10

export interface Cutter {
  /** Connections that have ended. */
  readonly cut: number
  /** No more, and none is under way. */
  stop(): Promise<void>
}

/** Ends connections in the middle of something, over and over. `through` counts what has come through. */
export const startCutting = (shop: TwoProcesses, through: () => number): Cutter => {
  let over = false
  let cut = 0
  const cutting = (async () => {
    for (; !over && cut < CUTS_MOST; await Bun.sleep(PAUSE_MS)) {
      const before = through()
      const now = await shop.cutConnections().catch(() => 0)
      cut += now
      // Between two cuts something comes through: what is cut each time it is tried waits longer each time.
      if (now > 0) await until(() => over || through() > before)
    }
  })()
  return {
    get cut() {
      return cut
    },
    stop: () => {
      over = true
      return cutting
    },
  }
}

export interface Sale {
  /** Open while tests run. */
  readonly shop: TwoProcesses
  /** Rows of a table, and what of it: `orders where …`. */
  count(from: string): Promise<number>
  ordersOf(sku: string): Promise<number>
  /** Pieces that nobody holds. */
  free(sku: string): Promise<number>
  /** Everything that must always be true is. */
  holds(): Promise<void>
  /** What somebody does; and in the middle of it, counted again and again, all is as true as after it. */
  whileTrue<T>(doing: Promise<T>): Promise<T>
}
