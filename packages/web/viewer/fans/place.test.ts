import { expect, test } from 'bun:test'
import { aheadOf } from './place.ts'

// The second is nobody here any more: his rank is not shown.
const board = [
  { rank: 1, coins: 300 },
  { rank: 3, coins: 120 },
  { rank: 4, coins: 80 },
]

test('the place above is the next one that is shown, and one coin more than it has takes it', () => {
  expect(aheadOf(board, { rank: 4, coins: 80 })).toEqual({ rank: 3, coins: 41 })
  expect(aheadOf(board, { rank: 3, coins: 120 })).toEqual({ rank: 1, coins: 181 })
})

test('nobody is above the first, and whoever is not ranked aims at the last', () => {
  expect(aheadOf(board, { rank: 1, coins: 300 })).toBeNull()
  expect(aheadOf(board, { rank: null, coins: 5 })).toEqual({ rank: 4, coins: 76 })
  expect(aheadOf(board, null)).toEqual({ rank: 4, coins: 81 })
  expect(aheadOf([], null)).toBeNull()
})
