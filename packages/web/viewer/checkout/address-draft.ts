// An address while it is typed: what of it is missing or cannot be right. Pure; the server checks it again.
import type { Address, Refusal } from '@hawker/sdk'

export type Field = keyof Address
export type Draft = Readonly<Record<Field, string>>
/** `missing`, or not as it has to be. */
export type Problems = Readonly<Partial<Record<Field, 'missing' | 'wrong'>>>

/** Most characters of each: the protocol's limits. */
export const FIELD_MAX: Readonly<Record<Field, number>> = {
  name: 80,
  phone: 30,
  country: 2,
  region: 80,
  city: 80,
  line1: 160,
  line2: 160,
  postcode: 20,
}

const NEEDED: readonly Field[] = ['name', 'phone', 'country', 'city', 'line1']
const PHONE = /^\+?[0-9][0-9 ()-]{3,29}$/

export const emptyDraft = (country: string): Draft => ({
  name: '',
  phone: '',
  country,
  region: '',
  city: '',
  line1: '',
  line2: '',
  postcode: '',
})

export const addressOf = (draft: Draft): Address =>
  Object.fromEntries(Object.entries(draft).map(([field, text]) => [field, text.trim()])) as Address

export const problemsOf = (draft: Draft): Problems => {
  const address = addressOf(draft)
  const missing = NEEDED.filter((field) => address[field] === '').map((field) => [field, 'missing'] as const)
  const malformed = address.phone !== '' && !PHONE.test(address.phone) ? [['phone', 'wrong'] as const] : []
  return Object.fromEntries([...missing, ...malformed])
}

/** What the server would not take, beside the fields it names. */
export const problemsFrom = ({ fields = [] }: Refusal, draft: Draft): Problems =>
  Object.fromEntries(
    fields
      .map(({ path }) => path.split('.').at(-1) ?? '')
      .flatMap((field) => (field in draft ? [[field, 'wrong']] : [])),
  )
