import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { addressGroup } from './admission.ts'
import { take } from './bucket.ts'
import { decode, tooNested, understood } from './decode.ts'
import { MESSAGES_BURST, MESSAGES_PER_S } from './limits.ts'
import { allowedOrigins } from './origin.ts'

describe('the bucket', () => {
  test('G6 never admits more than its burst and its rate, however messages arrive', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 300 }), (gaps) => {
        const bucket = { tokens: MESSAGES_BURST, filledAt: 0 }
        let now = 0
        let admitted = 0
        for (const gap of gaps) {
          now += gap
          if (take(bucket, 1, MESSAGES_PER_S, MESSAGES_BURST, now)) admitted++
          expect(admitted).toBeLessThanOrEqual(MESSAGES_BURST + (now / 1_000) * MESSAGES_PER_S + 1e-6)
        }
      }),
    )
  })

  test('a clock that goes back gives nothing and takes nothing', () => {
    const bucket = { tokens: 1, filledAt: 5_000 }
    expect(take(bucket, 1, 10, 20, 1_000)).toBe(true)
    expect(take(bucket, 1, 10, 20, 1_000)).toBe(false)
  })
})

describe('decoding', () => {
  test('G12 takes any text without a throw', () => {
    fc.assert(fc.property(fc.string({ maxLength: 400 }), (text) => void decode(text)))
    fc.assert(fc.property(fc.jsonValue(), (value) => void decode(JSON.stringify(value))))
  })

  test('sixteen levels pass, seventeen do not; brackets inside text are text', () => {
    expect(tooNested('['.repeat(16))).toBe(false)
    expect(tooNested('['.repeat(17))).toBe(true)
    expect(tooNested(`{"text":"${'[{'.repeat(50)}\\"[["}`)).toBe(false)
  })

  test('sixty-four keys pass, sixty-five do not; colons inside text are text', () => {
    const keys = (count: number) => `{${Array.from({ length: count }, (_, i) => `"${i}":1`).join(',')}}`
    expect(tooNested(keys(64))).toBe(false)
    expect(tooNested(keys(65))).toBe(true)
    expect(tooNested(`{"text":"${':'.repeat(200)}"}`)).toBe(false)
  })

  test('a message of 16 KiB in UTF-8 passes the size, one byte more does not', () => {
    const size = (bytes: number) => decode('x'.repeat(bytes))
    expect(size(16_384)).toMatchObject({ refusal: { refused: 'bad-request' } })
    expect(size(16_385)).toMatchObject({ refusal: { refused: 'too-large' } })
    expect(decode('字'.repeat(5_462))).toMatchObject({ refusal: { refused: 'too-large' } })
  })

  test('what is good comes out as it is', () => {
    const said = decode('{"type":"chat.say","ref":1,"text":"hi"}')
    expect(understood(said) && said).toEqual({ type: 'chat.say', ref: 1, text: 'hi' })
  })
})

describe('addresses', () => {
  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s belongs to %s', (address, group) => expect(addressGroup(address)).toBe(group))
})

describe('origins', () => {
  test('on loopback the three names are one, with the same port', () => {
    expect([...allowedOrigins('http://localhost:8080')].sort()).toEqual([
      'http://127.0.0.1:8080',
      'http://[::1]:8080',
      'http://localhost:8080',
    ])
  })

  test('a public name is itself alone', () => {
    expect([...allowedOrigins('https://shop.example/')]).toEqual(['https://shop.example'])
  })
})
