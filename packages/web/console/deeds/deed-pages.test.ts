import { expect, test } from 'bun:test'
import { type Deed, withNewest, withOlder } from './deed-pages.ts'

const page = (ids: readonly number[], next: string | null = null) => ({
  deeds: ids.map((id): Deed => ({ id: String(id), at: id, by: null, deed: 'launched' })),
  next,
})
const ids = ({ deeds }: { deeds: readonly Deed[] }) => deeds.map(({ id }) => Number(id))

test('what is read anew comes on top, each deed once', () => {
  const known = withNewest(null, page([9, 8, 7], '7'))
  const more = withNewest(known, page([11, 9, 8], '8'))
  expect([ids(more), more.next]).toEqual([[11, 9, 8, 7], '7'])
  expect(withNewest(more, page([11, 9, 8], '8'))).toBe(more)
})

test('a deed whose transaction was slow takes its place below those that overtook it', () => {
  const known = withNewest(null, page([12, 10], '10'))
  expect(ids(withNewest(known, page([12, 11, 10], '10')))).toEqual([12, 11, 10])
  expect(ids(withNewest(page([9]), page([100, 99, 9])))).toEqual([100, 99, 9])
})

test('where more was done than a page holds, the list begins anew: nothing is left out in silence', () => {
  const known = withOlder(page([3, 2], '2'), page([1]), '2')
  const anew = withNewest(known, page([30, 29], '29'))
  expect([ids(anew), anew.next]).toEqual([[30, 29], '29'])
  // A room with no older page has no gap.
  expect(ids(withNewest(page([]), page([2, 1])))).toEqual([2, 1])
})

test('an older page goes below, and one that was asked of another list is let go', () => {
  const known = page([9, 8], '8')
  expect(withOlder(known, page([8, 7, 6], '6'), '8')).toEqual(page([9, 8, 7, 6], '6'))
  expect(withOlder(known, page([5, 4]), '6')).toBe(known)
})
