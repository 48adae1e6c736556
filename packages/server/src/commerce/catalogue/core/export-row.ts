// A product as lines of the table that the import takes back.
import type { api } from '@hawker/protocol'
import { COLUMNS, type Column } from './columns.ts'
import { neutralise } from './formula.ts'
import { formatMoney } from './money.ts'

const optionCells = (options: Readonly<Record<string, string>>): Partial<Record<Column, string>> =>
  Object.fromEntries(
    Object.entries(options)
      .slice(0, 3)
      .flatMap(([name, value], i) => [
        [`option${i + 1}_name`, name],
        [`option${i + 1}_value`, value],
      ]),
  )

export const rowsOf = (product: api.commerce.Product): string[][] => {
  const { currency, listPriceMinor, perBuyerLimit } = product
  const shared: Partial<Record<Column, string>> = {
    product_id: product.id,
    title: product.title,
    description: product.description,
    selling_points: product.sellingPoints.join('\n'),
    images: product.images.join('\n'),
    currency,
    list_price: listPriceMinor === null ? '' : formatMoney(listPriceMinor, currency),
    per_buyer_limit: perBuyerLimit === null ? '' : String(perBuyerLimit),
    on_sale: product.onSale ? 'yes' : 'no',
    ships: product.ships ? 'yes' : 'no',
    position: String(product.position),
  }
  return product.skus.map((sku) => {
    const own: Partial<Record<Column, string>> = {
      sku_id: sku.id,
      label: sku.label,
      ...optionCells(sku.options),
      price: formatMoney(sku.priceMinor, currency),
      stocked: String(sku.stocked),
      stock: String(sku.stock),
    }
    const cells: Partial<Record<Column, string>> = { ...shared, ...own }
    return COLUMNS.map((column) => neutralise(cells[column] ?? ''))
  })
}
