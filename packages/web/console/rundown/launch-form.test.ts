import { expect, test } from 'bun:test'
import type { ShelfItem } from '@hawker/sdk'
import { askOf, minorOf, PLAIN, withFlash } from './launch-form.ts'

const item = {
  currency: 'USD',
  priceMinor: 4_850,
  skus: [{ stock: 55, stocked: 80 }],
} as unknown as ShelfItem

test('a plain launch has no end, no countdown and the shelf’s price', () => {
  expect(askOf(PLAIN, 'USD')).toEqual({ lastsMs: null, countdownMs: null })
})

test('a flash price begins below the shelf’s, for some of what is free, and has an end', () => {
  const form = withFlash({ ...PLAIN, countdownS: 30 }, item)
  expect(askOf(form, 'USD')).toEqual({
    lastsMs: 300_000,
    countdownMs: 30_000,
    flash: { priceMinor: 4_300, quantity: 5, perBuyerLimit: null },
  })
})

test('money is read in whole minor units, in the digits of its currency', () => {
  expect(minorOf('48', 'USD')).toBe(4_800)
  expect(minorOf('48.5', 'USD')).toBe(4_850)
  expect(minorOf('48,05', 'EUR')).toBe(4_805)
  expect(minorOf('480', 'JPY')).toBe(480)
  for (const bad of ['', '48.505', '-3', '4e3', '1,000.50', 'x']) expect(minorOf(bad, 'USD')).toBeNull()
  expect(minorOf('480.5', 'JPY')).toBeNull()
})

test('what is no number yet is not asked', () => {
  const form = withFlash(PLAIN, item)
  for (const flash of [
    { ...form.flash!, price: '' },
    { ...form.flash!, pieces: '0' },
    { ...form.flash!, each: 'two' },
  ])
    expect(askOf({ ...form, flash }, 'USD')).toBeNull()
})
