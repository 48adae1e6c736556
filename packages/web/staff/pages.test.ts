import { expect, test } from 'bun:test'
import { viewOfQuery } from './pages.ts'

test('a room may be called "staff": pages beside the rooms are named in the query', () => {
  expect(viewOfQuery('?view=staff')).toBe('staff')
  expect(viewOfQuery('?view=fields&x=1')).toBe('fields')
  expect([viewOfQuery(''), viewOfQuery('?view=rooms')]).toEqual([null, null])
})
