import { expect, test } from 'bun:test'
import type { DeliveryMethod } from '@hawker/sdk'
import { countriesOf, draftOf, faultsOf, type MethodDraft, newMethod, termsOf } from './method-form.ts'

const draft: MethodDraft = { ...newMethod('EUR'), name: ' Parcel ', price: '4.90' }

test('left empty: it always costs, and goes everywhere', () => {
  expect(termsOf(draft)).toEqual({
    ...{ name: 'Parcel', currency: 'EUR', priceMinor: 490, freeFromMinor: null, countries: null },
    ...{ daysMin: 2, daysMax: 5 },
  })
  expect(termsOf({ ...draft, price: '0' })).toMatchObject({ priceMinor: 0 })
})

test('free from a price, to some countries', () => {
  const near = { ...draft, freeFrom: '39', countries: 'de, AT fr，de', daysMin: '1', daysMax: '1' }
  expect(termsOf(near)).toMatchObject({ freeFromMinor: 3_900, countries: ['DE', 'AT', 'FR'], daysMin: 1, daysMax: 1 })
  expect(countriesOf('  ')).toEqual([])
})

test('what the server has stands in the fields as one would type it', () => {
  const method = {
    ...{ id: 'm1', name: 'Post', currency: 'JPY', priceMinor: 500, freeFromMinor: null },
    ...{ countries: ['JP'], daysMin: 0, daysMax: 3 },
  } as unknown as DeliveryMethod
  expect(draftOf(method)).toEqual({
    ...{ name: 'Post', currency: 'JPY', price: '500', freeFrom: '', countries: 'JP', daysMin: '0', daysMax: '3' },
  })
  const { id: _, ...terms } = method
  expect(termsOf(draftOf(method))).toEqual(terms)
  expect(draftOf({ ...method, currency: 'USD', priceMinor: 490, freeFromMinor: 3_900 })).toMatchObject({
    ...{ price: '4.90', freeFrom: '39' },
  })
})

test.each([
  ['name', 'name', { name: ' ' }],
  ['currency', 'currency', { currency: 'EU' }],
  ['price', 'amount', { price: '' }],
  ['price', 'amount', { price: '-1' }],
  ['freeFrom', 'amount', { freeFrom: 'a lot' }],
  ['countries', 'countries', { countries: 'Germany' }],
  ['daysMin', 'days', { daysMin: '' }],
  ['daysMax', 'days', { daysMax: '400' }],
  ['daysMax', 'daysOrder', { daysMin: '6' }],
] as const)('%s is said to be wrong, and nothing is sent', (field, fault, change) => {
  const wrong = { ...draft, ...change }
  expect(faultsOf(wrong)).toEqual({ [field]: fault })
  expect(termsOf(wrong)).toBeNull()
})
