// The table that goes out and comes in: one line for each SKU, what belongs to the product on any line of it.

export const PRODUCT_COLUMNS = [
  ...['product_id', 'title', 'description', 'selling_points', 'images', 'currency'],
  ...['list_price', 'per_buyer_limit', 'on_sale', 'ships', 'position'],
] as const
export const SKU_COLUMNS = [
  ...['sku_id', 'label', 'option1_name', 'option1_value', 'option2_name', 'option2_value'],
  ...['option3_name', 'option3_value', 'price', 'stocked', 'stock'],
] as const
export const COLUMNS = [...PRODUCT_COLUMNS, ...SKU_COLUMNS] as const
export type Column = (typeof COLUMNS)[number]

export type Cells = ReadonlyMap<Column, string>

export interface LineError {
  readonly line: number
  readonly column: string | null
  readonly message: string
}

const isColumn = (name: string): name is Column => (COLUMNS as readonly string[]).includes(name)

/** What the first line names, or what is wrong with it. */
export const readHeader = (cells: readonly string[]): { columns: Column[]; errors: LineError[] } => {
  const names = cells.map((cell) => cell.trim().toLowerCase())
  const errors: LineError[] = []
  const wrong = (column: string, message: string) => errors.push({ line: 1, column: column.slice(0, 60), message })
  names.forEach((name, i) => {
    if (!isColumn(name)) wrong(name, `there is no column of this name; there are ${COLUMNS.join(', ')}`)
    else if (names.indexOf(name) !== i) wrong(name, 'this column stands there twice')
  })
  for (const needed of ['product_id', 'sku_id']) if (!names.includes(needed)) wrong(needed, 'this column is missing')
  return { columns: names.filter(isColumn), errors }
}

/** The sign between cells: the most frequent one of the first line outside quotes. */
export const delimiterOf = (firstLine: string): ',' | ';' | '\t' => {
  const bare = firstLine.replace(/"[^"]*"/g, '')
  const count = (sign: string) => bare.split(sign).length
  const semicolons = count(';')
  if (count('\t') > Math.max(semicolons, count(','))) return '\t'
  return semicolons > count(',') ? ';' : ','
}
