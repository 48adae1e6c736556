// What is said of a product, while it is typed. Pure.
import type { Ask } from '@hawker/sdk'
import { parseMoney, typedMoney } from '../../staff/money.ts'
import { POSITION_MAX, QUANTITY_MAX, SELLING_POINT_MAX, SELLING_POINTS_MAX } from '../limits.ts'
import type { Product } from './figures.ts'

export interface FactsDraft {
  readonly title: string
  readonly description: string
  /** One a line. */
  readonly points: string
  readonly listPrice: string
  readonly perBuyer: string
  readonly position: string
}

export type FactsFault = 'title' | 'points' | 'point' | 'list-price' | 'per-buyer' | 'position'

type Change = Ask<'commerce.changeProduct'>['body']
type Told = 'title' | 'description' | 'sellingPoints' | 'listPriceMinor' | 'perBuyerLimit' | 'position'
export type Facts = { readonly [K in Told]: Exclude<Change[K], undefined> }

export const EMPTY_FACTS: FactsDraft = {
  title: '',
  description: '',
  points: '',
  listPrice: '',
  perBuyer: '',
  position: '',
}

export const draftOf = (product: Product): FactsDraft => ({
  title: product.title,
  description: product.description,
  points: product.sellingPoints.join('\n'),
  listPrice: product.listPriceMinor === null ? '' : typedMoney(product.listPriceMinor, product.currency),
  perBuyer: product.perBuyerLimit === null ? '' : String(product.perBuyerLimit),
  position: product.position === 0 ? '' : String(product.position),
})

/** A whole number within limits, `otherwise` where nothing stands; null: it is neither. */
const whole = <T>(typed: string, min: number, max: number, otherwise: T): number | T | null => {
  const text = typed.trim()
  if (text === '') return otherwise
  const value = /^-?\d{1,8}$/.test(text) ? Number(text) : Number.NaN
  return value >= min && value <= max ? value : null
}

/** What to send, or the first thing that is not right yet. */
export const readFacts = (draft: FactsDraft, currency: string): Facts | FactsFault => {
  const title = draft.title.trim()
  if (title === '') return 'title'
  const sellingPoints = draft.points
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  if (sellingPoints.length > SELLING_POINTS_MAX) return 'points'
  if (sellingPoints.some((point) => point.length > SELLING_POINT_MAX)) return 'point'
  const listPriceMinor = draft.listPrice.trim() === '' ? null : parseMoney(draft.listPrice, currency)
  if (draft.listPrice.trim() !== '' && !listPriceMinor) return 'list-price'
  const perBuyer = whole(draft.perBuyer, 1, QUANTITY_MAX, 'any' as const)
  if (perBuyer === null) return 'per-buyer'
  const position = whole(draft.position, -POSITION_MAX, POSITION_MAX, 0)
  if (position === null) return 'position'
  return {
    title,
    description: draft.description,
    sellingPoints,
    listPriceMinor,
    perBuyerLimit: perBuyer === 'any' ? null : perBuyer,
    position,
  }
}
