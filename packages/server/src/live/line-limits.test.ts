import { afterAll, beforeAll, expect, test } from 'bun:test'
import { connect, type Socket } from 'node:net'
import { show } from '@hawker/media/testing'
import { HANDSHAKE_MS, IDLE_MS, PUBLISH_MS } from './rtmp-line.ts'
import { type TestLive, testLive } from './testing.ts'
import { testEncoder } from './testing-encoder.ts'
import { manualTime } from './testing-time.ts'

const time = manualTime()
let t: TestLive
beforeAll(async () => {
  t = await testLive(time)
})
afterAll(() => t.close())

/** What lies in a socket is read in the next turns of the loop, however slow they are. */
const turns = async () => {
  for (let i = 0; i < 10; i++) await Bun.sleep(4)
}
const stranger = async (bytes: Uint8Array): Promise<{ socket: Socket; gone: () => boolean }> => {
  let gone = false
  const socket = connect(t.live.port, '127.0.0.1')
  socket.on('error', () => {})
  socket.resume()
  socket.on('close', () => {
    gone = true
  })
  await new Promise<void>((resolve) => socket.on('connect', () => resolve()))
  socket.write(bytes)
  await turns()
  return { socket, gone: () => gone }
}
const passes = async (ms: number) => {
  time.advance(ms)
  await turns()
}
const handshake = () => {
  const bytes = new Uint8Array(1 + 2 * 1536)
  bytes[0] = 3
  return bytes
}

test('L1 who does not shake hands within 5 s is closed', async () => {
  for (const bytes of [new Uint8Array(0), new Uint8Array([3, 1, 2])]) {
    const { gone } = await stranger(bytes)
    await passes(HANDSHAKE_MS - 500)
    expect(gone()).toBe(false)
    await passes(1_500)
    expect(gone()).toBe(true)
  }
})

test('L1 who shakes hands and does not publish within 10 s is closed, however busy he keeps the line', async () => {
  const { socket, gone } = await stranger(handshake())
  for (let i = 0; i < PUBLISH_MS / 1_000 - 1; i++) {
    socket.write(new Uint8Array([2, 0, 0, 0, 0, 0, 4, 3, 0, 0, 0, 0, 0, 0, 0, 0]))
    await passes(1_000)
  }
  expect(gone()).toBe(false)
  await passes(2_000)
  expect(gone()).toBe(true)
})

test('L1 a publisher that sends nothing for 15 s is closed, one that sends stays', async () => {
  const silent = await testEncoder(await t.addressOf(t.addRoom('silent')))
  const busy = await testEncoder(await t.addressOf(t.addRoom('busy')))
  for (let ms = 0; ms < IDLE_MS + 2_000; ms += 1_000) {
    busy.send(show({ fromMs: ms, forMs: 1_000 }))
    await passes(1_000)
  }
  expect(silent.isClosed).toBe(true)
  expect(busy.isClosed).toBe(false)
})

test('S54 the expiry is looked at when connecting, and only then', async () => {
  const url = await t.addressOf(t.addRoom('expiring'))
  const expiresAt = Number.parseInt(url.split('txTime=')[1]!, 16) * 1_000
  const jump = expiresAt - time.clock.now() - 1_000
  await passes(jump)
  const encoder = await testEncoder(url)
  expect(encoder.answer).toBe('ready')
  await passes(1_500)
  expect((await testEncoder(url)).answer).toMatch(/^This address has expired/)
  encoder.send(show({ forMs: 1_000 }))
  await passes(500)
  expect(encoder.isClosed).toBe(false)
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
    await passes(200)
    told ||= t.healthOf(room).advice.includes('bitrate-too-high')
  }
  expect(told).toBe(true)
  expect(encoder.isClosed).toBe(true)
  expect(ms).toBeGreaterThan(6_000)
  expect(neighbour.isClosed).toBe(false)
  neighbour.kill()
})

test('L8 more than 60 pictures a second: closed', async () => {
  const encoder = await testEncoder(await t.addressOf(t.addRoom('fast')))
  const [config, first] = show({ forMs: 40, audio: false })
  encoder.send([config!])
  for (let ms = 0; !encoder.isClosed && ms < 12_000; ms += 500) {
    encoder.send(Array.from({ length: 50 }, (_, i) => ({ ...first!, timestampMs: ms + i * 10 })))
    await passes(500)
  }
  expect(encoder.isClosed).toBe(true)
})
