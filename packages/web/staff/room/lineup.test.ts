import { expect, test } from 'bun:test'
import type { RoomState, ShelfItem } from '@hawker/sdk'
import { movedBy, nextUp, shelfBody, stockAlerts, waitingFor } from './lineup.ts'

const item = (number: number, stock = 10, stocked = 100) =>
  ({
    productId: `p${number}`,
    number,
    title: `No ${number}`,
    plannedAt: null,
    skus: [{ id: `s${number}`, label: '', priceMinor: 100, stock, stocked }],
  }) as unknown as ShelfItem
const show = (shelf: ShelfItem[], on: string | null, last: string | null = null) =>
  ({ shelf, launch: on && { productId: on }, lastClosed: last && { productId: last } }) as unknown as RoomState

test('the next product is the one after what is on, without those that are sold out', () => {
  const shelf = [item(1), item(2), item(3, 0), item(4)]
  expect(nextUp(show(shelf, null))?.number).toBe(1)
  expect(nextUp(show(shelf, 'p2'))?.number).toBe(4)
  expect(nextUp(show(shelf, null, 'p1'))?.number).toBe(2)
})

test('what does not sell for now is not next', () => {
  const shelf = [item(1), { ...item(2), onSale: false as const }, item(3)]
  expect(nextUp(show(shelf, 'p1'))?.number).toBe(3)
})

test('after the last product the rundown begins again, never with the one that is on', () => {
  expect(nextUp(show([item(1), item(2)], 'p2'))?.number).toBe(1)
  expect(nextUp(show([item(1)], 'p1'))).toBeNull()
  expect(nextUp(show([], null))).toBeNull()
})

test('planned times come before numbers, and what has no time comes last', () => {
  const planned = (number: number, plannedAt: number | null) => ({ ...item(number), plannedAt })
  const shelf = [planned(1, null), planned(2, 900), planned(3, 300)]
  expect(nextUp(show(shelf, null))?.number).toBe(3)
  expect(nextUp(show(shelf, 'p3'))?.number).toBe(2)
  expect(nextUp(show(shelf, 'p2'))?.number).toBe(1)
})

test('staff hear of a variant below a tenth, the shortest first', () => {
  expect(stockAlerts([item(1, 10), item(2, 9), item(3, 0), item(4, 1, 5)]).map(({ number }) => number)).toEqual([3, 2])
})

test('what people wait for is told first, however many pieces are left of it', () => {
  const awaited = (number: number, waiting: number) => {
    const known = item(number, 60)
    return { ...known, skus: known.skus.map((sku) => ({ ...sku, waiting })) }
  }
  const alerts = stockAlerts([item(1, 0), awaited(2, 3), awaited(3, 12), awaited(4, 0)])
  expect(alerts.map(({ number, waiting }) => `${number} ${waiting}`)).toEqual(['3 12', '2 3', '1 0'])
  expect([item(1), awaited(2, 3)].map(waitingFor)).toEqual([0, 3])
})

test('moving a product renumbers the shelf', () => {
  const moved = movedBy([item(1), item(2), item(3)], 2, -1)
  expect(shelfBody(moved).map(({ productId, number }) => `${number} ${productId}`)).toEqual(['1 p1', '2 p3', '3 p2'])
  expect(movedBy([item(1)], 0, -1)).toHaveLength(1)
})
