import { expect, test } from 'bun:test'
import { listPriceLook } from './list-price.ts'

type Ask = Parameters<typeof listPriceLook>
const product = {
  currency: 'USD',
  skus: [
    { id: 's', label: 'Small', priceMinor: 1000 },
    { id: 'l', label: '', priceMinor: 2000 },
  ],
} as unknown as Ask[1]
const price = (skuId: string, priceMinor: number, kind = 'price') =>
  ({ skuId, kind, priceMinor }) as unknown as Ask[2][number]

test('N13 a list price is struck out when each variant that costs less was sold for it', () => {
  expect(listPriceLook('15', product, [price('s', 1500)])).toEqual({ look: 'struck' })
  expect(listPriceLook('25', product, [price('s', 2500), price('l', 2500)])).toEqual({ look: 'struck' })
})

test('N13 else it is only recommended, and the page names who was never sold for it', () => {
  expect(listPriceLook('25', product, [price('s', 2500)])).toEqual({ look: 'recommended', minor: 2500, never: ['l'] })
  expect(listPriceLook('15', product, [price('s', 1500, 'flash'), price('l', 1500)])).toEqual({
    ...{ look: 'recommended', minor: 1500 },
    never: ['Small'],
  })
})

test('one that is above no price is shown nowhere; what is no price says nothing', () => {
  expect(listPriceLook('10', product, [])).toEqual({ look: 'not-above' })
  for (const typed of ['', ' ', 'cheap', '0', '-3']) expect(listPriceLook(typed, product, [])).toBeNull()
})
