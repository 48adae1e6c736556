import { expect, test } from 'bun:test'
import { pagesOf } from './pages.ts'

test('eight gifts make a page, the ninth begins another, and none makes none', () => {
  const gifts = Array.from({ length: 9 }, (_, i) => i)
  expect(pagesOf(gifts).map((page) => page.length)).toEqual([8, 1])
  expect(pagesOf(gifts.slice(0, 8))).toEqual([gifts.slice(0, 8)])
  expect(pagesOf([])).toEqual([])
})
