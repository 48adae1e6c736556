import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { credentialOf } from './credential.ts'
import { comesFromOurPage } from './cross-site.ts'
import { createHostCheck } from './hosts.ts'
import { isConfusing, pathOf } from './path.ts'
import { createTokenBuckets } from './token-buckets.ts'

test('A11 whatever the pattern of arrivals, no more pass than the bucket holds and refills', () => {
  const arrivals = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 })
  fc.assert(
    fc.property(
      arrivals,
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 20 }),
      (gaps, perSecond, burst) => {
        const buckets = createTokenBuckets()
        const rate = { perSecond, burst }
        let now = 1_700_000_000_000
        const passed: number[] = []
        for (const gap of gaps) {
          now += gap
          if (buckets.take('k', rate, now) === 0) passed.push(now)
        }
        for (let i = 0; i < passed.length; i++)
          for (let j = i; j < passed.length; j++)
            expect(j - i + 1).toBeLessThanOrEqual(burst + ((passed[j]! - passed[i]!) * perSecond) / 1000 + 1e-3)
      },
    ),
  )
})

test('A11 one who is refused is told when to come back, and passes then', () => {
  const buckets = createTokenBuckets()
  const rate = { perSecond: 2, burst: 3 }
  for (let i = 0; i < 3; i++) expect(buckets.take('k', rate, 1000)).toBe(0)
  expect(buckets.take('k', rate, 1000)).toBe(500)
  expect(buckets.take('other', rate, 1000)).toBe(0)
  expect(buckets.take('k', rate, 1499)).toBe(1)
  expect(buckets.take('k', rate, 1500)).toBe(0)
})

test('a flood of new callers does not grow the memory of buckets without end', () => {
  const buckets = createTokenBuckets(100)
  const rate = { perSecond: 1, burst: 1 }
  for (let i = 0; i < 10_000; i++) buckets.take(`k${i}`, rate, 1000)
  expect(buckets.take('k9999', rate, 1000)).toBeGreaterThan(0)
  expect(buckets.take('k0', rate, 1000)).toBe(0)
})

test.each([
  '//x',
  '/a//b',
  '/a\\b',
  '/a%2fb',
  '/a%2Fb',
  '/a%5cb',
  '/a%00',
  '/a/../b',
  '/a/..',
  '/./a',
  '/%2e%2e/a',
  'p',
  '',
])('A7 the path %p is refused', (path) => expect(isConfusing(path)).toBe(true))

test('A7 ordinary paths are not', () => {
  for (const path of ['/', '/api/rooms', '/r/a_b-C', '/assets/x.y-z.js', '/live/a/part-1.2.m4s', '/r/%E4%BD%A0'])
    expect(isConfusing(path)).toBe(false)
})

test('the path of a URL is what stands before query and fragment, as it was sent', () => {
  expect(pathOf('http://h:1/a/b?c=/d#e')).toBe('/a/b')
  expect(pathOf('http://h')).toBe('/')
  expect(pathOf('/p?x=http://y/z')).toBe('/p')
})

test('A6 only our own names and loopback are ours, exactly', () => {
  const ours = createHostCheck('https://live.example.com')
  for (const host of [
    'live.example.com',
    'live.example.com:443',
    'LIVE.example.com',
    'localhost:8080',
    '127.0.0.1',
    '[::1]:1',
  ])
    expect(ours(host)).toBe(true)
  for (const host of [
    null,
    '',
    'evil.example',
    'live.example.com.evil.example',
    'evil-live.example.com',
    'live.example.com:8443',
    'live.example.com, evil.example',
    'live.example.com@evil.example',
    'localhost.evil.example',
    'localhost:8080x',
    '127.0.0.2',
    'live.example.com/',
  ])
    expect(ours(host)).toBe(false)
})

const from = (more: Partial<Parameters<typeof comesFromOurPage>[0]>) =>
  comesFromOurPage(
    { method: 'POST', origin: null, fetchSite: null, byCookie: true, ...more },
    'https://live.example.com',
  )

test('A1 a caller by cookie must be on our own page to change something', () => {
  expect(from({ origin: 'https://live.example.com' })).toBe(true)
  expect(from({ fetchSite: 'same-origin' })).toBe(true)
  for (const origin of [
    null,
    'null',
    'https://evil.example',
    'http://live.example.com',
    'https://live.example.com:8443',
    'https://live.example.com.evil.example',
    'https://sub.live.example.com',
  ])
    expect(from({ origin })).toBe(false)
  for (const fetchSite of ['cross-site', 'same-site', 'none']) expect(from({ fetchSite })).toBe(false)
})

test('A1 a program with a token need not say where it is, and a foreign page cannot act for one without', () => {
  expect(from({ byCookie: false })).toBe(true)
  expect(from({ byCookie: false, fetchSite: 'none' })).toBe(true)
  expect(from({ byCookie: false, origin: 'https://evil.example' })).toBe(false)
  expect(from({ byCookie: false, fetchSite: 'cross-site' })).toBe(false)
})

test('A14 a credential is a bearer token or our cookie, and nothing else', () => {
  const of = (headers: Record<string, string>) => credentialOf(new Headers(headers), '__Host-hk')
  expect(of({ authorization: 'Bearer abc.def' })).toEqual({ text: 'abc.def', byCookie: false })
  expect(of({ cookie: 'a=b; __Host-hk=s3cret; c=d' })).toEqual({ text: 's3cret', byCookie: true })
  expect(of({ authorization: 'Bearer t', cookie: '__Host-hk=s' })).toEqual({ text: 't', byCookie: false })
  for (const authorization of ['Basic abc', 'Bearer', 'Bearer a b', 'bearerabc', `Bearer ${'x'.repeat(5000)}`])
    expect(of({ authorization, cookie: '__Host-hk=s' })).toBeNull()
  for (const cookie of ['hk=s', 'x__Host-hk=s', '__Host-hk=', '__host-hk=s', '__Host-hk'])
    expect(of({ cookie })).toBeNull()
})
