// One line of the table, as far as it can be read by itself: amounts wait until the currency is known.
import { api, Currency, ID_PATTERN, type ProductId, QUANTITY_MAX, type SkuId } from '@hawker/protocol'
import type { Cells, Column } from './columns.ts'
import { restore } from './formula.ts'

const c = api.commerce

/** What a line says of its product. Left out: the table has no such column; null: the cell is empty. */
export interface ProductCells {
  title?: string | null
  description?: string | null
  sellingPoints?: readonly string[] | null
  images?: readonly string[] | null
  currency?: string | null
  listPrice?: string | null
  perBuyerLimit?: number | null
  onSale?: boolean | null
  ships?: boolean | null
  position?: number | null
}

export interface SkuCells {
  readonly id: SkuId
  label?: string
  options?: Readonly<Record<string, string>>
  price?: string
  stocked?: number
  stock?: number
}

export interface Line {
  readonly line: number
  readonly productId: ProductId
  readonly product: ProductCells
  readonly sku: SkuCells
}

type Wrong = (column: Column, message: string) => void

const whole = (text: string, min: number, max: number): number | null => {
  const value = /^-?\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  return value >= min && value <= max ? value : null
}

const YES = new Set(['1', 'true', 'yes'])
const NO = new Set(['0', 'false', 'no'])

const listOf = (text: string): string[] =>
  text
    .split(/\r\n|\r|\n/)
    .map((one) => one.trim())
    .filter(Boolean)

const readProduct = (cells: Cells, wrong: Wrong): ProductCells => {
  const product: ProductCells = {}
  const read = <T>(column: Column, as: (text: string) => T, keep: (value: T | null) => void) => {
    const text = cells.get(column)
    if (text !== undefined) keep(text.trim() === '' ? null : as(text))
  }
  const longest = (column: Column, text: string, max: number) => {
    if (text.length > max) wrong(column, `longer than ${max} characters`)
    return text
  }
  const number = (column: Column, text: string, min: number, max: number) => {
    const value = whole(text.trim(), min, max)
    if (value === null) wrong(column, `takes a whole number from ${min} to ${max}`)
    return value
  }
  read(
    'title',
    (text) => longest('title', text.trim(), c.TITLE_MAX),
    (value) => (product.title = value),
  )
  read(
    'description',
    (text) => longest('description', text, c.DESCRIPTION_MAX),
    (v) => (product.description = v),
  )
  read('selling_points', listOf, (points) => {
    product.sellingPoints = points
    if (!points) return
    if (points.length > c.SELLING_POINTS_MAX) wrong('selling_points', `at most ${c.SELLING_POINTS_MAX}, one a line`)
    for (const point of points) longest('selling_points', point, c.SELLING_POINT_MAX)
  })
  read('images', listOf, (images) => {
    product.images = images
    if (!images) return
    if (images.length > c.IMAGES_MAX) wrong('images', `at most ${c.IMAGES_MAX}, one a line`)
    for (const image of images)
      if (!c.IMAGE_ADDRESS.test(longest('images', image, 500)))
        wrong('images', 'an address begins with / or https://, and has no spaces')
  })
  read(
    'currency',
    (text) => text.trim(),
    (currency) => {
      product.currency = currency
      if (currency !== null && !Currency.safeParse(currency).success) wrong('currency', 'takes three capital letters')
    },
  )
  read(
    'list_price',
    (text) => text.trim(),
    (value) => (product.listPrice = value),
  )
  read(
    'per_buyer_limit',
    (t) => number('per_buyer_limit', t, 1, QUANTITY_MAX),
    (v) => (product.perBuyerLimit = v),
  )
  read(
    'position',
    (t) => number('position', t, -c.POSITION_MAX, c.POSITION_MAX),
    (v) => (product.position = v),
  )
  const yesNo = (column: Column, text: string) => {
    const value = text.trim().toLowerCase()
    if (!YES.has(value) && !NO.has(value)) wrong(column, 'takes yes or no')
    return YES.has(value)
  }
  read(
    'on_sale',
    (text) => yesNo('on_sale', text),
    (value) => (product.onSale = value),
  )
  read(
    'ships',
    (text) => yesNo('ships', text),
    (value) => (product.ships = value),
  )
  return product
}

const readOptions = (cells: Cells, wrong: Wrong): Record<string, string> | undefined => {
  const options: Record<string, string> = {}
  let any = false
  for (const n of [1, 2, 3] as const) {
    const name = cells.get(`option${n}_name`)?.trim()
    const value = cells.get(`option${n}_value`)?.trim()
    any ||= name !== undefined || value !== undefined
    if (!name && !value) continue
    if (!name || !value) wrong(name ? `option${n}_value` : `option${n}_name`, 'an option has a name and a value')
    else if (name === '__proto__' || Object.hasOwn(options, name))
      wrong(`option${n}_name`, 'this name stands there twice')
    else if (name.length > c.OPTION_NAME_MAX) wrong(`option${n}_name`, `longer than ${c.OPTION_NAME_MAX} characters`)
    else if (value.length > c.OPTION_VALUE_MAX)
      wrong(`option${n}_value`, `longer than ${c.OPTION_VALUE_MAX} characters`)
    else options[name] = value
  }
  return any ? options : undefined
}

const readSku = (id: SkuId, cells: Cells, wrong: Wrong): SkuCells => {
  const sku: SkuCells = { id }
  const label = cells.get('label')
  if (label !== undefined) {
    sku.label = label
    if (label.length > c.LABEL_MAX) wrong('label', `longer than ${c.LABEL_MAX} characters`)
  }
  const options = readOptions(cells, wrong)
  if (options) sku.options = options
  const price = cells.get('price')?.trim()
  if (price) sku.price = price
  for (const column of ['stocked', 'stock'] as const) {
    const text = cells.get(column)?.trim()
    if (!text) continue
    const pieces = whole(text, 0, c.PIECES_MAX)
    if (pieces === null) wrong(column, `takes a whole number from 0 to ${c.PIECES_MAX}`)
    else sku[column] = pieces
  }
  return sku
}

/** Null where it cannot even be said what the line is about. */
export const readLine = (
  line: number,
  columns: readonly Column[],
  record: readonly string[],
  wrong: Wrong,
): Line | null => {
  if (record.length > columns.length && record.slice(columns.length).some((cell) => cell !== '')) {
    wrong(columns.at(-1)!, 'more cells than the first line has names: a text with the sign between cells needs quotes')
    return null
  }
  const cells = new Map(columns.map((column, i) => [column, restore(record[i] ?? '')]))
  for (const [column, text] of cells) if (text.includes('\0')) wrong(column, 'has U+0000 in it, which no text can have')
  const [product, sku] = (['product_id', 'sku_id'] as const).map((column) => {
    const id = cells.get(column)!.trim()
    if (!ID_PATTERN.test(id)) wrong(column, 'takes 1 to 64 of A-Z a-z 0-9 _ -')
    return ID_PATTERN.test(id) ? id : null
  })
  if (!product || !sku) return null
  return {
    line,
    productId: product as ProductId,
    product: readProduct(cells, wrong),
    sku: readSku(sku as SkuId, cells, wrong),
  }
}
