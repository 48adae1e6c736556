import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { until } from '../../packages/server/src/kernel/testing/until.ts'
import { type TestLive, testLive } from '../../packages/server/src/live/testing.ts'
import { endlessTags, publishLoop, readClip } from './publisher.ts'

const clip = readClip(await Bun.file(join(import.meta.dir, 'show.flv')).bytes())

describe('a clip without end', () => {
  const loops = 3
  const tags = [...endlessTags(clip).upTo(clip.periodMs * loops - 1)]
  const of = (type: 'audio' | 'video') => tags.filter((tag) => tag.type === type)
  const steps = (times: readonly number[]) => times.slice(1).map((at, i) => at - times[i]!)

  test('the picture runs on over the loop with no jump', () => {
    const video = of('video')
    expect(video.length).toBe(clip.video.length * loops)
    const frameMs = clip.periodMs / clip.video.length
    for (const step of steps(video.map((tag) => tag.timestampMs)))
      expect(Math.abs(step - frameMs)).toBeLessThanOrEqual(2)
    expect(video[clip.video.length]!.payload).toBe(clip.video[0]!.payload)
  })
  test('the sound never stops, and stays within a frame of its picture however often it loops', () => {
    const late = [...endlessTags(clip).upTo(clip.periodMs * 40)].filter((tag) => tag.type === 'audio')
    for (const step of steps(late.map((tag) => tag.timestampMs)))
      expect(Math.abs(step - clip.audioFrameMs)).toBeLessThanOrEqual(1)
    for (const tag of late) {
      const here = tag.timestampMs % clip.periodMs
      const inClip = clip.audio.findIndex(({ payload }) => payload === tag.payload) * clip.audioFrameMs
      const apart = Math.abs(here - inClip)
      expect(Math.min(apart, clip.periodMs - apart)).toBeLessThanOrEqual(clip.audioFrameMs + 1)
    }
  })
  test('tags come in the order of their times', () => {
    for (const step of steps(tags.map((tag) => tag.timestampMs))) expect(step).toBeGreaterThanOrEqual(-1)
  })
})

describe('the demo publisher', () => {
  let t: TestLive
  beforeAll(async () => {
    t = await testLive()
  })
  afterAll(() => t.close())

  test('goes through the RTMP door, comes back when it is cut, and stops when it is told', async () => {
    const room = t.addRoom('demo')
    const stop = new AbortController()
    const states: string[] = []
    const done = publishLoop({
      url: () => t.addressOf(room),
      clip,
      signal: stop.signal,
      onState: (state) => states.push(state),
    })
    const play = async () => (states.includes('publishing') ? (await fetch(t.playlistOf(room))).text() : '')
    await until(async () => (await play()).includes('#EXTINF'))
    expect(t.live.kick('shop' as never, room)).toBe(true)
    await until(async () => (await play()).includes('#EXT-X-DISCONTINUITY\n'))
    stop.abort()
    await done
    expect(states).toEqual(['connecting', 'publishing', 'lost', 'connecting', 'publishing'])
  }, 60_000)

  test('says why it was refused, and tries again later', async () => {
    const room = t.addRoom('over', 'ended')
    const stop = new AbortController()
    const heard: (string | undefined)[] = []
    await publishLoop({
      url: await t.addressOf(room),
      clip,
      signal: stop.signal,
      onState: (state, why) => {
        if (state !== 'refused') return
        heard.push(why)
        if (heard.length === 2) stop.abort()
      },
    })
    expect(heard).toEqual(['This room is over.', 'This room is over.'])
  }, 60_000)
})
