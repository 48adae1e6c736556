import { expect, test } from 'bun:test'
import { changeOf, type Draft, fits, localText } from './change.ts'

const began: Draft = { title: 'Tea', introduction: '', announcement: 'Hello', coverUrl: '/a.webp', startsAt: '' }

test('only what was changed is written, so that a colleague’s change stays', () => {
  expect(changeOf(began, began)).toEqual({})
  expect(changeOf(began, { ...began, title: ' Tea ' })).toEqual({})
  expect(changeOf(began, { ...began, announcement: '', coverUrl: ' ' })).toEqual({ announcement: '', coverUrl: null })
})

test('a start is a moment on the clock of whoever types it, and can be taken away', () => {
  const at = new Date(2026, 10, 24, 20, 15).getTime()
  expect(localText(at)).toBe('2026-11-24T20:15')
  expect(changeOf(began, { ...began, startsAt: localText(at) })).toEqual({ startsAt: at })
  expect(changeOf({ ...began, startsAt: localText(at) }, began)).toEqual({ startsAt: null })
})

test('S25 S9 lengths are those of bytes, and a title is never empty', () => {
  expect(fits({ ...began, title: '一二三四五六七八九十' })).toBe(true)
  expect(fits({ ...began, title: '一二三四五六七八九十一' })).toBe(false)
  expect(fits({ ...began, title: '  ' })).toBe(false)
  expect(fits({ ...began, announcement: 'é'.repeat(151) })).toBe(false)
  expect(fits({ ...began, introduction: 'a'.repeat(240), coverUrl: `/${'a'.repeat(99)}` })).toBe(true)
})
