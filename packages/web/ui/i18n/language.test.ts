import { expect, test } from 'bun:test'
import { preferredLanguage } from './index.ts'

test('the language chosen before wins, then the browser, then English', () => {
  expect(preferredLanguage('zh-CN', ['en'])).toBe('zh-CN')
  expect(preferredLanguage(null, ['de', 'zh-TW', 'en'])).toBe('zh-CN')
  expect(preferredLanguage('klingon', ['fr'])).toBe('en')
})
