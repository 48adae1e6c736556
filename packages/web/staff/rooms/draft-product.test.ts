import { expect, test } from 'bun:test'
import { emptyProduct, emptySku, productBody } from './draft-product.ts'

const cup = {
  ...emptyProduct('USD'),
  title: ' Celadon cup ',
  points: 'Pours clean\n\n Lead-free ',
  skus: [{ ...emptySku(1), price: '12.50', stock: '40' }],
}

test('pictures go along in their order', () => {
  expect(productBody({ ...cup, images: ['/pictures/b.webp', '/pictures/a.webp'] })).toMatchObject({
    images: ['/pictures/b.webp', '/pictures/a.webp'],
  })
})

test('a title, a price and a stock make a product', () => {
  expect(productBody(cup)).toMatchObject({
    title: 'Celadon cup',
    sellingPoints: ['Pours clean', 'Lead-free'],
    listPriceMinor: null,
    skus: [{ label: '', priceMinor: 1250, stock: 40 }],
  })
})

test('variants need names to be told apart', () => {
  const two = [...cup.skus, { ...emptySku(2), price: '14', stock: '4' }]
  expect(productBody({ ...cup, skus: two })).toBe('label')
})

test('the form names what is missing instead of sending a guess', () => {
  expect(productBody({ ...cup, title: ' ' })).toBe('title')
  expect(productBody({ ...cup, currency: 'dollars' })).toBe('currency')
  expect(productBody({ ...cup, skus: [{ ...emptySku(1), price: '0', stock: '4' }] })).toBe('price')
  expect(productBody({ ...cup, skus: [{ ...emptySku(1), price: '4', stock: '1.5' }] })).toBe('stock')
  expect(productBody({ ...cup, listPrice: 'x' })).toBe('list-price')
  expect(productBody({ ...cup, perBuyer: '0' })).toBe('per-buyer')
})
