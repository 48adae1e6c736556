// How late a timer fires: what everybody else of the process waits while something runs long.
import { quantile } from './sale.ts'

const SAMPLE_MS = 5

export interface Late {
  readonly p50: number
  readonly p99: number
}

/** Answers the lateness since it was last asked, in ms. */
export const watchLoop = (): (() => Late) => {
  let delays: number[] = []
  let last = performance.now()
  setInterval(() => {
    delays.push(Math.max(0, performance.now() - last - SAMPLE_MS))
    last = performance.now()
  }, SAMPLE_MS)
  return () => {
    const sorted = delays.sort((a, b) => a - b)
    delays = []
    return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) }
  }
}
