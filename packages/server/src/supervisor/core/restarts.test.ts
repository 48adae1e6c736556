import { expect, test } from 'bun:test'
import { afterEnd, ENDS_IN_A_ROW_MAX, FRESH, LIVED_WELL_MS, RESTART_MAX_MS } from './restarts.ts'

const delays = (lives: readonly number[]) => {
  let restarts = FRESH
  return lives.map((livedMs) => {
    const next = afterEnd(restarts, livedMs)
    restarts = next.restarts
    return next.afterMs
  })
}

test('a worker that ends at once is started again ever later, and in the end not any more', () => {
  const all = delays(Array(ENDS_IN_A_ROW_MAX + 1).fill(10))
  expect(all.slice(0, 4)).toEqual([100, 200, 400, 800])
  expect(all.at(-2)).toBe(RESTART_MAX_MS)
  expect(all.at(-1)).toBeNull()
  expect(all.slice(0, -1).reduce<number>((sum, ms) => sum + (ms ?? 0), 0)).toBeLessThan(30_000)
})

test('one that lived well begins anew', () => {
  expect(delays([10, 10, 10, LIVED_WELL_MS, 10])).toEqual([100, 200, 400, 100, 200])
  expect(delays(Array(50).fill(LIVED_WELL_MS))).toEqual(Array(50).fill(100))
})
