import { expect, test } from 'bun:test'
import { readingMs } from './reading.ts'

test('a notice stands as long as it takes to read, within reason', () => {
  expect(readingMs('Hi')).toBe(6_000)
  expect(readingMs('x'.repeat(150))).toBe(9_000)
  expect(readingMs('茶'.repeat(75))).toBe(9_000)
  expect(readingMs('x'.repeat(900))).toBe(20_000)
})
