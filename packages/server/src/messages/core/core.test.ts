import { describe, expect, test } from 'bun:test'
import { isRefusal, type UserId } from '@hawker/protocol'
import fc from 'fast-check'
import { readMessagePlace, readThreadPlace, writeMessagePlace, writeThreadPlace } from './place.ts'
import { checkDirect, checkNotice } from './text.ts'

const refusedAs = (answer: unknown) => (isRefusal(answer) ? answer.refused : answer)

describe('a message', () => {
  test('keeps its breaks and loses what nobody sees', () => {
    expect(checkDirect(' Is it\r\n\tstill\u200b there?\n\u202eyes ')).toBe('Is it\nstill there?\nyes')
    expect(checkDirect('one\u2028two')).toBe('one\ntwo')
  })
  test.each(['', ' \n\t ', '\u200b\u202e', '\ud800'])('%j is none', (text) => {
    expect(refusedAs(checkDirect(text))).toBe('text-refused')
  })
  test('has at most 1,000 characters and 4,000 bytes', () => {
    expect(checkDirect('茶'.repeat(1_000))).toHaveLength(1_000)
    expect(refusedAs(checkDirect('茶'.repeat(1_001)))).toBe('too-large')
    expect(refusedAs(checkDirect('𐀀'.repeat(1_000)))).toHaveLength(2_000)
    expect(refusedAs(checkDirect('𐀀'.repeat(1_001)))).toBe('too-large')
  })
  test('cleaned once more stays what it is, and never grows', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const shown = checkDirect(text)
        if (typeof shown !== 'string') return
        expect(checkDirect(shown)).toBe(shown)
        expect(shown.length).toBeLessThanOrEqual(text.length)
      }),
    )
  })
})

describe('a notice', () => {
  test('has a text for people, cleaned, and data for programs, untouched', () => {
    expect(checkNotice({ text: ' Ten\nminutes\u200b ', data: ' {"a": 1}\n' })).toEqual({
      text: 'Ten\nminutes',
      data: ' {"a": 1}\n',
    })
  })
  test.each([
    { text: '\u200b', data: null },
    { text: 'a', data: 'b\0' },
    { text: 'a', data: '\ud800' },
  ])('%j is none', (notice) => {
    expect(refusedAs(checkNotice(notice))).toBe('text-refused')
  })
})

describe('places in lists', () => {
  test('are read as they were written', () => {
    const user = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/)
    fc.assert(
      fc.property(
        fc.maxSafeNat().map((n) => n % 10 ** 15),
        user,
        (updatedAt, user) => {
          const place = { updatedAt, user: user as UserId }
          expect(readThreadPlace(writeThreadPlace(place))).toEqual(place)
        },
      ),
    )
    fc.assert(
      fc.property(fc.constantFrom('older' as const, 'newer' as const), fc.nat(2 ** 31), (way, seq) => {
        expect(readMessagePlace(writeMessagePlace({ way, seq }))).toEqual({ way, seq })
      }),
    )
  })
  test.each(['', '1', '.', "1.'", '1.a.b', 'x.a', '1e9.a', '9'.repeat(16), 'sideways.1', 'older.-1', 'older.1 '])(
    '%j is none',
    (text) => {
      expect(refusedAs(readThreadPlace(text))).toBe('invalid')
      expect(refusedAs(readMessagePlace(text))).toBe('invalid')
    },
  )
})
