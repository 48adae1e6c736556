import { expect, test } from 'bun:test'
import { inLargestUnit } from './age.ts'

test('a length of time is told in its largest whole unit', () => {
  const told = (ms: number) => Object.values(inLargestUnit(ms)).join(' ')
  expect([0, 999, 1_000, 59_999].map(told)).toEqual(['seconds 0', 'seconds 0', 'seconds 1', 'seconds 59'])
  expect([60_000, 3_599_999, 3_600_000, 86_400_000].map(told)).toEqual(['minutes 1', 'minutes 59', 'hours 1', 'days 1'])
})

test('a clock that runs behind the server’s says now, not the future', () => {
  expect(inLargestUnit(-5_000)).toEqual({ unit: 'seconds', count: 0 })
})
