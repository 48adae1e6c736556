import { afterAll, beforeAll, expect, test } from 'bun:test'
import { show } from '@hawker/media/testing'
import type { RoomId } from '@hawker/protocol'
import { until } from '#kernel/testing/until'
import { TAKEOVER_SILENT_MS } from './on-air.ts'
import { TEST_APP, type TestLive, testLive } from './testing.ts'
import { type TestEncoder, testEncoder } from './testing-encoder.ts'

const LIMIT_MS = 300_000
let one: TestLive
let two: TestLive
const more: TestLive[] = []

beforeAll(async () => {
  one = await testLive({ shared: true })
  two = await one.another()
}, LIMIT_MS)
afterAll(async () => {
  for (const each of more) await each.stop()
  await two.stop()
  await one.close()
}, LIMIT_MS)

/** The one signed address of a room, at the RTMP port of this process. */
const pushTo = async (at: TestLive, url: string): Promise<TestEncoder> => {
  const address = new URL(url)
  address.port = String(at.live.port)
  return testEncoder(address.href)
}
const keepSending = (encoder: TestEncoder) => {
  const tags = show({ forMs: 900_000 })
  let sent = 0
  const send = (count: number) => {
    encoder.send(tags.slice(sent, sent + count))
    sent += count
  }
  let timer = setInterval(() => send(20), 100)
  send(200)
  const stop = () => clearInterval(timer)
  const go = () => {
    timer = setInterval(() => send(20), 100)
  }
  return { stop, pause: stop, go }
}
const readHealth = (process: TestLive, room: RoomId) => {
  const { handle } = process.live.routes.find(({ endpoint }) => endpoint.path.endsWith('/stream'))!
  const call = { actor: { kind: 'server', app: TEST_APP }, params: { room } }
  return handle(call as never) as Promise<{ publishing: boolean }>
}
/** The same play address at another process. */
const at = (process: TestLive, url: string) => url.replace(/^http:\/\/[^/]+/, process.origin)
const playlistAt = async (process: TestLive, play: string) => {
  const answer = await fetch(at(process, play))
  return { status: answer.status, text: await answer.text() }
}

test(
  'S57 a play address is answered by any process: playlist, held reload, parts',
  async () => {
    const room = one.addRoom('watched-anywhere')
    const url = await one.addressOf(room)
    const encoder = await pushTo(one, url)
    expect(encoder.answer).toBe('ready')
    const sending = keepSending(encoder)
    const play = one.playlistOf(room)
    await until(async () => (await playlistAt(one, play)).status === 200)
    const here = await playlistAt(one, play)
    const there = await playlistAt(two, play)
    expect(there.status).toBe(200)
    expect(there.text).toContain('#EXTM3U')
    const init = /#EXT-X-MAP:URI="([^"]+)"/.exec(here.text)![1]!
    const file = async (process: TestLive, name: string) =>
      new Uint8Array(await (await fetch(new URL(name, at(process, play)))).arrayBuffer())
    expect(await file(two, init)).toEqual(await file(one, init))
    const part = [...there.text.matchAll(/#EXT-X-PART:[^\n]*URI="([^"]+)"/g)].at(-1)![1]!
    expect(await file(two, part)).toEqual(await file(one, part))

    // A hundred viewers who wait for the next part there are one request here.
    sending.pause()
    expect(await encoder.isRead()).toBe(true)
    const edge = (await playlistAt(two, play)).text
    const msn = Number(/#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(edge)![1]) + edge.split('#EXTINF').length - 1
    const asked = `${at(two, play)}?_HLS_msn=${msn + 1}&_HLS_part=0`
    const waitTogether = async (): Promise<string[] | null> => {
      let answered = 0
      const texts = Array.from({ length: 100 }, async () => {
        const text = await (await fetch(asked)).text()
        answered++
        return text
      })
      await until(() => two.underWay === 100 || answered > 0)
      // A machine so busy that the first was let go of before the last had come: once more.
      if (answered > 0) return Promise.all(texts).then(() => null)
      expect(one.live.held(play)).toBe(1)
      sending.go()
      return Promise.all(texts)
    }
    const texts = (await until(waitTogether, 'a hundred wait at once', LIMIT_MS)) as string[]
    expect(new Set(texts).size).toBe(1)
    expect(texts[0]).toContain('#EXTM3U')

    // Nothing but our own names and numbers goes further.
    for (const path of ['index.m3u8?_HLS_msn=x', '..%2fstreams', 'a/b', 'nothing.mp4'])
      expect((await fetch(at(two, play).replace('index.m3u8', path))).status).toBeGreaterThanOrEqual(400)
    expect((await fetch(`${two.origin}/live/${'a'.repeat(26)}/index.m3u8`)).status).toBe(404)
    sending.stop()
    encoder.kill()
  },
  LIMIT_MS,
)

test(
  'L4 changed keys cut the publisher of another process, and its health is read from it',
  async () => {
    const room = one.addRoom('cut-from-afar')
    const encoder = await pushTo(one, await one.addressOf(room))
    const sending = keepSending(encoder)
    await until(async () => (await readHealth(two, room)).publishing)
    const regenerate = two.live.routes.find(({ endpoint }) => endpoint.path.endsWith('/push-address/regenerate'))
    await regenerate!.handle({ actor: { kind: 'server', app: 'shop' }, params: { room } } as never)
    await encoder.closed
    sending.stop()
  },
  LIMIT_MS,
)

test(
  'L2 a publisher elsewhere is in the way as long as it sends; silent, it gives way to the same address',
  async () => {
    const room = one.addRoom('comes-back-elsewhere')
    const url = await one.addressOf(room)
    const first = await pushTo(one, url)
    const sending = keepSending(first)
    const refused = await pushTo(two, url)
    expect(refused.answer).toBe('Somebody is already publishing this stream.')
    sending.stop()
    expect(await first.isRead()).toBe(true)
    one.linesWait(TAKEOVER_SILENT_MS)
    const second = await pushTo(two, url)
    expect(second.answer).toBe('ready')
    await first.closed
    const again = keepSending(second)
    const play = one.playlistOf(room)
    await until(
      async () => (await playlistAt(one, play)).status === 200 && (await playlistAt(two, play)).status === 200,
    )
    // It went from hand to hand: nobody saw it interrupted.
    expect(one.moves.filter((move) => move.startsWith(room))).toEqual([])
    again.stop()
    second.kill()
  },
  LIMIT_MS,
)

test(
  'a publisher whose process stands still goes on at another, and the first one writes no more',
  async () => {
    const three = await one.another()
    more.push(three)
    const room = one.addRoom('stands-still')
    const url = await three.addressOf(room)
    const first = await pushTo(three, url)
    const sending = keepSending(first)
    await until(async () => (await three.sql('select on_air from streams where room_id = $1', [room])).rows[0].on_air)
    await three.freeze()
    const second = await pushTo(two, url)
    expect(second.answer).toBe('ready')
    const again = keepSending(second)
    const moves = () => one.moves.filter((move) => move.startsWith(room))
    // The old publisher leaves a process that knows nothing yet: its room must not be told so.
    sending.stop()
    first.kill()
    await until(() => !three.healthOf(room).publishing)
    await three.live.settled(TEST_APP, room)
    three.thaw()
    // It has learned that the stream is elsewhere when it asks there.
    await until(async () => (await readHealth(three, room)).publishing)
    expect([one.statusOf(room), moves()]).toEqual(['live', []])
    again.stop()
    second.kill()
  },
  LIMIT_MS,
)

test(
  'a show whose process died is taken up by another: interrupted, and live again with the publisher',
  async () => {
    const four = await one.another()
    const room = one.addRoom('dies')
    const url = await four.addressOf(room)
    const encoder = await pushTo(four, url)
    const sending = keepSending(encoder)
    await until(async () => (await one.sql('select on_air from streams where room_id = $1', [room])).rows[0].on_air)
    await four.freeze()
    sending.stop()
    await until(() => one.statusOf(room) === 'interrupted', 'the show is taken up', LIMIT_MS)
    const back = await pushTo(two, url)
    expect(back.answer).toBe('ready')
    await until(() => one.statusOf(room) === 'live')
    back.kill()
    encoder.kill()
    more.push(four)
  },
  LIMIT_MS,
)
