import { expect, test } from 'bun:test'
import { linkToken, safeReturn } from './return-to.ts'

test('after signing in one lands on a page of ours', () => {
  expect(safeReturn('/studio/tea')).toBe('/studio/tea')
  expect(safeReturn(null)).toBe('/console')
})

test('an address of another site is not followed', () => {
  for (const bad of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '',
    '/\t/evil.example',
  ])
    expect(safeReturn(bad)).toBe('/console')
})

test('a one-time link is read from the fragment and from the query', () => {
  const token = 'abcdefghijklmnopqrstuvwx'
  expect(linkToken(new URL(`https://shop.example/signin#${token}`))).toBe(token)
  expect(linkToken(new URL(`https://shop.example/signin?link=${token}`))).toBe(token)
  expect(linkToken(new URL('https://shop.example/signin#short'))).toBeNull()
  expect(linkToken(new URL(`https://shop.example/console/tea#${token}`))).toBeNull()
})
