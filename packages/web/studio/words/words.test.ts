import { expect, test } from 'bun:test'
import { Glob } from 'bun'
import commonEn from '../../staff/words/en.ts'
import uiEn from '../../ui/i18n/common-en.ts'
import { keysOf, missingKeys } from '../../ui/i18n/parity.ts'
import en from './en.ts'
import zh from './zh-cn.ts'

test('every sentence of the studio is there in both languages', () => {
  expect(missingKeys(en, zh)).toEqual([])
})

test('every sentence the studio asks for is there', async () => {
  const known = new Set([uiEn, commonEn, en].flatMap((words) => [...keysOf(words)]))
  const asked = new Set<string>()
  const here = new URL('../..', import.meta.url).pathname
  for await (const file of new Glob('{studio,staff}/**/*.{ts,tsx}').scan({ cwd: here })) {
    if (file.endsWith('.test.ts')) continue
    const source = await Bun.file(`${here}${file}`).text()
    for (const [, key] of source.matchAll(/\bt\(\s*'([\w.-]+)'/g)) asked.add(key!)
    for (const [, a, b] of source.matchAll(/\bt\([^'`\n]*\? '([\w.-]+)' : '([\w.-]+)'/g)) asked.add(a!).add(b!)
  }
  expect([...asked].filter((key) => !known.has(key))).toEqual([])
})
