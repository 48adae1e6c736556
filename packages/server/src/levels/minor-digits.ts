// How many decimal places a currency has, as the runtime knows them.
import type { Currency } from '@hawker/protocol'

const known = new Map<Currency, number>()

export const minorDigitsOf = (currency: Currency): number => {
  const digits = known.get(currency) ?? digitsOf(currency)
  known.set(currency, digits)
  return digits
}

const digitsOf = (currency: Currency): number => {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    return 2
  }
}
