import { expect, test } from 'bun:test'
import { hrefOf, placeOf } from './place.ts'

test('a path names a section and one thing of it; a product may be called "new"', () => {
  expect(placeOf('/shop')).toMatchObject({ section: null, item: null })
  expect(placeOf('/shop/')).toMatchObject({ section: null, item: null })
  expect(placeOf('/shop/products')).toMatchObject({ section: 'products', item: null })
  expect(placeOf('/shop/products/new?view=new#x')).toMatchObject({ section: 'products', item: 'new' })
  expect(placeOf('/shop/products?view=new').query.get('view')).toBe('new')
})

test('the way somewhere leads there, whatever stands in it', () => {
  const href = hrefOf('products', 'a/b c?', { search: 'ü&x', sort: '' })
  expect(href).toBe('/shop/products/a%2Fb%20c%3F?search=%C3%BC%26x')
  const { item, query } = placeOf(href)
  expect([item, query.get('search'), query.has('sort')]).toEqual(['a/b c?', 'ü&x', false])
  expect(hrefOf('gifts')).toBe('/shop/gifts')
  expect(placeOf('/shop/products/%E0%A4%A').item).toBe('%E0%A4%A')
})
