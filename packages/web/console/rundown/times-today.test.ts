import { expect, test } from 'bun:test'
import { TODAY_MS, timesToday } from './times-today.ts'

test('N13 the desk counts as the server does: this room, the last 24 hours, nothing that was taken back at once', () => {
  const offer = (roomId: string, openedAt: number, reason: string | null = 'ended') =>
    ({ roomId, openedAt, reason }) as unknown as Parameters<typeof timesToday>[0][number]
  const now = 10 * TODAY_MS
  const offers = [
    offer('tea', now - 1, null),
    offer('tea', now - 2, 'undone'),
    offer('other', now - 3),
    offer('tea', now - TODAY_MS + 1),
    offer('tea', now - TODAY_MS),
  ]
  expect(timesToday(offers, 'tea', now)).toBe(2)
  expect(timesToday([], 'tea', now)).toBe(0)
})
