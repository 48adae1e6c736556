import { expect, test } from 'bun:test'
import { mergeNotice, STRIP_HOLD_MS } from './strip.ts'

test('U7 arrivals within a few seconds become one line', () => {
  const first = mergeNotice(null, 'Ann', 1, 0)
  expect(first).toMatchObject({ name: 'Ann', others: 0 })
  expect(mergeNotice(first, 'Theo', 12, 500)).toMatchObject({ name: 'Theo', others: 12 })
})

test('after the strip was empty the count begins again', () => {
  const first = mergeNotice(null, 'Ann', 40, 0)
  expect(mergeNotice(first, 'Theo', 1, STRIP_HOLD_MS + 1)).toMatchObject({ name: 'Theo', others: 0 })
})

test('a notice without names adds to the line that stands', () => {
  const first = mergeNotice(null, 'Ann', 1, 0)
  expect(mergeNotice(first, undefined, 5, 10)).toMatchObject({ name: 'Ann', others: 5 })
  expect(mergeNotice(null, undefined, 5, 10)).toBeNull()
})
