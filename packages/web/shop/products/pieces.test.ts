import { expect, test } from 'bun:test'
import { faultOfRestock, readPieces } from './pieces.ts'

test('pieces are put in without a sign or with a plus, taken out with any minus', () => {
  expect(['50', '+50', ' + 50 '].map(readPieces)).toEqual([50, 50, 50])
  expect(['-3', '−3', '–3'].map(readPieces)).toEqual([-3, -3, -3])
  for (const typed of ['', '0', '-0', '1.5', '1e3', '--3', '99999999', 'x']) expect(readPieces(typed)).toBeNull()
})

test('no more is taken out than is free', () => {
  expect(faultOfRestock('-3', 3)).toBeNull()
  expect(faultOfRestock('-4', 3)).toBe('restock-more')
  expect(faultOfRestock('some', 3)).toBe('restock')
})
