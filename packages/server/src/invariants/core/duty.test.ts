import { expect, test } from 'bun:test'
import { ALL_EVERY_MS, CHANGED_EVERY_MS, type Count, REST, whatIsDue } from './duty.ts'

/** Seconds of counting in an hour, when one count takes so long. */
const counted = (tookMs: number) => {
  let all: Count | null = null
  let changed: Count | null = null
  const counts = { all: 0, changed: 0 }
  for (let now = 0; now < 3_600_000; now += 1_000) {
    const due = whatIsDue(now, all, changed)
    if (due === null) continue
    counts[due]++
    const count = { startedAt: now, tookMs }
    if (due === 'all') all = count
    else changed = count
    now += Math.ceil(tookMs / 1_000) * 1_000
  }
  return { ...counts, share: ((counts.all + counts.changed) * tookMs) / 3_600_000 }
}

test('what changed is counted every 10 s and all of it every minute', () => {
  const { all, changed } = counted(50)
  expect(all).toBeGreaterThan(3_600_000 / ALL_EVERY_MS - 8)
  expect(all + changed).toBeGreaterThan(3_600_000 / CHANGED_EVERY_MS - 60)
})

test('counting never takes more than a small part of the time, however long it takes', () => {
  for (const tookMs of [10, 500, 2_000, 10_000, 60_000]) {
    const { all, share } = counted(tookMs)
    expect(share).toBeLessThan(2 / REST + 0.02)
    expect(all).toBeGreaterThan(0)
  }
})
