// Money as people write it in tables, by the currency's exponent (ISO 4217): never through a floating fraction.
import { type AmountMinor, type Currency, MAX_AMOUNT_MINOR } from '@hawker/protocol'

const EXPONENTS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
}
const OTHER_THAN_TWO = new Map(
  Object.entries(EXPONENTS).flatMap(([exponent, all]) => all.split(' ').map((code) => [code, Number(exponent)])),
)

/** Digits behind the point. */
export const exponentOf = (currency: Currency): number => OTHER_THAN_TWO.get(currency) ?? 2

/** `12.5` EUR → 1250. A text for people where it is no amount of this currency. */
export const parseMoney = (text: string, currency: Currency): AmountMinor | string => {
  const exponent = exponentOf(currency)
  const [, whole, fraction = ''] = /^(\d{1,15})(?:\.(\d{1,15}))?$/.exec(text) ?? []
  if (whole === undefined) return `write an amount as ${formatMoney(123_450, currency)}, digits and a point alone`
  const kept = fraction.slice(0, exponent)
  if (/[1-9]/.test(fraction.slice(exponent)))
    return exponent === 0 ? `${currency} has no fractions` : `${currency} has ${exponent} digits behind the point`
  const minor = Number(whole + kept.padEnd(exponent, '0'))
  return minor > MAX_AMOUNT_MINOR ? 'this is more than any price may be' : minor
}

/** 1250 EUR → `12.50`. */
export const formatMoney = (minor: AmountMinor, currency: Currency): string => {
  const exponent = exponentOf(currency)
  if (exponent === 0) return String(minor)
  const digits = String(minor).padStart(exponent + 1, '0')
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}
