import { expect, test } from 'bun:test'
import { REFUSALS } from '@hawker/sdk'
import { Glob } from 'bun'
import commonEn from '../ui/i18n/common-en.ts'
import commonZh from '../ui/i18n/common-zh-cn.ts'
import { keysOf, missingKeys } from '../ui/i18n/parity.ts'
import wordsEn from './words-en.ts'
import wordsZh from './words-zh-cn.ts'

test('English and Chinese say the same things', () => {
  expect(missingKeys(commonEn, commonZh)).toEqual([])
  expect(missingKeys(wordsEn, wordsZh)).toEqual([])
})

test('every word a page of the viewer asks for is there', async () => {
  const known = new Set([...keysOf(commonEn), ...keysOf(wordsEn)])
  const asked = new Set<string>()
  const here = new URL('..', import.meta.url).pathname
  for await (const file of new Glob('{viewer,ui}/**/*.tsx').scan({ cwd: here })) {
    const source = await Bun.file(`${here}${file}`).text()
    for (const [, key] of source.matchAll(/\bt\('([\w.-]+)'/g)) asked.add(key!)
  }
  expect([...asked].filter((key) => !known.has(key))).toEqual([])
  expect(asked.size).toBeGreaterThan(80)
})

test('every refusal that has words of its own is one the server knows', () => {
  expect(Object.keys(wordsEn.refusal).filter((code) => !(code in REFUSALS))).toEqual([])
})
