import { expect, test } from 'bun:test'
import { draftOf, EMPTY_FACTS, readFacts } from './facts.ts'

const cup = {
  ...EMPTY_FACTS,
  title: ' Celadon cup ',
  points: 'Pours clean\n\n Lead-free ',
  listPrice: '16.5',
  perBuyer: '2',
  position: '-3',
}

test('what is typed of a product is what the server is sent', () => {
  expect(readFacts(cup, 'USD')).toEqual({
    title: 'Celadon cup',
    description: '',
    sellingPoints: ['Pours clean', 'Lead-free'],
    listPriceMinor: 1650,
    perBuyerLimit: 2,
    position: -3,
  })
  expect(readFacts({ ...EMPTY_FACTS, title: 'Cup' }, 'USD')).toMatchObject({
    listPriceMinor: null,
    perBuyerLimit: null,
    position: 0,
  })
})

test('what is not right is named instead of guessed at', () => {
  const fault = (change: Partial<typeof cup>) => readFacts({ ...cup, ...change }, 'USD')
  expect(fault({ title: '  ' })).toBe('title')
  expect(fault({ points: Array.from({ length: 9 }, (_, i) => `point ${i}`).join('\n') })).toBe('points')
  expect(fault({ points: 'x'.repeat(121) })).toBe('point')
  for (const listPrice of ['x', '-1', '0', '1.005']) expect(fault({ listPrice })).toBe('list-price')
  for (const perBuyer of ['0', '1.5', '1000', 'two']) expect(fault({ perBuyer })).toBe('per-buyer')
  for (const position of ['1000001', '1e3']) expect(fault({ position })).toBe('position')
})

test('a product put into the form and read back is the same', () => {
  const product = {
    ...{ id: 'cup', title: 'Cup', description: 'Round.\nSmall.', sellingPoints: ['a', 'b'], images: [] },
    ...{
      currency: 'JPY',
      listPriceMinor: 1200,
      perBuyerLimit: null,
      onSale: true,
      position: 7,
      createdAt: 0,
      skus: [],
    },
  }
  expect(readFacts(draftOf(product as never), 'JPY')).toEqual({
    ...{ title: 'Cup', description: 'Round.\nSmall.', sellingPoints: ['a', 'b'] },
    ...{ listPriceMinor: 1200, perBuyerLimit: null, position: 7 },
  })
})
