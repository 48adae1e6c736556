import { expect, test } from 'bun:test'
import type { Order } from '@hawker/sdk'
import { groupOrders, withOrder } from './groups.ts'

const order = (id: string, more: Partial<Order> = {}) => ({ id, state: 'paid', totalMinor: 100, ...more }) as Order
const basketId = 'b1' as never

test('orders of one basket stand together, where the newest of them does', () => {
  const groups = groupOrders([order('3', { basketId }), order('2'), order('1', { basketId })])
  expect(groups.map(({ orders }) => orders.map(({ id }) => String(id)))).toEqual([['3', '1'], ['2']])
  expect(groups[0]?.totalMinor).toBe(200)
})

test('what was given back is not part of what the others cost', () => {
  const [mixed] = groupOrders([order('1', { basketId, state: 'held' }), order('2', { basketId, state: 'cancelled' })])
  expect(mixed).toMatchObject({ totalMinor: 100, held: [{ id: '1' }] })
  const [gone] = groupOrders([order('1', { basketId, state: 'expired' }), order('2', { basketId, state: 'cancelled' })])
  expect(gone).toMatchObject({ totalMinor: 200, held: [] })
})

test('an order that is told of stands where it stood, and one from another page before all others', () => {
  const [a, b] = [order('a', { state: 'held' }), order('b')]
  expect(withOrder([b, a], order('a'))).toEqual([b, order('a')])
  expect(withOrder([b], a)).toEqual([a, b])
})
