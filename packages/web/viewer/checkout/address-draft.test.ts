import { describe, expect, test } from 'bun:test'
import { Address } from '@hawker/protocol'
import { REFUSALS } from '@hawker/sdk'
import { addressOf, type Draft, emptyDraft, FIELD_MAX, type Field, problemsFrom, problemsOf } from './address-draft.ts'

const good: Draft = {
  ...emptyDraft('AT'),
  name: ' Ann Keller ',
  phone: '+43 1 234 56 78',
  city: 'Vienna',
  line1: 'Lindengasse 12',
}

describe('an address while it is typed', () => {
  test('what is complete is what the server takes', () => {
    expect(problemsOf(good)).toEqual({})
    expect(Address.safeParse(addressOf(good)).success).toBe(true)
    expect(addressOf(good).name).toBe('Ann Keller')
  })

  test('each thing that is missing is named', () => {
    expect(problemsOf({ ...emptyDraft('CN'), name: '  ' })).toEqual({
      name: 'missing',
      phone: 'missing',
      city: 'missing',
      line1: 'missing',
    })
  })

  test('a telephone number has digits', () => {
    expect(problemsOf({ ...good, phone: 'call me' })).toEqual({ phone: 'wrong' })
    expect(problemsOf({ ...good, phone: '138 0013 8000' })).toEqual({})
  })

  test('what the server would not take stands beside its field', () => {
    const { message } = REFUSALS.invalid
    const fields = [
      { path: 'body.postcode', message: '' },
      { path: 'city', message: '' },
      { path: 'other', message: '' },
    ]
    expect(problemsFrom({ refused: 'invalid', message, fields }, good)).toEqual({ postcode: 'wrong', city: 'wrong' })
    expect(problemsFrom({ refused: 'limit-reached', message }, good)).toEqual({})
  })

  test('the fields hold as much as the server takes, and no more', () => {
    for (const field of Object.keys(FIELD_MAX) as Field[]) {
      if (field === 'country' || field === 'phone') continue
      const full = { ...addressOf(good), [field]: 'x'.repeat(FIELD_MAX[field]) }
      expect(Address.safeParse(full).success).toBe(true)
      expect(Address.safeParse({ ...full, [field]: `${full[field]}x` }).success).toBe(false)
    }
  })
})
