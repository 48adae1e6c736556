import { expect, test } from 'bun:test'
import { COUNTRIES, countryList, likelyCountry } from './countries.ts'

test('every code of ISO 3166-1 is there once, and has a name in both languages', () => {
  expect(new Set(COUNTRIES).size).toBe(249)
  for (const language of ['en', 'zh-CN'])
    for (const { code, name } of countryList(language, null)) expect(name).not.toBe(code)
})

test('China comes first for who reads Chinese, and by its name for others', () => {
  expect(countryList('zh-CN', null)[0]).toEqual({ code: 'CN', name: '中国' })
  expect(countryList('en', null)[0]?.code).toBe('AF')
})

test('only where the shop sends to', () => {
  expect(countryList('en', new Set(['DE', 'AT'])).map(({ code }) => code)).toEqual(['AT', 'DE'])
})

test('the country that is chosen first is one of the list', () => {
  const all = countryList('en', null)
  expect(likelyCountry('en', 'de-AT', all)).toBe('AT')
  expect(likelyCountry('zh-CN', 'en-US', all)).toBe('CN')
  expect(likelyCountry('en', 'en-US', countryList('en', new Set(['AT'])))).toBe('AT')
})
