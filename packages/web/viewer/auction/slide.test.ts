import { expect, test } from 'bun:test'
import { isSlid, SLID_SHARE, shareOf } from './slide.ts'

test('a bid is meant once the knob went most of its way, however wide the control is', () => {
  expect(isSlid(0, 200)).toBe(false)
  expect(isSlid(SLID_SHARE * 200 - 1, 200)).toBe(false)
  expect(isSlid(SLID_SHARE * 200, 200)).toBe(true)
  expect(isSlid(900, 200)).toBe(true)
})

test('to the left, or in a control without width, nothing is bid', () => {
  expect(shareOf(-50, 200)).toBe(0)
  expect(isSlid(-500, 200)).toBe(false)
  expect(isSlid(50, 0)).toBe(false)
})
