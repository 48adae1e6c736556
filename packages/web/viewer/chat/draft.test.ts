import { expect, test } from 'bun:test'
import { createDraft, LINE_MAX, replyTo } from './draft.ts'

test('a line is cut at the protocol’s limit, never inside a character', () => {
  const draft = createDraft()
  draft.set('🍵'.repeat(LINE_MAX + 5))
  expect([...draft.get()]).toHaveLength(LINE_MAX)
})

test('a reply names whom it answers once, before what was written already', () => {
  expect(replyTo('Ann', 'yes')).toBe('@Ann yes')
  expect(replyTo('Ann', '@Ann yes')).toBe('@Ann yes')
})
