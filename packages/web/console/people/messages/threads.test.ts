import { expect, test } from 'bun:test'
import { lastOfViewer, type Message, withMessages } from './threads.ts'

const message = (id: string, at: number, byShop = false): Message =>
  ({ id, at, byShop, text: id, from: { id: 'ann', name: 'Ann', avatarUrl: null, role: 'viewer', level: 1 } }) as never

test('S49 an answer that was sent and heard stands there once, in the order it was said', () => {
  const list = withMessages([message('a', 1), message('c', 3)], [message('c', 3), message('b', 2)])
  expect(list.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
})

test('nothing new keeps the same list', () => {
  const list = [message('a', 1)]
  expect(withMessages(list, [message('a', 1)])).toBe(list)
})

test('S49 read goes up to the newest line of the viewer, whatever the shop said after it', () => {
  expect(lastOfViewer([message('a', 1), message('b', 2), message('c', 3, true)])?.id).toBe('b')
  expect(lastOfViewer([message('c', 3, true)])).toBeNull()
})
