import { expect, test } from 'bun:test'
import { BAN_CHOICES_S, durationKey, MUTE_CHOICES_S } from './durations.ts'

const told = (seconds: number | null) => {
  const { key, count } = durationKey(seconds)
  return key === 'ever' ? key : `${count} ${key}`
}

test('durations are told in the largest whole unit', () => {
  expect(MUTE_CHOICES_S.map(told)).toEqual(['1 minutes', '5 minutes', '10 minutes', '1 hours', 'ever'])
  expect(BAN_CHOICES_S.map(told)).toEqual(['10 minutes', '1 hours', '1 days', '7 days', '30 days', 'ever'])
  expect(told(5400)).toBe('90 minutes')
})
