import { expect, test } from 'bun:test'
import { REBUILD_CAP_MS, remedyFor } from './recovery.ts'

test('a decoder fault is healed in place twice, then the player begins again', () => {
  expect(remedyFor('media', 0, 0).act).toBe('heal')
  expect(remedyFor('media', 1, 0).act).toBe('heal')
  expect(remedyFor('media', 2, 0).act).toBe('rebuild')
})

test('U4 attempts come slower and slower, never further apart than the cap and a quarter', () => {
  const waits = Array.from({ length: 12 }, (_, tries) => remedyFor('network', tries, 0.5).afterMs)
  expect(waits.slice(0, 4)).toEqual([500, 1000, 2000, 4000])
  expect(Math.max(...waits)).toBe(REBUILD_CAP_MS)
  expect(remedyFor('network', 99, 1).afterMs).toBeLessThanOrEqual(REBUILD_CAP_MS * 1.25)
})

test('players do not come back at the same moment', () => {
  expect(remedyFor('stall', 3, 0).afterMs).toBeLessThan(remedyFor('stall', 3, 1).afterMs)
})
