import { expect, test } from 'bun:test'
import type { ShelfItem } from '@hawker/sdk'
import { explainedOf, inOrder } from './explained.ts'

const item = (productId: string, shownAt?: number) =>
  ({ productId, ...(shownAt === undefined ? {} : { shownAt }) }) as unknown as ShelfItem
const shelf = [item('a'), item('b', 20), item('c', 30), item('d')]
const ids = (items: readonly ShelfItem[]) => items.map(({ productId }) => String(productId)).join('')

test('what is shown stands first, then what is explained, then the rest as the shelf has it', () => {
  expect(ids(inOrder(shelf, { productId: 'd' } as never, 'c'))).toBe('dcab')
  expect(ids(inOrder(shelf, null, null))).toBe('abcd')
})

test('explained is what was shown in this show, also before one came, the newest first', () => {
  expect(ids(explainedOf(shelf))).toBe('cb')
})
