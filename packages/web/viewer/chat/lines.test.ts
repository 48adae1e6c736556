import { expect, test } from 'bun:test'
import { entriesOf, type Said, type Told } from './lines.ts'

const said = (...offsets: number[]) => offsets.map((offset) => ({ type: 'chat.said', offset }) as Said)
const told = (...offsets: number[]) => offsets.map((offset) => ({ type: 'notice.told', offset }) as Told)

test('a notice of the shop stands where it was told', () => {
  expect(entriesOf(said(5, 7, 9), told(6, 10)).map(({ offset }) => offset)).toEqual([5, 6, 7, 9, 10])
})

test('a notice older than every line kept goes with them', () => {
  expect(entriesOf(said(50, 51), told(3))).toHaveLength(2)
})

test('without notices the list is the very same, so that nothing is drawn again', () => {
  const lines = said(1, 2)
  expect(entriesOf(lines, [])).toBe(lines)
})
