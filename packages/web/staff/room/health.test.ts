import { expect, test } from 'bun:test'
import { type Health, verdictOf } from './health.ts'

const fine: Health = {
  publishing: true,
  since: 1,
  bitsPerSecond: 2_480_400,
  framesPerSecond: 29.97,
  width: 1080,
  height: 1920,
  videoCodec: 'avc1',
  audioCodec: 'mp4a',
  keyframeSeconds: 2,
  discontinuities: 0,
  advice: [],
}

test('a steady stream is fine, in figures a host reads', () => {
  expect(verdictOf(fine, true)).toEqual({ tone: 'good', kbps: 2480, fps: 30, breaks: 0 })
})

test('no publisher is bad only while people watch', () => {
  const away = { ...fine, publishing: false, bitsPerSecond: 0, framesPerSecond: 0 }
  expect(verdictOf(away, true)).toMatchObject({ tone: 'bad', advice: 'no-signal' })
  expect(verdictOf(away, false)).toEqual({ tone: 'waiting' })
})

test('of several faults the host hears the most urgent', () => {
  expect(verdictOf({ ...fine, advice: ['no-audio', 'frames-late'] }, true)).toMatchObject({ advice: 'frames-late' })
})
