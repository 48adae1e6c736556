import { expect, test } from 'bun:test'
import { EMPTY_ROW, labelOf, readRows, rowsOf, valuesOf } from './options.ts'

const size = { key: 1, name: 'Size', values: 'S, M' }
const colour = { key: 2, name: 'Colour', values: 'celadon、ink' }
const picksOf = (rows: readonly { picks: object }[]) => rows.map(({ picks }) => Object.values(picks).join('-'))

test('values are parted as people part them, and count once', () => {
  expect(valuesOf('S, M ，L、XL; S\nXXL;')).toEqual(['S', 'M', 'L', 'XL', 'XXL'])
  expect(valuesOf(' , ')).toEqual([])
})

test('two options of two values make four SKUs; none makes one', () => {
  expect(picksOf(rowsOf([size, colour], [EMPTY_ROW]))).toEqual(['S-celadon', 'S-ink', 'M-celadon', 'M-ink'])
  expect(rowsOf([], [EMPTY_ROW])).toEqual([EMPTY_ROW])
  expect(rowsOf([{ ...size, values: ' ' }], [EMPTY_ROW])).toEqual([EMPTY_ROW])
})

test('what was typed stays with its row when options grow, shrink and change their names', () => {
  const rows = rowsOf([size], [{ ...EMPTY_ROW, price: '12' }])
  expect(rows.map(({ price, stock }) => [price, stock])).toEqual([
    ['12', ''],
    ['12', ''],
  ])
  const typed = [
    { ...rows[0]!, stock: '4' },
    { ...rows[1]!, price: '14', stock: '6' },
  ]
  expect(rowsOf([{ ...size, name: 'Length', values: 'S, M, L' }], typed)).toEqual([
    ...typed,
    { picks: { 1: 'L' }, price: '12', stock: '' },
  ])
  // A second option splits the pieces in a way nobody can guess: prices go on, pieces do not.
  expect(rowsOf([size, colour], typed).map(({ price, stock }) => [price, stock])).toEqual([
    ['12', ''],
    ['12', ''],
    ['14', ''],
    ['14', ''],
  ])
})

test('rows become SKUs with options and a label', () => {
  const rows = rowsOf([size, colour], [{ ...EMPTY_ROW, price: '12' }]).map((row) => ({ ...row, stock: '5' }))
  expect(readRows([size, colour], rows, 'USD')).toMatchObject([
    { label: 'S / celadon', options: { Size: 'S', Colour: 'celadon' }, priceMinor: 1200, stock: 5 },
    { label: 'S / ink' },
    { label: 'M / celadon' },
    { label: 'M / ink' },
  ])
  expect(readRows([], [{ ...EMPTY_ROW, price: '3', stock: '0' }], 'JPY')).toEqual([
    { label: '', options: {}, priceMinor: 3, stock: 0 },
  ])
  expect(labelOf({ 1: 'x'.repeat(60), 2: 'y'.repeat(60) })).toHaveLength(80)
})

test('what is missing is named, with its row', () => {
  const rows = rowsOf([size], [{ ...EMPTY_ROW, price: '12' }]).map((row) => ({ ...row, stock: '5' }))
  const fault = (axes: readonly (typeof size)[], of = rows) => readRows(axes, of, 'USD')
  expect(fault([{ ...size, name: ' ' }])).toEqual({ fault: 'option-name', row: null })
  expect(fault([size, { ...colour, name: 'Size' }])).toEqual({ fault: 'option-twice', row: null })
  expect(fault([{ ...size, values: 'x'.repeat(61) }])).toEqual({ fault: 'option-long', row: null })
  expect(fault([size], [rows[0]!, { ...rows[1]!, price: '' }])).toEqual({ fault: 'price', row: 1 })
  expect(fault([size], [{ ...rows[0]!, price: '0' }])).toEqual({ fault: 'price', row: 0 })
  expect(fault([size], [{ ...rows[0]!, stock: '-1' }])).toEqual({ fault: 'stock', row: 0 })
  const many = Array.from({ length: 101 }, (_, i) => ({ picks: { 1: `${i}` }, price: '1', stock: '1' }))
  expect(fault([size], many)).toEqual({ fault: 'too-many', row: null })
})
