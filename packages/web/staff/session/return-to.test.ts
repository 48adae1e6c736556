import { expect, test } from 'bun:test'
import { linkToken, safeReturn } from './return-to.ts'

test('after signing in one lands on a page of ours', () => {
  expect(safeReturn('/studio/tea')).toBe('/studio/tea')
  expect(safeReturn(null)).toBe('/console')
})

const ELSEWHERE = [
  ...['//evil.example', '///evil.example', '/\\evil.example', '\\\\evil.example', '\\/evil.example'],
  ...['/\t/evil.example', '/\n/evil.example', '/\r\\evil.example', '\t//evil.example', ' //evil.example'],
  ...['https://evil.example', 'https:evil.example', 'javascript:alert(1)', 'evil.example', ''],
]

test.each(ELSEWHERE)('X9 %j, an address of another site or of none, is not followed', (wanted) => {
  expect(safeReturn(wanted)).toBe('/console')
})

test('X9 whatever is followed stays on this site, as a browser reads it', () => {
  const ours = ['/studio/tea', '/console?at=//evil.example', '/@evil.example', '/%2f/evil.example', '/.//evil.example']
  for (const path of ours) expect(new URL(safeReturn(path), 'https://shop.example').origin).toBe('https://shop.example')
})

test('a one-time link is read from the fragment and from the query', () => {
  const token = 'abcdefghijklmnopqrstuvwx'
  expect(linkToken(new URL(`https://shop.example/signin#${token}`))).toBe(token)
  expect(linkToken(new URL(`https://shop.example/signin?link=${token}`))).toBe(token)
  expect(linkToken(new URL('https://shop.example/signin#short'))).toBeNull()
  expect(linkToken(new URL(`https://shop.example/console/tea#${token}`))).toBeNull()
})
