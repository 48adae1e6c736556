import { expect, test } from 'bun:test'
import { isQuestion, type Line, passes } from './chat.ts'

const line = (text: string, role: Line['from']['role'] = 'guest') =>
  ({ text, from: { id: 'a', name: 'Ann', avatarUrl: null, role, level: 1 } }) as Line

test('a question is told by its mark, Latin or Chinese', () => {
  expect(isQuestion(line('is it food safe?'))).toBe(true)
  expect(isQuestion(line('大号还有吗？'))).toBe(true)
  expect(isQuestion(line('A3 ×2 please'))).toBe(false)
})

test('what staff ask back is no question to answer', () => {
  expect(isQuestion(line('which size?', 'host'))).toBe(false)
})

test('the staff filter shows staff only', () => {
  expect(passes(line('hello', 'assistant'), 'staff')).toBe(true)
  expect(passes(line('hello', 'viewer'), 'staff')).toBe(false)
})
