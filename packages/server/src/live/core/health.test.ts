import { expect, test } from 'bun:test'
import { type HealthFacts, healthOf, NO_SIGNAL } from './health.ts'

const NOW = 1_700_000_000_000
const good: HealthFacts = {
  now: NOW,
  since: NOW - 60_000,
  received: { videoKbps: 1_500, audioKbps: 96, framesPerSecond: 25, keyframeDistanceMs: 1_000, silentMs: 20 },
  tracks: { video: { codec: 'avc1.42c01f', width: 720, height: 1280 }, audio: { codec: 'mp4a.40.2' } },
  discontinuities: 0,
  saidFramesPerSecond: 25,
}
const adviceOn = (more: Partial<HealthFacts>, received: Partial<HealthFacts['received']> = {}) =>
  healthOf({ ...good, ...more, received: { ...good.received, ...received } }).advice

test('a good stream gets no advice', () => {
  expect(healthOf(good)).toEqual({
    publishing: true,
    since: NOW - 60_000,
    bitsPerSecond: 1_596_000,
    framesPerSecond: 25,
    width: 720,
    height: 1280,
    videoCodec: 'avc1.42c01f',
    audioCodec: 'mp4a.40.2',
    keyframeSeconds: 1,
    discontinuities: 0,
    advice: [],
  })
})
test('a host is told of keyframes more than 2 s apart', () => {
  expect(adviceOn({}, { keyframeDistanceMs: 2_000 })).toEqual([])
  expect(adviceOn({}, { keyframeDistanceMs: 4_000 })).toEqual(['keyframes-too-far'])
})
test('L8 a host is told of a bitrate near the limit', () => {
  expect(adviceOn({}, { videoKbps: 7_900 })).toEqual(['bitrate-too-high'])
})
test('a host is told of missing sound, late frames and silence, once the stream had time to settle', () => {
  const { video } = good.tracks
  expect(adviceOn({ tracks: { video: video! } })).toEqual(['no-audio'])
  expect(adviceOn({ tracks: { video: video! }, since: NOW - 1_000 })).toEqual([])
  expect(adviceOn({}, { framesPerSecond: 12 })).toEqual(['frames-late'])
  expect(adviceOn({}, { silentMs: 3_500 })).toEqual(['no-signal'])
})
test('without a publisher there is no signal', () => {
  expect(healthOf({ ...good, since: null })).toEqual(NO_SIGNAL)
})
