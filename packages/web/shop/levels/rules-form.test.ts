import { expect, test } from 'bun:test'
import { draftOf, faultsOf, type RulesDraft, rulesOf, thresholdsOf } from './rules-form.ts'

const rules = {
  perMessage: 1,
  perCoin: 1,
  perUnitPaid: 2,
  perMinuteWatched: 1,
  dailyMax: 200,
  thresholds: [10, 50, 120],
}
const draft: RulesDraft = draftOf(rules)

test('rules stand in the fields and come back as they were', () => {
  expect(draft.thresholds).toBe('10 50 120')
  expect(rulesOf(draft)).toEqual(rules)
})

test('points of levels are separated as one likes', () => {
  expect(thresholdsOf(' 10, 50;120，\n 250 ')).toEqual([10, 50, 120, 250])
})

test.each([
  ['perMessage', 'points', { perMessage: '' }],
  ['perCoin', 'points', { perCoin: '-1' }],
  ['perUnitPaid', 'points', { perUnitPaid: '1001' }],
  ['dailyMax', 'daily', { dailyMax: '1000001' }],
  ['thresholds', 'count', { thresholds: ' ' }],
  ['thresholds', 'count', { thresholds: Array.from({ length: 100 }, (_, i) => i + 1).join(' ') }],
  ['thresholds', 'threshold', { thresholds: '0 10' }],
  ['thresholds', 'threshold', { thresholds: '10 fifty' }],
  ['thresholds', 'threshold', { thresholds: '10 1000000001' }],
  ['thresholds', 'rise', { thresholds: '10 50 50' }],
] as const)('%s is said to be wrong, and nothing is sent', (field, fault, change) => {
  const wrong = { ...draft, ...change }
  expect(faultsOf(wrong)).toEqual({ [field]: fault })
  expect(rulesOf(wrong)).toBeNull()
})
