import { afterAll, beforeAll, expect, test } from 'bun:test'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { show } from '@hawker/media/testing'
import { HANDSHAKE_MS, IDLE_MS, PUBLISH_MS } from './rtmp-line.ts'
import { type TestLive, testLive } from './testing.ts'
import { allRead, testEncoder } from './testing-encoder.ts'
import { manualTime } from './testing-time.ts'

const time = manualTime()
let t: TestLive
beforeAll(async () => {
  t = await testLive(time)
})
afterAll(() => t.close())

const handshake = () => {
  const bytes = new Uint8Array(1 + 2 * 1536)
  bytes[0] = 3
  return bytes
}
/** Connects and says this. */
const stranger = async (bytes: Uint8Array): Promise<Socket> => {
  const socket = connect(t.live.port, '127.0.0.1')
  socket.on('error', () => {})
  socket.resume()
  await once(socket, 'connect')
  socket.write(bytes)
  return socket
}
/** Connections are taken in turn: once a later one is answered, what came before is known here and there. */
const knock = async () => {
  const later = await stranger(handshake())
  expect(await allRead(later)).toBe(true)
  later.destroy()
}

test('L1 who does not shake hands within 5 s is closed', async () => {
  for (const bytes of [new Uint8Array(0), new Uint8Array([3, 1, 2])]) {
    const socket = await stranger(bytes)
    const gone = once(socket, 'close')
    await knock()
    time.advance(HANDSHAKE_MS - 500)
    await knock()
    expect(socket.closed).toBe(false)
    time.advance(1_500)
    await gone
  }
})

test('L1 who shakes hands and does not publish within 10 s is closed, however busy he keeps the line', async () => {
  const socket = await stranger(handshake())
  for (let i = 0; i < PUBLISH_MS / 1_000 - 1; i++) {
    socket.write(new Uint8Array([2, 0, 0, 0, 0, 0, 4, 3, 0, 0, 0, 0, 0, 0, 0, 0]))
    expect(await allRead(socket)).toBe(true)
    time.advance(1_000)
  }
  expect(await allRead(socket)).toBe(true)
  const gone = once(socket, 'close')
  time.advance(2_000)
  await gone
})

test('L1 a publisher that sends nothing for 15 s is closed, one that sends stays', async () => {
  const silent = await testEncoder(await t.addressOf(t.addRoom('silent')))
  const busy = await testEncoder(await t.addressOf(t.addRoom('busy')))
  for (let ms = 0; ms < IDLE_MS + 2_000; ms += 1_000) {
    busy.send(show({ fromMs: ms, forMs: 1_000 }))
    expect(await busy.isRead()).toBe(true)
    if (ms === IDLE_MS - 1_000) expect(silent.isClosed).toBe(false)
    time.advance(1_000)
  }
  await silent.closed
  expect(await busy.isRead()).toBe(true)
})

test('S54 the expiry is looked at when connecting, and only then', async () => {
  const url = await t.addressOf(t.addRoom('expiring'))
  const expiresAt = Number.parseInt(url.split('txTime=')[1]!, 16) * 1_000
  const jump = expiresAt - time.clock.now() - 1_000
  time.advance(jump)
  const encoder = await testEncoder(url)
  expect(encoder.answer).toBe('ready')
  time.advance(1_500)
  expect((await testEncoder(url)).answer).toMatch(/^This address has expired/)
  encoder.send(show({ forMs: 1_000 }))
  time.advance(500)
  expect(await encoder.isRead()).toBe(true)
})

test('L8 at 50 Mbit/s: told, then closed; its neighbour is not hurt', async () => {
  const neighbour = await testEncoder(await t.addressOf(t.addRoom('neighbour')))
  const room = t.addRoom('greedy')
  const encoder = await testEncoder(await t.addressOf(room))
  const [config, ...pictures] = show({ forMs: 12_000, audio: false })
  encoder.send([config!])
  let told = false
  let ms = 0
  for (; !encoder.isClosed && ms < 12_000; ms += 200) {
    const large = pictures.slice(ms / 40, ms / 40 + 5).map((tag) => {
      const payload = new Uint8Array(250_000)
      payload.set(tag.payload)
      new DataView(payload.buffer).setUint32(5, payload.length - 9)
      return { ...tag, payload }
    })
    encoder.send(large)
    neighbour.send(show({ fromMs: ms, forMs: 200 }))
    await Promise.all([encoder.isRead(), neighbour.isRead()])
    time.advance(200)
    told ||= t.healthOf(room).advice.includes('bitrate-too-high')
  }
  expect(told).toBe(true)
  expect(encoder.isClosed).toBe(true)
  expect(ms).toBeGreaterThan(6_000)
  expect(await neighbour.isRead()).toBe(true)
  neighbour.kill()
})

test('L8 more than 60 pictures a second: closed', async () => {
  const encoder = await testEncoder(await t.addressOf(t.addRoom('fast')))
  const [config, first] = show({ forMs: 40, audio: false })
  encoder.send([config!])
  for (let ms = 0; !encoder.isClosed && ms < 12_000; ms += 500) {
    encoder.send(Array.from({ length: 50 }, (_, i) => ({ ...first!, timestampMs: ms + i * 10 })))
    await encoder.isRead()
    time.advance(500)
  }
  await encoder.closed
})
