// SKUs made of options: Size × Colour gives a row each. What was typed into a row stays with it. Pure.
import type { Ask } from '@hawker/sdk'
import { parseMoney } from '../../staff/money.ts'
import { LABEL_MAX, OPTION_NAME_MAX, OPTION_VALUE_MAX, PIECES_MAX, SKUS_MAX } from '../limits.ts'

/** One option while it is typed. The key stays when the name changes. */
export interface Axis {
  readonly key: number
  readonly name: string
  /** `S, M, L` */
  readonly values: string
}

export interface SkuRow {
  /** What it is of each option, by the option's key; empty for the only SKU of a product without options. */
  readonly picks: Readonly<Record<number, string>>
  readonly price: string
  readonly stock: string
}

export const EMPTY_ROW: SkuRow = { picks: {}, price: '', stock: '' }

/** Commas of both scripts, semicolons and line breaks part values; each counts once. */
export const valuesOf = (typed: string): string[] => [
  ...new Set(
    typed
      .split(/[,，、;；\n]/)
      .map((value) => value.trim())
      .filter((value) => value !== ''),
  ),
]

type Picks = SkuRow['picks']

const combinations = (axes: readonly Axis[]): Picks[] =>
  axes.reduce<Picks[]>(
    (all, { key, values }) => all.flatMap((picks) => valuesOf(values).map((value) => ({ ...picks, [key]: value }))),
    [{}],
  )

const same = (a: Picks, b: Picks): boolean => Object.keys({ ...a, ...b }).every((key) => a[+key] === b[+key])

/** The same wherever both say something. */
const agree = (a: Picks, b: Picks): boolean => Object.keys(a).every((key) => !(key in b) || a[+key] === b[+key])

/** A row for every combination. One that stood before keeps price and pieces; a new one takes its kin's price. */
export const rowsOf = (axes: readonly Axis[], before: readonly SkuRow[]): SkuRow[] => {
  const told = axes.filter(({ values }) => valuesOf(values).length > 0)
  return combinations(told).map((picks) => {
    const known = before.find((row) => same(row.picks, picks))
    if (known) return known
    const kin = before.find((row) => agree(row.picks, picks)) ?? before[0]
    return { picks, price: kin?.price ?? '', stock: '' }
  })
}

/** What tells it from the others, as buyers read it. */
export const labelOf = (picks: Picks): string => Object.values(picks).join(' / ').slice(0, LABEL_MAX)

export type SkusFault = 'option-name' | 'option-twice' | 'option-long' | 'too-many' | 'price' | 'stock'
export type NewSku = Ask<'commerce.createProduct'>['body']['skus'][number]

const faultOfAxes = (axes: readonly Axis[]): SkusFault | null => {
  const told = axes.filter(({ values }) => valuesOf(values).length > 0)
  const names = told.map(({ name }) => name.trim())
  if (names.some((name) => name === '')) return 'option-name'
  if (new Set(names).size < names.length) return 'option-twice'
  if (names.some((name) => name.length > OPTION_NAME_MAX)) return 'option-long'
  if (told.some(({ values }) => valuesOf(values).some((value) => value.length > OPTION_VALUE_MAX))) return 'option-long'
  return null
}

const pieces = (typed: string): number | null => {
  const value = /^\d{1,8}$/.test(typed.trim()) ? Number(typed) : Number.NaN
  return value <= PIECES_MAX ? value : null
}

/** What to send, or what is not right, and in which row. */
export const readRows = (
  axes: readonly Axis[],
  rows: readonly SkuRow[],
  currency: string,
): NewSku[] | { readonly fault: SkusFault; readonly row: number | null } => {
  const fault = faultOfAxes(axes) ?? (rows.length > SKUS_MAX ? 'too-many' : null)
  if (fault) return { fault, row: null }
  const nameOf = new Map(axes.map(({ key, name }) => [key, name.trim()]))
  const read: NewSku[] = []
  for (const [row, { picks, price, stock }] of rows.entries()) {
    const priceMinor = parseMoney(price, currency)
    if (!priceMinor) return { fault: 'price', row }
    const free = pieces(stock)
    if (free === null) return { fault: 'stock', row }
    const options = Object.fromEntries(Object.entries(picks).map(([key, value]) => [nameOf.get(+key), value]))
    read.push({ label: labelOf(picks), options, priceMinor, stock: free })
  }
  return read
}
