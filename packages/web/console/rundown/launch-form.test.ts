import { expect, test } from 'bun:test'
import type { ShelfItem } from '@hawker/sdk'
import { askOf, type LaunchForm, PLAIN, priceHint, withPrice } from './launch-form.ts'

const item = {
  currency: 'USD',
  priceMinor: 4_850,
  skus: [
    { priceMinor: 4_850, stock: 35, stocked: 60 },
    { priceMinor: 5_600, stock: 20, stocked: 20 },
  ],
} as unknown as ShelfItem

test('a plain launch has no end, no countdown and the shelf’s price', () => {
  expect(askOf(PLAIN, item)).toEqual({ lastsMs: null, countdownMs: null })
})

test('a flash price that is begun gets some of what is free, and an end', () => {
  const form = withPrice({ ...PLAIN, countdown: '30' }, '43', item)
  expect(askOf(form, item)).toEqual({
    lastsMs: 300_000,
    countdownMs: 30_000,
    flash: { priceMinor: 4_300, quantity: 5, perBuyerLimit: null },
  })
  const chosen = { ...form, pieces: '40', each: '2', minutes: '20' }
  expect(withPrice(chosen, '43.50', item)).toEqual({ ...chosen, price: '43.50' })
  expect(askOf({ ...chosen, price: '43.50' }, item)).toMatchObject({
    lastsMs: 1_200_000,
    flash: { priceMinor: 4_350, quantity: 40, perBuyerLimit: 2 },
  })
  expect(priceHint(item)).toBe('43.00')
})

test('without a flash price the pieces and the limit mean nothing', () => {
  expect(askOf({ ...PLAIN, pieces: 'x', each: '0', minutes: '3' }, item)).toEqual({
    lastsMs: 180_000,
    countdownMs: null,
  })
})

const flash: LaunchForm = { price: '40', pieces: '10', each: '', countdown: '', minutes: '5' }
test.each([
  ['price', { price: '48.50' }],
  ['price', { price: '0' }],
  ['price', { price: '1,000.50' }],
  ['pieces', { pieces: '' }],
  ['pieces', { pieces: '56' }],
  ['each', { each: 'two' }],
  ['each', { each: '0' }],
  ['countdown', { countdown: '9' }],
  ['countdown', { countdown: '301' }],
  ['minutes', { minutes: '21' }],
  ['minutes', { minutes: '0' }],
  ['flash-end', { minutes: '' }],
] as const)('%s is named when it is not right yet', (fault, change) => {
  expect(askOf({ ...flash, ...change }, item)).toBe(fault)
})
