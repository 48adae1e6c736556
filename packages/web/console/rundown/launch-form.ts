// What the next launch is given, as it is typed and as the server takes it. Pure.
import type { ShelfItem } from '@hawker/sdk'
import { freeOf } from '../../staff/room/lineup.ts'
import { fractionOf } from '../../ui/format.ts'

const MINUTE_MS = 60_000
/** A flash price must have an end: this one, where nobody chose another. */
export const FLASH_MINUTES = 5

export interface LaunchForm {
  /** Null: open end. */
  readonly minutes: number | null
  /** Null: at once. */
  readonly countdownS: number | null
  readonly flash: { readonly price: string; readonly pieces: string; readonly each: string } | null
}

export const PLAIN: LaunchForm = { minutes: null, countdownS: null, flash: null }

/** A tenth off the lowest price, for a tenth of what is free: something to begin with. */
export const withFlash = (form: LaunchForm, item: ShelfItem): LaunchForm => {
  const digits = fractionOf(item.currency)
  const price = Math.max(1, Math.floor((item.priceMinor * 0.9) / 10 ** digits) * 10 ** digits)
  const pieces = Math.max(1, Math.floor(freeOf(item) / 10))
  return {
    ...form,
    minutes: form.minutes ?? FLASH_MINUTES,
    flash: { price: (price / 10 ** digits).toFixed(digits), pieces: `${pieces}`, each: '' },
  }
}

const wholeOf = (text: string): number | null => (/^\d{1,7}$/.test(text.trim()) ? Number(text) : null)

/** Minor units of `48` or `48.50`; null for anything else. */
export const minorOf = (text: string, currency: string): number | null => {
  const digits = fractionOf(currency)
  const found = /^(\d{1,10})(?:[.,](\d{1,3}))?$/.exec(text.trim())
  if (!found || (found[2]?.length ?? 0) > digits) return null
  return Number(found[1]) * 10 ** digits + Number((found[2] ?? '').padEnd(digits, '0') || 0)
}

/** What is asked of the server; null: something typed is no number yet. */
export const askOf = ({ minutes, countdownS, flash }: LaunchForm, currency: string) => {
  const times = {
    lastsMs: minutes === null ? null : minutes * MINUTE_MS,
    countdownMs: countdownS === null ? null : countdownS * 1_000,
  }
  if (flash === null) return times
  const priceMinor = minorOf(flash.price, currency)
  const quantity = wholeOf(flash.pieces)
  const perBuyerLimit = flash.each.trim() === '' ? null : wholeOf(flash.each)
  if (!priceMinor || !quantity || perBuyerLimit === 0 || (perBuyerLimit === null && flash.each.trim() !== ''))
    return null
  return { ...times, flash: { priceMinor, quantity, perBuyerLimit } }
}
