import { expect, test } from 'bun:test'
import { createBoundedMap } from './bounded-map.ts'

test('keeps what was put in last, and never more than it may', () => {
  const map = createBoundedMap<number, string>(10)
  for (let i = 0; i < 1_000; i++) {
    map.set(i, `v${i}`)
    for (let before = 0; before < 5; before++)
      expect(map.get(i - before)).toBe(i < before ? undefined : `v${i - before}`)
    const kept = Array.from({ length: i + 1 }, (_, k) => map.get(k)).filter((value) => value !== undefined)
    expect(kept.length).toBeLessThanOrEqual(10)
  }
})

test('answers the newest value of a key, also while an older one lies in the other half', () => {
  const map = createBoundedMap<string, number>(4)
  map.set('a', 1)
  map.set('b', 1)
  map.set('a', 2)
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([2, 1, undefined])
})
