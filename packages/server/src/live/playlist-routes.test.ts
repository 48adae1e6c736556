import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { show } from '@hawker/media/testing'
import type { RoomId } from '@hawker/protocol'
import { until } from '#kernel/testing/until'
import { type TestLive, testLive } from './testing.ts'
import { type TestEncoder, testEncoder } from './testing-encoder.ts'
import { manualTime } from './testing-time.ts'

/** Three target durations. L7. */
const HELD_MS = 3_000

const time = manualTime()
let t: TestLive
beforeAll(async () => {
  t = await testLive(time)
})
afterAll(() => t.close())

const onAir = async (name: string): Promise<{ room: RoomId; encoder: TestEncoder; play: string }> => {
  const room = t.addRoom(name)
  const encoder = await testEncoder(await t.addressOf(room))
  const play = t.playlistOf(room)
  encoder.send(show({ forMs: 2_500 }))
  expect(await encoder.isRead()).toBe(true)
  return { room, encoder, play }
}
const edgeOf = (playlist: string) => {
  const [, msn, part] = /PRELOAD-HINT:TYPE=PART,URI="part-(\d+)\.(\d+)-/.exec(playlist) ?? []
  return { msn: Number(msn), part: Number(part) }
}

/** One request on a socket of its own: `fetch` would hold back what is over its 256. */
const rawGet = (url: string): Promise<string> =>
  new Promise((resolve) => {
    const { hostname, port, pathname, search } = new URL(url)
    let head = ''
    const socket = connect(Number(port), hostname)
    socket.on('error', () => {})
    socket.on('connect', () =>
      socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
    )
    socket.on('data', (chunk: Buffer) => {
      head ||= chunk.toString('latin1', 0, 64)
    })
    socket.on('close', () => resolve(head))
  })

describe('LL-HLS', () => {
  test('files come with their types, may be read by any page, and are kept by caches', async () => {
    const { play, encoder } = await onAir('files')
    const playlist = await fetch(play)
    const text = await playlist.text()
    expect(playlist.headers.get('content-type')).toBe('application/vnd.apple.mpegurl')
    expect(playlist.headers.get('cache-control')).toBe('no-store')
    const uris = [...text.matchAll(/URI="([^"]+)"/g)]
      .map(([, uri]) => uri!)
      .filter((uri) => !text.endsWith(`"${uri}"\n`))
    expect(uris.length).toBeGreaterThan(8)
    for (const uri of [...uris, ...text.split('\n').filter((line) => line.startsWith('seg-'))]) {
      const file = await fetch(new URL(uri, play))
      expect([file.status, file.headers.get('content-type')]).toEqual([200, 'video/mp4'])
      expect(file.headers.get('access-control-allow-origin')).toBe('*')
      expect(file.headers.get('cache-control')).toContain('max-age=3600')
      expect((await file.bytes()).length).toBeGreaterThan(50)
    }
    encoder.kill()
  })

  test('a blocking reload is answered when its part is there, and all who wait get the same', async () => {
    const { play, encoder } = await onAir('blocking')
    const { msn, part } = edgeOf(await (await fetch(play)).text())
    const asked = Array.from({ length: 20 }, () => fetch(`${play}?_HLS_msn=${msn}&_HLS_part=${part}`))
    const hint = fetch(new URL(/HINT:TYPE=PART,URI="([^"]+)"/.exec(await (await fetch(play)).text())![1]!, play))
    // All of them wait: the twenty, and who asked for the part that is hinted at.
    await until(() => t.live.held(play) === 21)
    encoder.send(show({ fromMs: 2_500, forMs: 400 }).slice(2))
    const texts = await Promise.all(asked.map(async (answer) => (await answer).text()))
    expect(new Set(texts).size).toBe(1)
    expect(texts[0]).toContain(`part-${msn}.${part}-`)
    expect((await asked[0]!).headers.get('cache-control')).toBe('public, max-age=6')
    expect((await hint).status).toBe(200)
    encoder.kill()
  })

  test('L7 two parts ahead may be asked for, more and nonsense may not', async () => {
    const { play, encoder } = await onAir('ahead')
    const { msn, part } = edgeOf(await (await fetch(play)).text())
    const status = async (query: string) => (await fetch(`${play}?${query}`)).status
    for (const query of [
      `_HLS_msn=${msn}&_HLS_part=${part + 3}`,
      `_HLS_msn=${msn + 1}&_HLS_part=3`,
      `_HLS_msn=${msn + 2}`,
      `_HLS_part=1`,
      `_HLS_msn=-1`,
      `_HLS_msn=1e3`,
      `_HLS_msn=${'9'.repeat(20)}`,
      `_HLS_msn=x&_HLS_part=0`,
    ])
      expect([query, await status(query)]).toEqual([query, 400])
    const held = [status(`_HLS_msn=${msn}&_HLS_part=${part + 2}`), status(`_HLS_msn=${msn + 1}`)]
    await until(() => t.live.held(play) === 2)
    time.advance(HELD_MS)
    expect(await Promise.all(held)).toEqual([200, 200])
    expect(await status('_HLS_msn=0')).toBe(200)
    encoder.kill()
  })

  test('L6 what nobody published, guessed names and other methods get nothing', async () => {
    const { play, encoder } = await onAir('unknown')
    const quiet = t.addRoom('quiet')
    await t.addressOf(quiet)
    const base = play.slice(0, play.lastIndexOf('/'))
    const files = [...(await (await fetch(play)).text()).matchAll(/\b(?:init|part|seg)-[^"\s]+/g)].map(([file]) => file)
    const guessed = (file: string) => file.replace(/-[^-.]+(\.\w+)$/, `-${'a'.repeat(20)}$1`)
    expect(files.length).toBeGreaterThan(8)
    for (const url of [
      t.playlistOf(quiet),
      `${t.origin}/live/nobody/index.m3u8`,
      `${base}/part-0.0.m4s`,
      `${base}/part-0.0-aaaaaaaaaaaaaaaaaaaa.m4s`,
      ...files.map((file) => `${base}/${guessed(file)}`),
      `${base}/../index.m3u8`,
      `${base}/x/index.m3u8`,
      `${base}/`,
      `${t.origin}/live/`,
      `${t.origin}/live/%00/index.m3u8`,
    ])
      expect([url, (await fetch(url)).status]).toEqual([url, 404])
    expect((await fetch(play, { method: 'POST' })).status).toBe(405)
    const head = await fetch(`${play}?_HLS_msn=2&_HLS_part=0`, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    encoder.kill()
  })

  test('L6 a play address tells nothing of the stream name or of its keys', async () => {
    const room = t.addRoom('apart')
    const [, name, signature] = /\/live\/(\w+)\?(.+)$/.exec(await t.addressOf(room)) ?? []
    const play = new URL(t.playlistOf(room)).pathname.split('/')[2]!
    expect(play).toMatch(/^[a-z0-9]{20,}$/)
    const { rows } = await t.sql(`select s::text as kept from streams s where room_id = $1`, [room])
    const secrets = [name!, signature!, ...String(rows[0].kept).match(/[a-zA-Z0-9]{20,}/g)!].filter((it) => it !== play)
    expect(secrets.length).toBeGreaterThan(3)
    const windows = (text: string) => Array.from({ length: text.length - 7 }, (_, i) => text.slice(i, i + 8))
    for (const secret of secrets) expect(windows(secret).filter((piece) => play.includes(piece))).toEqual([])
  })

  test('L7 1,000 held requests: memory stays flat, and each ends in three target durations', async () => {
    const { play, encoder } = await onAir('held')
    const { msn, part } = edgeOf(await (await fetch(play)).text())
    const round = async () => {
      const answers = Array.from({ length: 1_000 }, () => rawGet(`${play}?_HLS_msn=${msn}&_HLS_part=${part}`))
      await until(() => t.live.held(play) === 1_000)
      time.advance(HELD_MS - 1)
      expect(t.live.held(play)).toBe(1_000)
      time.advance(1)
      for (const head of await Promise.all(answers)) expect(head).toStartWith('HTTP/1.1 200')
      Bun.gc(true)
      return process.memoryUsage.rss()
    }
    const first = await round()
    const second = await round()
    expect(second - first).toBeLessThan(20 * 1_048_576)
    expect(t.live.held(play)).toBe(0)
    encoder.kill()
  })

  test('L7 a viewer who goes lets go of what was held for him', async () => {
    const { play, encoder } = await onAir('gone')
    const { msn, part } = edgeOf(await (await fetch(play)).text())
    const leave = new AbortController()
    const asked = Array.from({ length: 50 }, () =>
      fetch(`${play}?_HLS_msn=${msn}&_HLS_part=${part}`, { signal: leave.signal }).catch(() => null),
    )
    await until(() => t.live.held(play) === 50)
    leave.abort()
    await Promise.all(asked)
    await until(() => t.live.held(play) === 0)
    encoder.kill()
  })
})

describe('U3, U4 a publisher that is lost', () => {
  test('and back within the grace time: the same playlist goes on after a discontinuity', async () => {
    const { room, play, encoder } = await onAir('returns')
    encoder.kill()
    await until(() => t.statusOf(room) === 'interrupted')
    const before = await (await fetch(play)).text()
    const again = await testEncoder(await t.addressOf(room))
    expect(again.answer).toBe('ready')
    await until(() => t.statusOf(room) === 'live')
    again.send(show({ fromMs: 777, forMs: 2_500 }))
    const sequence = (text: string) => Number(/#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(text)![1])
    expect(await again.isRead()).toBe(true)
    const after = await (await fetch(play)).text()
    expect(after).toContain('#EXT-X-DISCONTINUITY\n')
    expect(sequence(after)).toBeGreaterThanOrEqual(sequence(before))
    expect(after).not.toContain('#EXT-X-ENDLIST')
    expect(t.playlistOf(room)).toBe(play)
    again.kill()
  })

  test('a new process takes the show up where it was', async () => {
    const own = await testLive(time)
    const room = own.addRoom('restart')
    const encoder = await testEncoder(await own.addressOf(room))
    expect(encoder.answer).toBe('ready')
    await until(async () => (await own.sql('select from streams where on_air')).rowCount === 1)
    encoder.send(show({ forMs: 2_500 }))
    expect(await encoder.isRead()).toBe(true)
    const sequences = async (url: string) =>
      [...(await (await fetch(url)).text()).matchAll(/SEQUENCE:(\d+)/g)].map(([, sequence]) => Number(sequence))
    const before = await sequences(own.playlistOf(room))
    time.advance(1_000)
    const path = new URL(own.playlistOf(room)).pathname
    const next = await own.restart()
    await until(() => next.statusOf(room) === 'interrupted')
    expect(new URL(next.playlistOf(room)).pathname).toBe(path)
    const again = await testEncoder(await next.addressOf(room))
    expect(again.answer).toBe('ready')
    await until(() => next.statusOf(room) === 'live')
    again.send(show({ forMs: 2_500 }))
    expect(await again.isRead()).toBe(true)
    const after = await sequences(next.playlistOf(room))
    expect(before.length).toBe(2)
    for (const [i, sequence] of before.entries()) expect(after[i]!).toBeGreaterThan(sequence)
    await next.close()
  })
})
