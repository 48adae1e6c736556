import { expect, test } from 'bun:test'
import { CHAT_MAX_BYTES, isRefusal, type Refusal } from '@hawker/protocol'
import fc from 'fast-check'
import { cleanText } from '#kernel/clean-text'
import { checkLine } from './chat.ts'

const refused = (text: string) => (checkLine(text) as Refusal).refused

test('[R9] 200 code points are taken, 201 are not, however many units they have', () => {
  for (const one of ['a', '茶']) {
    expect(checkLine(one.repeat(200))).toBe(one.repeat(200))
    expect(refused(one.repeat(201))).toBe('too-large')
  }
  expect(checkLine('🍵'.repeat(200))).toBe('🍵'.repeat(200))
  expect(refused('🍵'.repeat(201))).toBe('too-large')
})

test('[R9] more than 1,000 bytes are refused', () => {
  const family = '👨‍👩‍👧‍👦'
  expect(new TextEncoder().encode(family.repeat(40)).length).toBe(CHAT_MAX_BYTES)
  expect(refused(`${family.repeat(27)}a`)).toBeUndefined()
  const wide = '🍵'.repeat(200)
  expect(new TextEncoder().encode(wide).length).toBeLessThanOrEqual(CHAT_MAX_BYTES)
})

test('[R9] a line with nothing to see is refused', () => {
  for (const empty of ['', '   ', '\n\t', '\u200b\u200b', '\u202e', '\u3164', '\u0000', '\u{e0041}'])
    expect(refused(empty)).toBe('text-refused')
})

test('[R8] what nobody sees is taken out, breaks become a space', () => {
  expect(checkLine('  hello\u0000 \u202eworld\u202c\r\nnext\u200b ')).toBe('hello world next')
  expect(checkLine('pay\u00adpal \u2066x\u2069')).toBe('paypal x')
})

test('[R8] joiners stay where emoji and letters need them, and nowhere else', () => {
  expect(checkLine('👨‍👩‍👧 ❤️‍🔥 می‌خواهم')).toBe('👨‍👩‍👧 ❤️‍🔥 می‌خواهم')
  expect(checkLine('a\u200db \u200c!')).toBe('ab !')
})

test('[R9] half a surrogate pair is refused', () => {
  expect(refused('a\ud83c')).toBe('text-refused')
})

test('[R8][R9] whatever comes in: a refusal, or a line within the limits that cleaning leaves as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const line = checkLine(text)
      if (isRefusal(line)) return
      expect([...line].length).toBeLessThanOrEqual(200)
      expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(CHAT_MAX_BYTES)
      expect(line.trim()).not.toBe('')
      expect(line).not.toMatch(/[\p{Cc}\u200b\u202a-\u202e\u2066-\u2069\ufeff]/u)
      expect(checkLine(line)).toBe(line)
    }),
  )
})

test('an announcement keeps its lines', () => {
  expect(cleanText(' one\u200b \r\n\u202etwo\n', 'keep')).toBe('one\ntwo')
})
