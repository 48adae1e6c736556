import { expect, test } from 'bun:test'
import { mayGiveBack, refundableOf, refundOf } from './refund.ts'

const order = { state: 'paid', totalMinor: 4_800, refundedMinor: 0, currency: 'USD' } as const
const draft = { amount: '48', restock: true, reason: ' broken ' }

test('all of it goes back with the pieces', () => {
  expect(refundOf(order, draft)).toEqual({ amountMinor: 4_800, restock: true, reason: 'broken' })
})

test('a part goes back without them, whatever was ticked', () => {
  expect(refundOf(order, { ...draft, amount: '10.50' })).toEqual({
    amountMinor: 1_050,
    restock: false,
    reason: 'broken',
  })
})

test('never more than is left of what was paid', () => {
  const part = { ...order, refundedMinor: 1_050 }
  expect(refundableOf(part)).toBe(3_750)
  expect(refundOf(part, { ...draft, amount: '37.51' })).toBe('much')
  expect(refundOf(part, { ...draft, amount: '37.50' })).toMatchObject({ amountMinor: 3_750, restock: true })
})

test('nothing goes back of what was not paid, or is back already', () => {
  for (const state of ['held', 'cancelled', 'expired', 'refunded'] as const)
    expect(refundableOf({ ...order, state })).toBe(0)
  expect(refundOf({ ...order, state: 'held' }, draft)).toBe('much')
})

test('an order that cost nothing is given back as a whole', () => {
  const free = { ...order, totalMinor: 0 }
  expect([free, order].map(mayGiveBack)).toEqual([true, true])
  expect(refundOf(free, { ...draft, amount: '0' })).toEqual({ amountMinor: 0, restock: true, reason: 'broken' })
  expect(mayGiveBack({ ...free, state: 'refunded' })).toBe(false)
  expect(mayGiveBack({ ...order, refundedMinor: 4_800 })).toBe(false)
})

test('what is no amount is not asked', () => {
  for (const amount of ['', '0', '-5', 'all', '1,000.00', '4.505'])
    expect(refundOf(order, { ...draft, amount })).toBe('amount')
})
