import { expect, test } from 'bun:test'
import type { RoomMeters } from '@hawker/sdk'
import { METER_WINDOW_MS, meterView, type Reading, SILENT_MS, troubleOf, withReading } from './meters.ts'

type Counts = Partial<Record<'P0' | 'P1' | 'P2' | 'P3', Partial<RoomMeters['classes']['P0']>>>
const at = (ms: number, counts: Counts): Reading => {
  const of = (name: keyof Counts) => ({ perSecond: 0, sent: 0, merged: 0, dropped: 0, ...counts[name] })
  const classes = { P0: of('P0'), P1: of('P1'), P2: of('P2'), P3: of('P3') }
  return { at: ms, meters: { viewers: 1, peakViewers: 1, budgetPerSecond: 40, classes } }
}
const view = (...readings: Reading[]) => meterView(readings.reduce<readonly Reading[]>(withReading, []))!

test('N11 nothing dropped or merged: viewers get everything', () => {
  const seen = view(at(0, {}), at(1000, { P2: { perSecond: 10, sent: 10 } }))
  expect([seen.effect, seen.tone, seen.perSecond, seen.classes[2]!.share]).toEqual(['everything', 'quiet', 10, 0.25])
})

test('N11 merged likes are no loss and say so quietly', () => {
  const seen = view(at(0, {}), at(1000, { P3: { merged: 300 } }))
  expect([seen.effect, seen.tone]).toEqual(['summed', 'quiet'])
})

test('N11 some chat left out is amber, much of it red, with how much gets through', () => {
  const some = view(at(0, {}), at(1000, { P2: { sent: 90, dropped: 10 } }))
  expect([some.effect, some.tone, some.chatPercent]).toEqual(['chat', 'amber', 90])
  const much = view(at(0, {}), at(1000, { P2: { sent: 40, dropped: 60 } }))
  expect([much.tone, much.chatPercent]).toEqual(['red', 40])
  expect(view(at(0, {}), at(1, { P2: { sent: 9999, dropped: 1 } })).chatPercent).toBe(99)
})

test('N11 a gift or order left out is red, whatever else happens', () => {
  const seen = view(at(0, {}), at(1000, { P1: { sent: 9, dropped: 1 }, P2: { sent: 1, dropped: 1 } }))
  expect([seen.effect, seen.tone, seen.importantDropped]).toEqual(['important', 'red', 1])
})

test('drops of a while ago are counted but no longer coloured', () => {
  const later = METER_WINDOW_MS + 2000
  const seen = view(at(0, {}), at(1000, { P2: { dropped: 5 } }), at(later, { P2: { dropped: 5 } }))
  expect([seen.effect, seen.tone, seen.classes[2]!.dropped]).toEqual(['everything', 'quiet', 5])
})

test('the first reading colours nothing: when it happened is not known', () => {
  expect(view(at(0, { P2: { dropped: 500, sent: 1 } })).tone).toBe('quiet')
})

test('counts that start anew after a restart are not taken for negative drops', () => {
  const seen = view(at(0, { P2: { sent: 100, dropped: 50 } }), at(1000, { P2: { sent: 3, dropped: 0 } }))
  expect([seen.tone, seen.chatPercent]).toEqual(['quiet', 100])
})

const fine = { now: 100_000, openSince: 0, toldAt: 99_500, degraded: [], askFailed: false }
test('trouble is told while it lasts and goes away by itself', () => {
  expect(troubleOf(fine)).toBeNull()
  expect(troubleOf({ ...fine, degraded: ['redis'] })).toBe('redis')
  expect(troubleOf({ ...fine, degraded: ['postgres'] })).toBe('other')
})

test('silence counts only on an open line, from when it opened', () => {
  expect(troubleOf({ ...fine, toldAt: 100_000 - SILENT_MS })).toBe('silent')
  expect(troubleOf({ ...fine, toldAt: 10, openSince: 99_000 })).toBeNull()
  expect(troubleOf({ ...fine, toldAt: 10, openSince: null })).toBeNull()
  // Never told: the room may be too new. Only together with a failed question it is trouble.
  expect(troubleOf({ ...fine, toldAt: null })).toBeNull()
  expect(troubleOf({ ...fine, toldAt: null, askFailed: true })).toBe('silent')
})
