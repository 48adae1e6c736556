// A real encoder at the door, a real decoder behind it.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '#kernel/testing/until'
import { type TestLive, testLive } from './testing.ts'

/** How long a busy machine may take to encode some seconds. */
const ENCODER_MS = 120_000
const CLOCK_SLACK_MS = 5_000

let t: TestLive
const dir = mkdtempSync(join(tmpdir(), 'hawker-live-'))
beforeAll(async () => {
  t = await testLive()
})
afterAll(async () => {
  await t.close()
  rmSync(dir, { recursive: true })
})

const run = (command: string, args: string[]) => {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, out, err })),
  )
  return { child, ended }
}
const push = (url: string, seconds: number, audioHz = 440) =>
  run('ffmpeg', [
    ...['-hide_banner', '-loglevel', 'error', '-re'],
    ...['-f', 'lavfi', '-i', 'testsrc=s=320x180:r=25', '-f', 'lavfi', '-i', `sine=f=${audioHz}:r=48000`],
    ...['-t', String(seconds), '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-threads', '1'],
    ...['-pix_fmt', 'yuv420p', '-g', '25', '-c:a', 'aac', '-b:a', '64k', '-f', 'flv', url],
  ])
const playlistOf = async (url: string) => {
  const answer = await fetch(url)
  return answer.status === 200 ? answer.text() : null
}
const files = (playlist: string, kind: RegExp) => [...playlist.matchAll(kind)].map(([, uri]) => uri!)
const PARTS = /#EXT-X-PART:[^\n]*URI="([^"]+)"/g
const MAPS = /#EXT-X-MAP:URI="([^"]+)"/g

const load = (play: string, uris: readonly string[]) =>
  Promise.all(
    uris.map(async (uri) => {
      const answer = await fetch(new URL(uri, play))
      expect([uri, answer.status]).toEqual([uri, 200])
      return answer.bytes()
    }),
  )

/** Frames that ffmpeg decodes out of an init and what follows it; complains when there is anything to complain about. */
const decode = async (pieces: readonly Uint8Array[]) => {
  const file = join(dir, `${crypto.randomUUID()}.mp4`)
  writeFileSync(file, Buffer.concat(pieces))
  const { out } = await run('ffprobe', [
    ...['-v', 'error', '-count_frames', '-show_entries', 'stream=codec_name,nb_read_frames', '-of', 'csv=p=0', file],
  ]).ended
  const { err } = await run('ffmpeg', ['-v', 'warning', '-xerror', '-i', file, '-f', 'null', '-']).ended
  const frames = Object.fromEntries(
    out
      .trim()
      .split('\n')
      .map((line) => line.split(',') as [string, string])
      .map(([codec, count]) => [codec, Number(count)]),
  )
  return { frames, err }
}

test('ffmpeg pushes: the playlist is LL-HLS, and its parts decode picture by picture', async () => {
  const room = t.addRoom('ffmpeg')
  const url = await t.addressOf(room)
  const play = t.playlistOf(room)
  const encoder = push(url, 6)
  const began = Date.now()
  const text = await until(
    async () => {
      const now = await playlistOf(play)
      return files(now ?? '', PARTS).length < 15 ? null : now
    },
    'a playlist of fifteen parts',
    ENCODER_MS,
  )
  expect(text).toMatch(/^#EXTM3U\n#EXT-X-VERSION:(9|1\d)\n/)
  for (const tag of [
    '#EXT-X-TARGETDURATION:1',
    'CAN-BLOCK-RELOAD=YES',
    'PART-HOLD-BACK=',
    '#EXT-X-PART-INF:PART-TARGET=',
    '#EXT-X-PROGRAM-DATE-TIME:',
    '#EXT-X-PRELOAD-HINT:TYPE=PART',
  ])
    expect(text).toContain(tag)
  const target = Number(/PART-TARGET=([\d.]+)/.exec(text)![1])
  expect(target).toBeLessThanOrEqual(0.25)
  expect(Number(/PART-HOLD-BACK=([\d.]+)/.exec(text)![1])).toBeCloseTo(target * 3, 2)
  for (const [, seconds] of text.matchAll(/#EXT-X-PART:DURATION=([\d.]+)/g))
    expect(Number(seconds)).toBeLessThanOrEqual(target)
  const times = [...text.matchAll(/DATE-TIME:(\S+)/g)].map(([, at]) => Date.parse(at!))
  expect(times).toEqual([...times].sort((a, b) => a - b))
  expect(times[0]!).toBeGreaterThan(began - CLOCK_SLACK_MS)
  expect(times.at(-1)!).toBeLessThan(Date.now() + CLOCK_SLACK_MS)

  const parts = files(text, PARTS)
  const first = parts.findIndex((uri) => /part-\d+\.0-/.test(uri))
  const seconds = [...text.matchAll(/#EXT-X-PART:DURATION=([\d.]+)/g)].slice(first).map(([, s]) => Number(s))
  const { frames, err } = await decode(await load(play, [files(text, MAPS)[0]!, ...parts.slice(first)]))
  expect(err).toBe('')
  expect(frames.h264).toBe(Math.round(seconds.reduce((a, b) => a + b, 0) * 25))
  expect(frames.aac).toBeGreaterThan(seconds.length * 7)
  expect((await encoder.ended).code).toBe(0)
}, 400_000)

test('U3 ffmpeg killed and back: the same playlist goes on, both halves decode, the show is live', async () => {
  const room = t.addRoom('killed')
  const url = await t.addressOf(room)
  const play = t.playlistOf(room)
  const first = push(url, 20)
  await until(() => playlistOf(play), 'a playlist', ENCODER_MS)
  first.child.kill('SIGKILL')
  await first.ended
  await until(() => t.statusOf(room) === 'interrupted')
  const second = push(url, 20, 880)
  let text = ''
  const after = () => text.split('#EXT-X-DISCONTINUITY\n')[1] ?? ''
  const hasReturned = async () => {
    text = (await playlistOf(play)) ?? ''
    return files(after(), PARTS).length >= 8
  }
  await until(hasReturned, 'eight parts after the return', ENCODER_MS)
  // All of it before anything is decoded: on a busy machine the window moves on meanwhile.
  const before = text.split('#EXT-X-DISCONTINUITY\n')[0]!
  const segments = before.split('\n').filter((line) => line.startsWith('seg-'))
  const firstHalf = await load(play, [files(before, MAPS)[0]!, ...segments])
  const secondHalf = await load(play, [files(after(), MAPS)[0]!, ...files(after(), PARTS)])
  expect(t.statusOf(room)).toBe('live')
  expect(t.moves.filter((move) => move.startsWith('killed:'))).toEqual(['killed:interrupted', 'killed:live'])
  expect((await decode(firstHalf)).err).toBe('')
  const half = await decode(secondHalf)
  expect(half.err).toBe('')
  expect(half.frames.h264).toBeGreaterThan(30)
  second.child.kill('SIGKILL')
  await second.ended
}, 400_000)

test('L2 ffmpeg with a wrong signature is told so and ends', async () => {
  const room = t.addRoom('wrong')
  const url = (await t.addressOf(room)).replace(/txSecret=.{8}/, 'txSecret=00000000')
  const { code } = await push(url, 6).ended
  expect(code).not.toBe(0)
  expect(await playlistOf(t.playlistOf(room))).toBeNull()
}, 400_000)
