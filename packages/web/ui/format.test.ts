import { describe, expect, test } from 'bun:test'
import { countdownParts, formatCount, formatCountdown, formatMoney, initialOf } from './format.ts'

describe('money', () => {
  test('cents are shown only where there are any, and always in totals', () => {
    expect(formatMoney(4800, 'USD', 'en')).toBe('$48')
    expect(formatMoney(2450, 'USD', 'en')).toBe('$24.50')
    expect(formatMoney(4800, 'USD', 'en', { cents: 'always' })).toBe('$48.00')
  })
  test('a currency without cents has none', () => {
    expect(formatMoney(4800, 'JPY', 'en', { cents: 'always' })).toBe('¥4,800')
  })
  test('the language decides the form', () => {
    expect(formatMoney(12_900, 'CNY', 'zh-CN')).toBe('¥129')
    expect(formatMoney(-1600, 'USD', 'en', { cents: 'always' })).toBe('-$16.00')
  })
})

test('large counts are short, small ones exact', () => {
  expect(formatCount(2318, 'en')).toBe('2,318')
  expect(formatCount(12_400, 'en')).toBe('12.4k')
  expect(formatCount(12_400, 'zh-CN')).toBe('1.2万')
})

test('a countdown is rounded up: 00:00 only when the time is over', () => {
  expect(formatCountdown(134_000)).toBe('02:14')
  expect(formatCountdown(1)).toBe('00:01')
  expect(formatCountdown(0)).toBe('00:00')
  expect(formatCountdown(-5)).toBe('00:00')
  expect(formatCountdown(3_734_000)).toBe('1:02:14')
})

test('the boxes of a waiting room', () => {
  expect(countdownParts(6_129_000)).toEqual({ days: '00', hours: '01', minutes: '42', seconds: '09' })
})

test('an initial is a whole character, also of a family emoji or a Chinese name', () => {
  expect(initialOf('ann')).toBe('A')
  expect(initialOf('林小满')).toBe('林')
  expect(initialOf('👨‍👩‍👧 Smith')).toBe('👨‍👩‍👧')
  expect(initialOf('')).toBe('?')
})
