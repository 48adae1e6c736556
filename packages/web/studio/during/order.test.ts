import { expect, test } from 'bun:test'
import type { Line } from '../../staff/room/chat.ts'
import { hostChat, markAnswered, QUESTION_WAITS_MS } from './order.ts'

const line = (offset: number, text: string, at = 0) =>
  ({ offset, at, text, from: { id: `u${offset}`, name: 'Ann', avatarUrl: null, role: 'guest', level: 1 } }) as Line
const none = new Map<string, number>()
const offsets = ({ questions }: ReturnType<typeof hostChat>) => questions.map(({ line: { offset } }) => offset)

test('questions stand on top, each line is shown once', () => {
  const shown = hostChat([line(1, 'hi'), line(2, 'how heavy?'), line(3, 'nice')], none, 0)
  expect(offsets(shown)).toEqual([2])
  expect(shown.rest.map(({ offset }) => offset)).toEqual([1, 3])
})

test('only the newest three are large, all of them are counted', () => {
  const shown = hostChat(
    [1, 2, 3, 4, 5].map((n) => line(n, `${n} 号还有吗？`)),
    none,
    0,
  )
  expect(offsets(shown)).toEqual([3, 4, 5])
  expect(shown.waiting).toBe(5)
})

test('the same question of several people is one, and says how many ask', () => {
  const shown = hostChat([line(1, 'How heavy?'), line(2, 'which clay?'), line(3, 'how heavy ??')], none, 0)
  expect(offsets(shown)).toEqual([2, 3])
  expect(shown.questions.at(-1)?.asked).toBe(2)
  expect(shown.rest).toEqual([])
})

test('a question that was answered joins the others until it is asked again; an old one does not wait', () => {
  const chat = [line(1, 'how heavy?')]
  const answered = markAnswered(none, hostChat(chat, none, 0).questions[0]!)
  expect(hostChat(chat, answered, 0)).toMatchObject({ questions: [], waiting: 0, rest: chat })
  expect(offsets(hostChat([...chat, line(7, 'how heavy?')], answered, 0))).toEqual([7])
  expect(hostChat(chat, none, QUESTION_WAITS_MS).waiting).toBe(0)
})
