// A coupon while it is typed, what is not right yet by field, and what the server is sent. Pure.
import type { Ask } from '@hawker/sdk'
import { parseMoney } from '../../staff/money.ts'
import { wholeOf } from '../../staff/whole-number.ts'

export const TITLE_MAX = 60
export const CODE_MAX = 32
export const PRODUCTS_MAX = 300
const QUOTA_MAX = 10_000_000
const PER_USER_MAX = 100
const CODE = /^[A-Z0-9-]{4,32}$/

export type CouponBody = Ask<'coupons.createCoupon'>['body']

export interface CouponDraft {
  readonly title: string
  readonly off: 'amount' | 'percent'
  readonly amount: string
  readonly percent: string
  readonly most: string
  readonly currency: string
  readonly minSpend: string
  /** Empty: every product. */
  readonly products: readonly string[]
  /** As `datetime-local` has it; empty: always. */
  readonly starts: string
  readonly ends: string
  readonly quota: string
  readonly perUser: string
  readonly code: string
}

export type Field = keyof CouponDraft
/** What is wrong with a field, as a word of `coupons.fault`. */
export type Faults = Partial<Record<Field, string>>

export const newCoupon = (currency: string): CouponDraft => ({
  ...{ title: '', off: 'amount', amount: '', percent: '', most: '', currency, minSpend: '', products: [] },
  ...{ starts: '', ends: '', quota: '100', perUser: '1', code: '' },
})

/** The code as it is kept: capitals, nothing around it. */
export const codeOf = (typed: string): string => typed.trim().toUpperCase()

const at = (local: string): number | null => (local === '' ? null : new Date(local).getTime())
const within = (typed: string, most: number): number | null => {
  const value = wholeOf(typed)
  return value !== null && value >= 1 && value <= most ? value : null
}

export const faultsOf = (draft: CouponDraft, now: number): Faults => {
  const faults: Faults = {}
  const money = (typed: string) => parseMoney(typed, draft.currency)
  if (draft.title.trim() === '') faults.title = 'title'
  if (!/^[A-Z]{3}$/.test(draft.currency)) return { ...faults, currency: 'currency' }
  if (draft.off === 'amount' && !money(draft.amount)) faults.amount = 'amount'
  if (draft.off === 'percent' && within(draft.percent, 100) === null) faults.percent = 'percent'
  if (draft.off === 'percent' && draft.most.trim() !== '' && !money(draft.most)) faults.most = 'amount'
  if (draft.minSpend.trim() !== '' && money(draft.minSpend) === null) faults.minSpend = 'amount'
  if (draft.products.length > PRODUCTS_MAX) faults.products = 'products'
  const [starts, ends] = [at(draft.starts), at(draft.ends)]
  if (ends !== null && ends <= now) faults.ends = 'over'
  if (starts !== null && ends !== null && starts >= ends) faults.ends = 'ends'
  if (within(draft.quota, QUOTA_MAX) === null) faults.quota = 'quota'
  if (within(draft.perUser, PER_USER_MAX) === null) faults.perUser = 'perUser'
  if (draft.code.trim() !== '' && !CODE.test(codeOf(draft.code))) faults.code = 'code'
  return faults
}

/** Null while something is not right. */
export const bodyOf = (draft: CouponDraft, now: number): CouponBody | null => {
  if (Object.keys(faultsOf(draft, now)).length > 0) return null
  const money = (typed: string) => parseMoney(typed, draft.currency) ?? 0
  return {
    terms: {
      title: draft.title.trim(),
      off:
        draft.off === 'amount'
          ? { type: 'amount', minor: money(draft.amount) }
          : { type: 'percent', percent: Number(draft.percent), maxMinor: money(draft.most) || null },
      currency: draft.currency,
      minSpendMinor: money(draft.minSpend),
      productIds: draft.products.length === 0 ? null : ([...draft.products] as never),
      startsAt: at(draft.starts),
      endsAt: at(draft.ends),
    },
    quota: Number(draft.quota),
    perUser: Number(draft.perUser),
    code: codeOf(draft.code) || null,
  }
}
