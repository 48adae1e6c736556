import { expect, test } from 'bun:test'
import { stockView } from './stock.ts'

test('a stock says how much is gone, and below a tenth how many are left', () => {
  expect(stockView(37, 100)).toEqual({ kind: 'plenty', left: 37, soldPercent: 63 })
  expect(stockView(8, 100)).toMatchObject({ kind: 'last', left: 8 })
  expect(stockView(0, 100)).toEqual({ kind: 'sold-out', left: 0, soldPercent: 100 })
})

test('it is never called all sold while a piece is left', () => {
  expect(stockView(1, 1_000_000).soldPercent).toBe(99)
})
