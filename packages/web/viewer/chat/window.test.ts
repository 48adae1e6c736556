import { describe, expect, test } from 'bun:test'
import { FOLLOWING, LINES_SHOWN, newer, older, scrolledUp, shownLines, unreadCount } from './window.ts'

const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => ({ offset: from + i }))
const offsets = (list: readonly { offset: number }[]) => [list[0]?.offset, list[list.length - 1]?.offset]

describe('the chat window', () => {
  test('U9 never shows more than sixty lines of the two hundred kept', () => {
    expect(shownLines(lines(1, 200), FOLLOWING)).toHaveLength(LINES_SHOWN)
    expect(offsets(shownLines(lines(1, 200), FOLLOWING))).toEqual([141, 200])
  })

  test('a reader who scrolled up keeps his lines while new ones are counted', () => {
    const up = scrolledUp(lines(1, 100), FOLLOWING)
    const later = lines(1, 107)
    expect(offsets(shownLines(later, up))).toEqual([41, 100])
    expect(unreadCount(later, up)).toBe(7)
    expect(unreadCount(later, FOLLOWING)).toBe(0)
  })

  test('at the top it goes back until the oldest line, and on again to the newest', () => {
    const all = lines(1, 100)
    let window = scrolledUp(all, FOLLOWING)
    window = older(all, window)
    expect(offsets(shownLines(all, window))).toEqual([21, 80])
    window = older(all, window)
    expect(offsets(shownLines(all, window))).toEqual([1, 60])
    expect(older(all, window)).toEqual(window)
    window = newer(all, newer(all, window))
    expect(offsets(shownLines(all, window))).toEqual([41, 100])
    expect(newer(all, window)).toEqual(FOLLOWING)
  })

  test('when the lines he looked at are forgotten he sees the oldest that are left', () => {
    const up = scrolledUp(lines(1, 100), FOLLOWING)
    expect(offsets(shownLines(lines(301, 500), up))).toEqual([301, 360])
    expect(unreadCount(lines(301, 500), up)).toBe(200)
  })

  test('an empty room shows nothing', () => {
    expect(shownLines([], FOLLOWING)).toEqual([])
    expect(shownLines([], scrolledUp([], FOLLOWING))).toEqual([])
  })
})
