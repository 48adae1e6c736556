import { expect, test } from 'bun:test'
import { Glob } from 'bun'
import commonEn from '../../staff/words/en.ts'
import uiEn from '../../ui/i18n/common-en.ts'
import { keysOf, missingKeys } from '../../ui/i18n/parity.ts'
import en from './en.ts'
import zh from './zh-cn.ts'

const known = new Set([uiEn, commonEn, en].flatMap((words) => [...keysOf(words)]))

test('every sentence of the shop is there in both languages', () => {
  expect(missingKeys(en, zh)).toEqual([])
})

test('every sentence the shop asks for is there', async () => {
  const here = new URL('../..', import.meta.url).pathname
  const sections = await Bun.file(`${here}shop/sections.ts`).text()
  const asked = new Set([...sections.matchAll(/\bid: '(\w+)'/g)].map(([, id]) => `${id}.section`))
  expect(asked.size).toBeGreaterThan(0)
  for await (const file of new Glob('{shop,staff}/**/*.{ts,tsx}').scan({ cwd: here })) {
    if (file.endsWith('.test.ts')) continue
    const source = await Bun.file(`${here}${file}`).text()
    for (const [, key] of source.matchAll(/\bt\(\s*'([\w.-]+)'/g)) asked.add(key!)
    for (const [, a, b] of source.matchAll(/\bt\([^'`\n]*\? '([\w.-]+)' : '([\w.-]+)'/g)) asked.add(a!).add(b!)
  }
  expect([...asked].filter((key) => !known.has(key))).toEqual([])
})
