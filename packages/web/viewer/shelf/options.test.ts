import { describe, expect, test } from 'bun:test'
import type { Sku } from '@hawker/sdk'
import { axesOf, skuWith } from './options.ts'

const sku = (id: string, options?: Record<string, string>, stock = 5) =>
  ({ id, stock, ...(options && { options }) }) as unknown as Sku
const pots = [
  sku('celadon-s', { Glaze: 'Celadon', Size: 'S' }),
  sku('celadon-l', { Glaze: 'Celadon', Size: 'L' }),
  sku('ink-s', { Glaze: 'Ink', Size: 'S' }, 0),
  sku('ash-m', { Glaze: 'Ash', Size: 'M' }, 0),
  sku('ash-l', { Glaze: 'Ash', Size: 'L' }),
]
const idOf = (found: Sku | null) => found && String(found.id)

describe('what SKUs differ in', () => {
  test('each thing with its values, in the order of the SKUs', () => {
    expect(axesOf(pots)).toEqual([
      { name: 'Glaze', values: ['Celadon', 'Ink', 'Ash'] },
      { name: 'Size', values: ['S', 'L', 'M'] },
    ])
  })

  test('SKUs without options, or with others than the first, or alike, are told apart by label only', () => {
    expect(axesOf([sku('a'), sku('b')])).toBeNull()
    expect(axesOf([sku('a', { Size: 'S' }), sku('b')])).toBeNull()
    expect(axesOf([sku('a', { Size: 'S' }), sku('b', { Colour: 'red' })])).toBeNull()
    expect(axesOf([sku('a', { Size: 'S' }), sku('b', { Size: 'S' })])).toBeNull()
  })

  test('changing one thing keeps the others', () => {
    expect(idOf(skuWith(pots, pots[1]!, 'Glaze', 'Ash'))).toBe('ash-l')
    expect(idOf(skuWith(pots, pots[0]!, 'Size', 'L'))).toBe('celadon-l')
  })

  test('where there is no such piece, it is one that is left', () => {
    expect(idOf(skuWith(pots, pots[0]!, 'Glaze', 'Ash'))).toBe('ash-l')
    expect(idOf(skuWith(pots, pots[1]!, 'Glaze', 'Ink'))).toBe('ink-s')
    expect(skuWith(pots, pots[0]!, 'Glaze', 'Gold')).toBeNull()
  })
})
