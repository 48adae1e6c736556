import { expect, test } from 'bun:test'
import { SAY_EVERY_MS, sayAt } from './said-aloud.ts'

test('what changes quickly is said at most every few seconds', () => {
  expect(sayAt(null, 'at 44', false, 100)).toBe(100)
  const last = { text: 'at 44', at: 100 }
  expect(sayAt(last, 'at 46', false, 200)).toBe(100 + SAY_EVERY_MS)
  expect(sayAt(last, 'at 46', false, 100 + 2 * SAY_EVERY_MS)).toBe(100 + 2 * SAY_EVERY_MS)
})

test('what cannot wait is said at once, and nothing is said twice', () => {
  const last = { text: 'You lead', at: 100 }
  expect(sayAt(last, 'You were outbid', true, 200)).toBe(200)
  expect(sayAt(last, 'You lead', true, 200)).toBeNull()
  expect(sayAt(last, '', true, 200)).toBeNull()
})
