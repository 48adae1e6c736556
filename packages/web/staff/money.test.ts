import { expect, test } from 'bun:test'
import { parseMoney, typedMoney, withoutCents } from './money.ts'

test('what one types as a price becomes whole minor units', () => {
  expect(parseMoney('48', 'USD')).toBe(4800)
  expect(parseMoney('48.5', 'USD')).toBe(4850)
  expect(parseMoney('48,05', 'CNY')).toBe(4805)
  expect(parseMoney(' 1200 ', 'JPY')).toBe(1200)
})

test('what is no price of that currency is not guessed at', () => {
  for (const typed of ['', 'ten', '1.234', '-3', '4 8', '1e3']) expect(parseMoney(typed, 'USD')).toBeNull()
  expect(parseMoney('12.5', 'JPY')).toBeNull()
})

test('an amount is put into a field as one would type it, and read back as it was', () => {
  expect(['48', '48.50', '0.05']).toEqual([4800, 4850, 5].map((minor) => typedMoney(minor, 'USD')))
  expect([typedMoney(1200, 'JPY'), typedMoney(1250, 'KWD')]).toEqual(['1200', '1.250'])
  for (const minor of [1, 99, 100, 12_345]) expect(parseMoney(typedMoney(minor, 'CNY'), 'CNY')).toBe(minor)
})

test('a total at a glance has no cents', () => {
  expect(withoutCents(246_750, 'USD')).toBe(246_700)
  expect(withoutCents(1_999, 'JPY')).toBe(1_999)
})
