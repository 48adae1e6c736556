// What the parts of the sale's contract share: a shop of two processes, and what is counted in it.
import type { TwoProcesses } from './two-processes.ts'

/** Connections that end in the middle of something before a test of that has tested anything. */
export const CUTS_LEAST = 10
/** And no more than so many: where a transaction takes longer than it is let live, none would ever come through. */
export const CUTS_MOST = 80
/** Commits whose answer was lost, likewise. */
export const LOSSES_LEAST = 10

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
}
