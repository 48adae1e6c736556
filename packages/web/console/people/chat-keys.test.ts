import { expect, test } from 'bun:test'
import { stepLine } from './chat-keys.ts'

const lines = [10, 12, 15].map((offset) => ({ offset }))

test('J and K start at the newest line', () => {
  expect(stepLine(lines, null, -1)).toBe(15)
  expect(stepLine(lines, null, 1)).toBe(15)
  expect(stepLine([], null, 1)).toBeNull()
})

test('K goes up and stops at the first, J goes down and past the last lets the list run on', () => {
  expect(stepLine(lines, 15, -1)).toBe(12)
  expect(stepLine(lines, 10, -1)).toBe(10)
  expect(stepLine(lines, 12, 1)).toBe(15)
  expect(stepLine(lines, 15, 1)).toBeNull()
})

test('when the chosen line was taken back, the nearest one is next', () => {
  expect(stepLine(lines, 13, 1)).toBe(15)
  expect(stepLine(lines, 13, -1)).toBe(12)
})
