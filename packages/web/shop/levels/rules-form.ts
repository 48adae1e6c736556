// The rules of levels while they are typed, what is not right yet by field, and what the server is sent. Pure.
import type { Answer } from '@hawker/sdk'
import { wholeOf } from '../../staff/whole-number.ts'

export type Rules = Answer<'levels.readRules'>

/** What brings points, and the most of it a day. */
export const POINTS = ['perMessage', 'perMinuteWatched', 'perCoin', 'perUnitPaid', 'dailyMax'] as const
const PER_MAX = 1_000
const DAILY_MAX = 1_000_000
export const LEVELS_MAX = 99
const POINTS_MAX = 1_000_000_000

export type Field = (typeof POINTS)[number] | 'thresholds'
export type RulesDraft = Readonly<Record<Field, string>>
export type Faults = Partial<Record<Field, string>>

export const draftOf = (rules: Rules): RulesDraft => ({
  perMessage: `${rules.perMessage}`,
  perMinuteWatched: `${rules.perMinuteWatched}`,
  perCoin: `${rules.perCoin}`,
  perUnitPaid: `${rules.perUnitPaid}`,
  dailyMax: `${rules.dailyMax}`,
  thresholds: rules.thresholds.join(' '),
})

/** `10 50, 120` → 10, 50, 120; what is no whole number is `NaN`. */
export const thresholdsOf = (typed: string): readonly number[] =>
  typed
    .split(/[\s,;，、]+/)
    .filter((part) => part !== '')
    .map((part) => (/^\d{1,10}$/.test(part) ? Number(part) : Number.NaN))

export const faultsOf = (draft: RulesDraft): Faults => {
  const faults: Faults = {}
  for (const field of POINTS) {
    const value = wholeOf(draft[field])
    if (value === null || value > (field === 'dailyMax' ? DAILY_MAX : PER_MAX))
      faults[field] = field === 'dailyMax' ? 'daily' : 'points'
  }
  const thresholds = thresholdsOf(draft.thresholds)
  if (thresholds.length === 0 || thresholds.length > LEVELS_MAX) faults.thresholds = 'count'
  else if (thresholds.some((points) => !(points >= 1 && points <= POINTS_MAX))) faults.thresholds = 'threshold'
  else if (thresholds.some((points, i) => i > 0 && points <= thresholds[i - 1]!)) faults.thresholds = 'rise'
  return faults
}

/** Null while something is not right. */
export const rulesOf = (draft: RulesDraft): Rules | null =>
  Object.keys(faultsOf(draft)).length > 0
    ? null
    : {
        perMessage: Number(draft.perMessage),
        perCoin: Number(draft.perCoin),
        perUnitPaid: Number(draft.perUnitPaid),
        perMinuteWatched: Number(draft.perMinuteWatched),
        dailyMax: Number(draft.dailyMax),
        thresholds: [...thresholdsOf(draft.thresholds)],
      }
