import { expect, test } from 'bun:test'
import { wholeNumber } from './whole.ts'

test('counters take whole numbers of 64 bits, exactly', () => {
  expect(['7', '+5', '-3', '1,200', '007'].map(wholeNumber)).toEqual(['7', '5', '-3', '1200', '7'])
  expect(wholeNumber('9223372036854775807')).toBe('9223372036854775807')
  expect(['9223372036854775808', '1.5', '', '-', 'ten'].map(wholeNumber)).toEqual([null, null, null, null, null])
})
