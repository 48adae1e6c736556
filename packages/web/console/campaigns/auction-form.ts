// What is put up for whoever bids most, as it is typed and as the server takes it. Pure.
import type { Auction, ShelfItem, Sku } from '@hawker/sdk'
import { auctionTermsOf } from '@hawker/sdk/shop'
import { parseMoney, typedMoney } from '../../staff/money.ts'
import { fractionOf } from '../../ui/format.ts'

/** How long it may be chosen to last, and the last moments in which a bid moves the end. */
export const LASTS_MS = [30_000, 60_000, 120_000, 300_000] as const
export const EXTENDS_MS = [0, 5_000, 10_000, 20_000, 30_000] as const

export interface AuctionForm {
  readonly skuId: string
  readonly start: string
  readonly step: string
  readonly lastsMs: number
  readonly extendsMs: number
  /** Null: as the shop has it. */
  readonly guestsMayBid: boolean | null
}

export type AuctionFault = 'sku' | 'start' | 'step'

export const NEW_AUCTION: AuctionForm = {
  skuId: '',
  start: '',
  step: '',
  lastsMs: 60_000,
  extendsMs: 10_000,
  guestsMayBid: null,
}

/** What an auction that is over was put up with, to begin another with. */
export const againOf = (auction: Auction): AuctionForm => {
  const { startMinor, stepMinor, ...terms } = auctionTermsOf(auction)
  const { currency } = auction
  return { ...terms, start: typedMoney(startMinor, currency), step: typedMoney(stepMinor, currency) }
}

/** What may be chosen, and beside it what a program chose otherwise. */
export const withOwn = (choices: readonly number[], chosen: number): readonly number[] =>
  choices.includes(chosen) ? choices : [...choices, chosen].sort((a, b) => a - b)

/** A piece that can be put up. */
export interface Piece {
  readonly item: ShelfItem
  readonly sku: Sku
}

/** What has a piece that nobody waits for and sells, what is being shown before everything else. */
export const piecesOf = (shelf: readonly ShelfItem[], shown: string | null): readonly Piece[] =>
  [...shelf]
    .filter(({ onSale }) => onSale !== false)
    .sort((a, b) => Number(b.productId === shown) - Number(a.productId === shown) || a.number - b.number)
    .flatMap((item) => item.skus.filter(({ stock, waiting = 0 }) => stock > waiting).map((sku) => ({ item, sku })))

/** The piece that is chosen, while it can be put up; before anything is chosen the first. */
export const pieceOf = (pieces: readonly Piece[], skuId: string): Piece | undefined =>
  skuId === '' ? pieces[0] : pieces.find(({ sku }) => sku.id === skuId)

const wholeUnits = (minor: number, currency: string): number => {
  const unit = 10 ** fractionOf(currency)
  return Math.max(1, Math.round(minor / unit)) * unit
}

/** Half of what it costs, in steps of a twentieth: what the empty fields stand for. */
export const startHint = ({ item, sku }: Piece): string =>
  typedMoney(wholeUnits(sku.priceMinor / 2, item.currency), item.currency)
export const stepHint = ({ item, sku }: Piece): string =>
  typedMoney(wholeUnits(sku.priceMinor / 20, item.currency), item.currency)

/** With what the empty fields stand for: whatever becomes of shelf and prices, it is about this piece and these amounts. */
export const filledOf = (form: AuctionForm, piece: Piece): AuctionForm => ({
  ...form,
  skuId: piece.sku.id,
  start: form.start === '' ? startHint(piece) : form.start,
  step: form.step === '' ? stepHint(piece) : form.step,
})

/** What is asked of the server, or what is not right yet. */
export const auctionOf = (form: AuctionForm, piece: Piece | undefined) => {
  if (piece === undefined) return 'sku'
  const { start, step, lastsMs, extendsMs, guestsMayBid } = filledOf(form, piece)
  const startMinor = parseMoney(start, piece.item.currency)
  if (!startMinor) return 'start'
  const stepMinor = parseMoney(step, piece.item.currency)
  if (!stepMinor) return 'step'
  const guests = guestsMayBid === null ? {} : { guestsMayBid }
  return { skuId: piece.sku.id, startMinor, stepMinor, lastsMs, extendsMs, ...guests }
}

/** Beside which field a refusal belongs; null: it is about none of them. */
export const faultOf = (refusal: {
  readonly refused: string
  readonly fields?: readonly { readonly path: string }[]
}): AuctionFault | null => {
  if (['sold-out', 'not-on-sale', 'not-found'].includes(refusal.refused)) return 'sku'
  const path = refusal.fields?.[0]?.path ?? ''
  if (path.startsWith('sku')) return 'sku'
  if (path.startsWith('start')) return 'start'
  return path.startsWith('step') ? 'step' : null
}
