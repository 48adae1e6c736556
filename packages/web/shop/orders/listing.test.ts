import { expect, test } from 'bun:test'
import { askOf, listingOf, queryOf } from './listing.ts'

const of = (query: string) => listingOf(new URLSearchParams(query))

test('what is to be packed is listed unless something else is chosen', () => {
  expect(of('')).toEqual({ state: 'paid', search: '', room: '' })
  expect(askOf(of(''))).toEqual({ state: 'paid' })
  expect(askOf(of('state=all'))).toEqual({})
  expect(of('state=lost').state).toBe('paid')
})

test('an address keeps what was chosen, without what is so anyway', () => {
  const chosen = of('state=shipped&search= Ann &room=tea')
  expect(queryOf(chosen)).toEqual({ state: 'shipped', search: 'Ann', room: 'tea' })
  expect(askOf(chosen)).toEqual({ state: 'shipped', search: 'Ann', room: 'tea' as never })
  expect(queryOf(of(''))).toEqual({ state: '', search: '', room: '' })
  expect(of(`search=${'a'.repeat(99)}`).search).toHaveLength(80)
})
