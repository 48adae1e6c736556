import { expect, test } from 'bun:test'
import type { Line } from '../../staff/room/chat.ts'
import { hostChat, QUESTION_WAITS_MS } from './order.ts'

const line = (offset: number, text: string, at = 0) =>
  ({ offset, at, text, from: { id: `u${offset}`, name: 'Ann', avatarUrl: null, role: 'guest', level: 1 } }) as Line

test('questions stand on top, each line is shown once', () => {
  const { questions, rest } = hostChat([line(1, 'hi'), line(2, 'how heavy?'), line(3, 'nice')], new Set(), 0)
  expect(questions.map(({ offset }) => offset)).toEqual([2])
  expect(rest.map(({ offset }) => offset)).toEqual([1, 3])
})

test('only the newest three are large, all of them are counted', () => {
  const { questions, waiting } = hostChat(
    [1, 2, 3, 4, 5].map((n) => line(n, '大号还有吗？')),
    new Set(),
    0,
  )
  expect(questions.map(({ offset }) => offset)).toEqual([3, 4, 5])
  expect(waiting).toBe(5)
})

test('a question that was answered, or is old, joins the others', () => {
  const chat = [line(1, 'how heavy?'), line(2, 'which clay?', 0)]
  expect(hostChat(chat, new Set([1]), 0).questions.map(({ offset }) => offset)).toEqual([2])
  expect(hostChat(chat, new Set(), QUESTION_WAITS_MS).waiting).toBe(0)
})
