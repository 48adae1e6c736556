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
  await Bun.sleep(50)
  return { socket, gone: () => gone }
}
const passes = async (ms: number) => {
  time.advance(ms)
  await Bun.sleep(30)
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
