import { afterEach, beforeEach, expect, test } from 'bun:test'
import { inflateRawSync } from 'node:zlib'
import { until } from '#kernel/testing/until'
import { COMPRESS_FROM_CHARACTERS, publishFrame } from './compress.ts'
import { openPaperHouse, type PaperHouse, TEA } from './testing.ts'

const LARGE = JSON.stringify({ type: 'frame', text: '青瓷杯 '.repeat(400) })
const SMALL = '{"type":"frame","latest":{"viewers":3}}'

let house: PaperHouse
const sockets: WebSocket[] = []
beforeEach(() => {
  house = openPaperHouse()
})
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close()
  house[Symbol.dispose]()
})

/** What a socket got, after its welcome, with how it came. */
const enter = async (compress: boolean) => {
  const socket = new WebSocket(house.url)
  sockets.push(socket)
  socket.binaryType = 'arraybuffer'
  const heard: { binary: boolean; text: string }[] = []
  const welcomed = new Promise<void>((resolve) => {
    socket.onmessage = ({ data }) => {
      const binary = typeof data !== 'string'
      const text = binary ? inflateRawSync(data as ArrayBuffer).toString() : (data as string)
      if (text.includes('"welcome"')) resolve()
      else heard.push({ binary, text })
    }
  })
  await new Promise((resolve) => {
    socket.onopen = resolve
  })
  socket.send(
    JSON.stringify({ type: 'hello', version: 1, room: TEA, ...(compress ? { compress: 'deflate-raw' } : {}) }),
  )
  await welcomed
  return { heard, send: (text: string) => socket.send(text) }
}

test('a tick is deflated once for all who asked, and says the same to everybody in the same order', async () => {
  const asked = await Promise.all(Array.from({ length: 20 }, () => enter(true)))
  const others = await Promise.all(Array.from({ length: 5 }, () => enter(false)))
  const frames = Array.from({ length: 10 }, (_, i) => (i % 3 === 1 ? SMALL : LARGE).replace('{', `{"n":${i},`))
  for (const frame of frames) house.rooms.frame(frame)
  await until(() => [...asked, ...others].every(({ heard }) => heard.length >= frames.length))
  for (const { heard } of [...asked, ...others]) expect(heard.map(({ text }) => text)).toEqual(frames)
  for (const { heard } of asked) expect(heard.map(({ binary }) => binary)).toEqual(frames.map((f) => f.length > 100))
  for (const { heard } of others) expect(heard.some(({ binary }) => binary)).toBe(false)
  const large = frames.filter((frame) => frame.length >= COMPRESS_FROM_CHARACTERS).length
  expect(house.gateway.counts().deflated).toBe(large)
})

test('what is told to one socket keeps its place between ticks', async () => {
  const { heard, send } = await enter(true)
  house.rooms.frame(LARGE)
  send('{"type":"clock","ref":1,"sentAt":0}')
  await until(() => heard.length === 2)
  house.rooms.frame(LARGE)
  await until(() => heard.length === 3)
  expect(heard.map(({ text }) => JSON.parse(text).type)).toEqual(['frame', 'clock', 'frame'])
})

test('nothing is deflated while nobody asks, nor after the last of them left', async () => {
  await enter(false)
  house.rooms.frame(LARGE)
  expect(house.gateway.counts().deflated).toBe(0)
  await enter(true)
  house.rooms.frame(LARGE)
  expect(house.gateway.counts().deflated).toBe(1)
  sockets.at(-1)!.close()
  await until(() => house.gateway.counts().sockets === 1)
  house.rooms.frame(LARGE)
  expect(house.gateway.counts().deflated).toBe(1)
})

test('a form of compression that is not spoken here is refused', async () => {
  const socket = new WebSocket(house.url)
  sockets.push(socket)
  socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', version: 1, room: TEA, compress: 'brotli' }))
  const closed = new Promise<number>((resolve) => {
    socket.onclose = ({ code }) => resolve(code)
  })
  expect(await closed).toBe(4400)
})

test('a topic without such subscribers costs one question', () => {
  const published: string[] = []
  const topics = { publish: (topic: string) => published.push(topic), subscriberCount: () => 0 }
  expect(publishFrame(topics, 'room/a', LARGE)).toBe(false)
  expect(published).toEqual(['room/a'])
})
