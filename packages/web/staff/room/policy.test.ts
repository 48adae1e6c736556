import { expect, test } from 'bun:test'
import { DEFAULT_POLICY } from '@hawker/protocol'
import { policyChips } from './policy.ts'

const rules = (change: Partial<typeof DEFAULT_POLICY>) =>
  policyChips({ ...DEFAULT_POLICY, ...change }).map(({ rule, value }) => (value ? `${rule} ${value}` : rule))

test('an ordinary room carries no marks', () => {
  expect(rules({})).toEqual([])
})

test('each rule that narrows speech has its mark, with its number', () => {
  expect(rules({ slowModeS: 10, speakers: 'buyers', minLevel: 5, links: 'everyone' })).toEqual([
    'slow 10',
    'buyers',
    'level 5',
    'links',
  ])
})

test('mute all says it alone', () => {
  expect(rules({ mutedAll: true, slowModeS: 10 })).toEqual(['mutedAll'])
})
