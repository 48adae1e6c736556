import { describe, expect, test } from 'bun:test'
import type { Order, Wait } from '@hawker/sdk'
import { turnsOf, waitFor, withOrder } from './waits.ts'

const wait = (skuId: string, ahead: number) => ({ skuId, productId: skuId, ahead, turn: null }) as unknown as Wait
const turn = (id: string, skuId: string, more: Partial<Order> = {}) =>
  ({ id, skuId, state: 'held', holdEndsAt: 180, turn: true, ...more }) as unknown as Order

describe('waiting for what is sold out', () => {
  test('a turn begins when the server says so', () => {
    const waits = withOrder([wait('a', 0), wait('b', 4)], turn('o1', 'a'))
    expect(turnsOf(waits).map(({ id }) => String(id))).toEqual(['o1'])
    expect(waitFor(waits, 'b')).toMatchObject({ ahead: 4, turn: null })
  })

  test('a turn of which this page did not know that it was waited for is shown as well', () => {
    expect(turnsOf(withOrder([], turn('o1', 'a')))).toHaveLength(1)
  })

  test('what is offered after an auction is no turn in a line', () => {
    const waits = [wait('a', 0)]
    expect(withOrder(waits, turn('o1', 'a', { auctionId: 'x' as never }))).toBe(waits)
  })

  test('however it ends, it is over: bought, given back, or not taken in time', () => {
    for (const state of ['paid', 'cancelled', 'expired'] as const) {
      const waits = withOrder(withOrder([wait('a', 0)], turn('o1', 'a')), turn('o1', 'a', { state }))
      expect(waits).toEqual([])
    }
  })

  test('the end of an earlier turn does not end the one that runs', () => {
    const waits = withOrder([wait('a', 0)], turn('o2', 'a'))
    expect(withOrder(waits, turn('o1', 'a', { state: 'expired' }))).toBe(waits)
  })

  test('an order that was no turn changes nothing', () => {
    const waits = [wait('a', 2)]
    expect(withOrder(waits, { id: 'o1', skuId: 'a', state: 'held' } as unknown as Order)).toBe(waits)
  })

  test('the turn that ends first is shown first', () => {
    const waits = [turn('late', 'a', { holdEndsAt: 300 as never }), turn('soon', 'b')].reduce(withOrder, [])
    expect(turnsOf(waits).map(({ id }) => String(id))).toEqual(['soon', 'late'])
  })
})
