import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { VERDICT } from '../../orders/order-statement.ts'
import { askedTogether, type Candidate, outcomeOf } from './line.ts'

const one = (n: number, more: Partial<Candidate> = {}): Candidate => ({
  ...{ user: `u${n}`, name: `U${n}`, room: 'room', n, counted: true, flashMinor: null, flashLeft: 0 },
  ...more,
})
const all = () => true

test('no more are asked at a flash price than there are pieces at it, and nobody behind the last of them', () => {
  const flash = { flashMinor: 5, flashLeft: 2 }
  const line = [one(1, flash), one(2), one(3, flash), one(4, flash), one(5)]
  expect(askedTogether(line, all).map(({ n }) => n)).toEqual([1, 2, 3])
  expect(askedTogether(line.slice(3), all).map(({ n }) => n)).toEqual([4, 5])
})

test('flash prices of two rooms are counted apart', () => {
  const line = [1, 2, 3, 4].map((n) => one(n, { flashMinor: 5, flashLeft: 2, room: n % 2 ? 'a' : 'b' }))
  expect(askedTogether(line, all)).toHaveLength(4)
})

test('nobody is asked behind somebody of a room that nobody looked at', () => {
  const line = [one(1), one(2, { room: 'new' }), one(3)]
  expect(askedTogether(line, (room) => room !== 'new').map(({ n }) => n)).toEqual([1])
})

test('whoever is asked together stands at the front, in the order of the line', () => {
  const candidate = fc.record({
    room: fc.constantFrom('a', 'b', 'new'),
    flashMinor: fc.constantFrom(null, 5),
    flashLeft: fc.integer({ min: 1, max: 3 }),
  })
  fc.assert(
    fc.property(fc.array(candidate), (some) => {
      const line = some.map((more, n) => one(n, more))
      const together = askedTogether(line, (room) => room !== 'new')
      expect(together).toEqual(line.slice(0, together.length))
      if (line[0] && line[0].room !== 'new') expect(together.length).toBeGreaterThan(0)
    }),
  )
})

test('every verdict of the statement means something for a place, or that all begins anew', () => {
  expect(Object.entries(VERDICT).map(([name, letter]) => [name, outcomeOf(letter)])).toEqual([
    ['placed', 'turn'],
    ['had', null],
    ['idUsed', null],
    ['idTaken', null],
    ['unknown', null],
    ['notOnSale', 'passed'],
    ['priceChanged', null],
    ['buyerLimit', 'passed'],
    ['holdLimit', 'passed'],
    ['soldOut', 'stays'],
    ['again', 'stays'],
  ])
})
