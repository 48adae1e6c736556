// What the next launch is given, as it is typed and as the server takes it. Pure.
import type { ShelfItem } from '@hawker/sdk'
import { parseMoney } from '../../staff/money.ts'
import { freeOf } from '../../staff/room/lineup.ts'
import { wholeOf } from '../../staff/whole-number.ts'
import { fractionOf } from '../../ui/format.ts'

const MINUTE_MS = 60_000
const SECOND_MS = 1_000
export const MINUTES_MOST = 20
export const COUNTDOWN_LEAST_S = 10
export const COUNTDOWN_MOST_S = 300
const EACH_MAX = 999
/** A flash price must have an end: this one, where nobody chose another. */
export const FLASH_MINUTES = '5'

/** Everything may be left empty: no flash price, as many for each buyer as the shelf allows, at once, open end. */
export interface LaunchForm {
  readonly price: string
  readonly pieces: string
  readonly each: string
  readonly countdown: string
  readonly minutes: string
}

export type LaunchFault = 'price' | 'pieces' | 'each' | 'countdown' | 'minutes' | 'flash-end'

export const PLAIN: LaunchForm = { price: '', pieces: '', each: '', countdown: '', minutes: '' }

/** What a flash price has to be below. */
export const lowestOf = ({ skus }: ShelfItem): number => Math.min(...skus.map(({ priceMinor }) => priceMinor))

/** A tenth off the lowest price: what the empty field shows. */
export const priceHint = (item: ShelfItem): string => {
  const digits = fractionOf(item.currency)
  const price = Math.max(1, Math.floor((lowestOf(item) * 0.9) / 10 ** digits)) * 10 ** digits
  return (price / 10 ** digits).toFixed(digits)
}

/** A flash price that is begun gets pieces, a tenth of what is free, and an end: something to go on from. */
export const withPrice = (form: LaunchForm, price: string, item: ShelfItem): LaunchForm =>
  form.price !== '' || price.trim() === ''
    ? { ...form, price }
    : {
        ...form,
        price,
        pieces: form.pieces || `${Math.max(1, Math.floor(freeOf(item) / 10))}`,
        minutes: form.minutes || FLASH_MINUTES,
      }

/** Null: left empty. `NaN`: no number in its bounds. */
const boundedOf = (typed: string, least: number, most: number): number | null => {
  if (typed.trim() === '') return null
  const value = wholeOf(typed)
  return value === null || value < least || value > most ? Number.NaN : value
}

/** What is asked of the server, or the first thing that is not right yet. */
export const askOf = (form: LaunchForm, item: ShelfItem) => {
  const countdown = boundedOf(form.countdown, COUNTDOWN_LEAST_S, COUNTDOWN_MOST_S)
  const minutes = boundedOf(form.minutes, 1, MINUTES_MOST)
  if (Number.isNaN(countdown)) return 'countdown' satisfies LaunchFault
  if (Number.isNaN(minutes)) return 'minutes' satisfies LaunchFault
  const times = {
    lastsMs: minutes === null ? null : minutes * MINUTE_MS,
    countdownMs: countdown === null ? null : countdown * SECOND_MS,
  }
  if (form.price.trim() === '') return times
  const priceMinor = parseMoney(form.price, item.currency)
  const quantity = boundedOf(form.pieces, 1, freeOf(item))
  const perBuyerLimit = boundedOf(form.each, 1, EACH_MAX)
  if (!priceMinor || priceMinor >= lowestOf(item)) return 'price' satisfies LaunchFault
  if (!quantity) return 'pieces' satisfies LaunchFault
  if (Number.isNaN(perBuyerLimit)) return 'each' satisfies LaunchFault
  if (minutes === null) return 'flash-end' satisfies LaunchFault
  return { ...times, flash: { priceMinor, quantity, perBuyerLimit } }
}
