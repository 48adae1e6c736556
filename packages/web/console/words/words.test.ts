import { expect, test } from 'bun:test'
import { missingKeys } from '../../ui/i18n/parity.ts'
import en from './en.ts'
import zh from './zh-cn.ts'

test('every sentence of the console is there in both languages', () => {
  expect(missingKeys(en, zh)).toEqual([])
})
