import { expect, test } from 'bun:test'
import type { ShelfItem } from '@hawker/sdk'
import { searchBag } from './search.ts'

const item = (number: number, title: string) => ({ number, title, sellingPoints: [] }) as unknown as ShelfItem
const bag = [item(3, 'Rain-glaze teapot, 320 ml'), item(5, 'Phoenix oolong'), item(7, '建盏 茶碗')]
const found = (query: string) => searchBag(bag, query).map(({ number }) => number)

test('the bag is searched by words in any order, by number, and in Chinese', () => {
  expect(found('teapot rain')).toEqual([3])
  expect(found(' 5 ')).toEqual([5])
  expect(found('茶碗')).toEqual([7])
  expect(found('')).toEqual([3, 5, 7])
  expect(found('kettle')).toEqual([])
})
