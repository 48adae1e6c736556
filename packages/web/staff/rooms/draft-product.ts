// A product while it is typed, and what the server is sent. Pure.
import type { Ask } from '@hawker/sdk'
import { parseMoney } from '../money.ts'

export type ProductBody = Ask<'commerce.createProduct'>['body']

export interface DraftSku {
  readonly key: number
  readonly label: string
  readonly price: string
  readonly stock: string
}

export interface DraftProduct {
  readonly title: string
  readonly images: readonly string[]
  readonly currency: string
  readonly listPrice: string
  readonly points: string
  readonly perBuyer: string
  readonly skus: readonly DraftSku[]
}

export const emptySku = (key: number): DraftSku => ({ key, label: '', price: '', stock: '' })

export const emptyProduct = (currency: string): DraftProduct => ({
  title: '',
  images: [],
  currency,
  listPrice: '',
  points: '',
  perBuyer: '',
  skus: [emptySku(1)],
})

export type DraftFault = 'title' | 'currency' | 'price' | 'stock' | 'label' | 'list-price' | 'per-buyer'

const whole = (typed: string): number | null => (/^\d{1,8}$/.test(typed.trim()) ? Number(typed) : null)

/** What to send, or the first thing that is not right yet. */
export const productBody = (draft: DraftProduct): ProductBody | DraftFault => {
  const { title, images, currency, listPrice, points, perBuyer, skus } = draft
  if (title.trim() === '') return 'title'
  if (!/^[A-Z]{3}$/.test(currency)) return 'currency'
  const rows = []
  for (const { label, price, stock } of skus) {
    const priceMinor = parseMoney(price, currency)
    if (priceMinor === null || priceMinor === 0) return 'price'
    const pieces = whole(stock)
    if (pieces === null) return 'stock'
    if (skus.length > 1 && label.trim() === '') return 'label'
    rows.push({ label: label.trim(), priceMinor, stock: pieces })
  }
  const listPriceMinor = listPrice.trim() === '' ? null : parseMoney(listPrice, currency)
  if (listPrice.trim() !== '' && listPriceMinor === null) return 'list-price'
  const perBuyerLimit = perBuyer.trim() === '' ? null : whole(perBuyer)
  if (perBuyer.trim() !== '' && !perBuyerLimit) return 'per-buyer'
  const sellingPoints = points
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, 8)
  return {
    title: title.trim(),
    images: [...images],
    currency,
    listPriceMinor,
    perBuyerLimit,
    sellingPoints,
    skus: rows,
  }
}
