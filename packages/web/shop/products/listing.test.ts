import { expect, test } from 'bun:test'
import { askOf, listingOf, queryOf } from './listing.ts'

test('what an address says is listed; what it says wrong is left out', () => {
  const of = (query: string) => listingOf(new URLSearchParams(query))
  expect(of('')).toEqual({ search: '', sort: 'position', sale: 'all' })
  expect(of('search=cup&sort=stock&sale=off')).toEqual({ search: 'cup', sort: 'stock', sale: 'off' })
  expect(of('sort=price&sale=2')).toEqual({ search: '', sort: 'position', sale: 'all' })
  expect(of(`search=${'x'.repeat(200)}`).search).toHaveLength(120)
})

test('the server is asked for no more than what was chosen', () => {
  expect(askOf({ search: '  ', sort: 'position', sale: 'all' })).toEqual({ sort: 'position' })
  expect(askOf({ search: ' cup ', sort: 'title', sale: 'on' })).toEqual({ sort: 'title', search: 'cup', onSale: '1' })
  expect(askOf({ search: '', sort: 'title', sale: 'off' })).toEqual({ sort: 'title', onSale: '0' })
  expect(queryOf({ search: '', sort: 'position', sale: 'all' })).toEqual({ search: '', sort: '', sale: '' })
})
