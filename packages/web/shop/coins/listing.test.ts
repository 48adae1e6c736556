import { expect, test } from 'bun:test'
import { listingOf, queryOf } from './listing.ts'

const of = (query: string) => listingOf(new URLSearchParams(query))
const transfer = '0192f0c1-2345-7abc-8def-0123456789ab'

test('one thing is looked up at a time, and an address keeps it', () => {
  expect(of('')).toEqual({ of: 'all' })
  expect(of('user=ann&room=tea')).toEqual({ of: 'user', id: 'ann' })
  expect(of(`user=ann&transfer=${transfer}`)).toEqual({ of: 'transfer', id: transfer })
  for (const query of ['user=ann', 'room=tea', `transfer=${transfer}`]) {
    const params = new URLSearchParams(queryOf(of(query)))
    expect(params.toString()).toBe(query)
  }
  expect(queryOf(of(''))).toEqual({})
})

test('what is no id is not asked for', () => {
  for (const query of ['user=', 'user=%20', 'user=a%20b', 'room=a/b', 'transfer=7', `user=${'a'.repeat(65)}`])
    expect(of(query)).toEqual({ of: 'all' })
})
