import { expect, test } from 'bun:test'
import { BADGES_MAX, badgeFault, isUserId } from './badge-name.ts'

test('a badge is a short name, given once, and there are five at most', () => {
  expect(badgeFault('early-bird', [])).toBeNull()
  for (const wrong of ['', '1st', 'Early', 'two words', 'a'.repeat(25), 'früh'])
    expect(badgeFault(wrong, [])).toBe('badge')
  expect(badgeFault('regular', ['regular'])).toBe('has')
  expect(
    badgeFault(
      'new',
      Array.from({ length: BADGES_MAX }, (_, i) => `b${i}`),
    ),
  ).toBe('full')
})

test('ids of people are safe in an address', () => {
  expect(isUserId('customer-17')).toBe(true)
  for (const wrong of ['', 'a b', '../x', 'é', 'a'.repeat(65)]) expect(isUserId(wrong)).toBe(false)
})
