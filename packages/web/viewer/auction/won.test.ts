import { describe, expect, test } from 'bun:test'
import type { Order } from '@hawker/sdk'
import { withWon } from './won.ts'

const order = (id: string, more: object = {}) =>
  ({ id, state: 'held', holdEndsAt: 600, auctionId: 'a', ...more }) as unknown as Order
const idsOf = (orders: readonly Order[]) => orders.map(({ id }) => String(id))

describe('what was won', () => {
  test('is shown while it is held, what ends first before the others', () => {
    const won = [order('late', { holdEndsAt: 900 }), order('soon')].reduce(withWon, [])
    expect(idsOf(won)).toEqual(['soon', 'late'])
  })

  test('goes when it is paid, given back or not paid in time', () => {
    for (const state of ['paid', 'cancelled', 'expired', 'refunded'])
      expect(withWon([order('o')], order('o', { state }))).toEqual([])
  })

  test('is no order that was bought, and no news of another changes it', () => {
    const won = [order('o')]
    expect(withWon(won, order('b', { auctionId: undefined }))).toBe(won)
    expect(withWon(won, order('b', { state: 'paid' }))).toBe(won)
  })

  test('told again, it is there once', () => {
    expect(withWon([order('o')], order('o', { holdEndsAt: 700 }))).toHaveLength(1)
  })
})
