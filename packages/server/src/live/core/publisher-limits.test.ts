import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { BITRATE_MAX, publisherLimits, VIOLATIONS_MAX, WARNING_MS } from './publisher-limits.ts'

/** Sends at a rate in steps of 100 ms and notes when each new verdict came. */
const send = (bitsPerSecond: number, seconds: number) => {
  const limits = publisherLimits()
  const first: Record<string, number> = {}
  for (let ms = 0; ms < seconds * 1000; ms += 100) first[limits.bytes(bitsPerSecond / 80, ms)] ??= ms
  return first
}

describe('L8 a greedy publisher', () => {
  test('at 50 Mbit/s is told within 2 s and closed 5 s later', () => {
    const verdicts = send(50_000_000, 20)
    expect(verdicts.warn).toBeLessThanOrEqual(2_000)
    expect(verdicts.over! - verdicts.warn!).toBe(WARNING_MS)
  })
  test('at 7.9 Mbit/s goes on for as long as it likes', () => {
    expect(Object.keys(send(7_900_000, 120))).toEqual(['fine'])
  })
  test('that comes down in time is not closed', () => {
    const limits = publisherLimits()
    const verdicts = new Set<string>()
    for (let ms = 0; ms < 60_000; ms += 100) verdicts.add(limits.bytes((ms < 9_000 ? 10_000_000 : 4_000_000) / 80, ms))
    expect([...verdicts].sort()).toEqual(['fine', 'warn'])
  })
  test('never gets more than its allowance and the warning time through, however it comes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2_000), fc.nat(2_000_000)), { maxLength: 200 }), (arrivals) => {
        const limits = publisherLimits()
        let now = 0
        let warnedAt = Number.POSITIVE_INFINITY
        for (const [wait, bytes] of arrivals) {
          now += wait
          const verdict = limits.bytes(bytes, now)
          if (verdict === 'fine') warnedAt = Number.POSITIVE_INFINITY
          else warnedAt = Math.min(warnedAt, now)
          expect(verdict === 'over').toBe(now - warnedAt >= WARNING_MS)
        }
      }),
    )
  })
  test('that keeps sending what nobody can read is closed, one that glitches is not', () => {
    const limits = publisherLimits()
    for (let i = 0; i < VIOLATIONS_MAX; i++) expect(limits.violation(i)).toBe('fine')
    expect(limits.violation(VIOLATIONS_MAX)).toBe('over')
    expect(limits.violation(60_000)).toBe('fine')
  })
  test('the limit is the one that is documented', () => expect(BITRATE_MAX).toBe(8_000_000))
})
