// A way of delivery while it is typed, what is not right yet by field, and what the server is sent. Pure.
import type { DeliveryMethod } from '@hawker/sdk'
import { parseMoney, typedMoney } from '../../staff/money.ts'
import { wholeOf } from '../../staff/whole-number.ts'

export const NAME_MAX = 60
/** Ways of one shop. */
export const METHODS_MAX = 20
const DAYS_MAX = 365

export type MethodTerms = Omit<DeliveryMethod, 'id'>

export interface MethodDraft {
  readonly name: string
  readonly currency: string
  readonly price: string
  /** Empty: it always costs. */
  readonly freeFrom: string
  /** `CN, DE`; empty: everywhere. */
  readonly countries: string
  readonly daysMin: string
  readonly daysMax: string
}

export type Field = keyof MethodDraft
export type Faults = Partial<Record<Field, string>>

export const newMethod = (currency: string): MethodDraft => ({
  ...{ name: '', currency, price: '', freeFrom: '', countries: '', daysMin: '2', daysMax: '5' },
})

export const draftOf = (method: DeliveryMethod): MethodDraft => {
  const { name, currency, priceMinor, freeFromMinor, countries, daysMin, daysMax } = method
  return {
    ...{ name, currency, price: typedMoney(priceMinor, currency) },
    freeFrom: freeFromMinor === null ? '' : typedMoney(freeFromMinor, currency),
    ...{ countries: countries?.join(', ') ?? '', daysMin: `${daysMin}`, daysMax: `${daysMax}` },
  }
}

/** `cn, DE de` → CN and DE, once each. */
export const countriesOf = (typed: string): readonly string[] => [
  ...new Set(
    typed
      .toUpperCase()
      .split(/[\s,;，、]+/)
      .filter((code) => code !== ''),
  ),
]

export const faultsOf = (draft: MethodDraft): Faults => {
  const faults: Faults = {}
  if (draft.name.trim() === '') faults.name = 'name'
  if (!/^[A-Z]{3}$/.test(draft.currency)) return { ...faults, currency: 'currency' }
  if (parseMoney(draft.price, draft.currency) === null) faults.price = 'amount'
  if (draft.freeFrom.trim() !== '' && parseMoney(draft.freeFrom, draft.currency) === null) faults.freeFrom = 'amount'
  if (countriesOf(draft.countries).some((code) => !/^[A-Z]{2}$/.test(code))) faults.countries = 'countries'
  const [from, to] = [wholeOf(draft.daysMin), wholeOf(draft.daysMax)]
  if (from === null || from > DAYS_MAX) faults.daysMin = 'days'
  if (to === null || to > DAYS_MAX) faults.daysMax = 'days'
  else if (from !== null && from > to) faults.daysMax = 'daysOrder'
  return faults
}

/** Null while something is not right. */
export const termsOf = (draft: MethodDraft): MethodTerms | null => {
  if (Object.keys(faultsOf(draft)).length > 0) return null
  const { name, currency, price, freeFrom, daysMin, daysMax } = draft
  const countries = countriesOf(draft.countries)
  return {
    ...{ name: name.trim(), currency, priceMinor: parseMoney(price, currency) ?? 0 },
    freeFromMinor: freeFrom.trim() === '' ? null : parseMoney(freeFrom, currency),
    countries: countries.length === 0 ? null : [...countries],
    ...{ daysMin: Number(daysMin), daysMax: Number(daysMax) },
  }
}
