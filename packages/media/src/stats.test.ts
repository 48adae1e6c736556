import { expect, test } from 'bun:test'
import { createStreamStats } from './stats.ts'
import { picture, show, sound } from './testing.ts'

test('bitrate and frame rate are those of the last five seconds', () => {
  const stats = createStreamStats()
  const start = 1_700_000_000_000
  for (const tag of show({ forMs: 10_000, gopMs: 2000 })) stats.add(tag, start + tag.timestampMs)
  const health = stats.read(start + 10_000)
  expect(health.framesPerSecond).toBeWithin(24, 26)
  expect(health.videoKbps).toBeCloseTo((25 * 13 * 8) / 1000, 0)
  expect(health.keyframeDistanceMs).toBe(2000)
  expect(health.silentMs).toBeWithin(0, 50)
  const later = stats.read(start + 30_000)
  expect(later).toMatchObject({ framesPerSecond: 0, videoKbps: 0, audioKbps: 0 })
  expect(later.silentMs).toBeWithin(20_000, 20_050)
})

test('before anything arrived, nothing is known', () => {
  expect(createStreamStats().read(1000)).toEqual({
    videoKbps: 0,
    audioKbps: 0,
    framesPerSecond: 0,
    keyframeDistanceMs: undefined,
    silentMs: undefined,
  })
})

test('the distance of keyframes bears the wrap of the sender’s clock, and forgets a jump back', () => {
  const stats = createStreamStats()
  stats.add(picture(0xffffff00, true), 0)
  stats.add(sound(0), 300)
  stats.add(picture(0xffffff00 + 1500, true), 1500)
  expect(stats.read(1500).keyframeDistanceMs).toBe(1500)
  stats.add(picture(5, true), 2000)
  expect(stats.read(2000).keyframeDistanceMs).toBeUndefined()
})
