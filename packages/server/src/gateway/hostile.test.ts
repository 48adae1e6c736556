// What a stranger may try on a socket, and that those beside him do not feel it.
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import net from 'node:net'
import { deflateRawSync } from 'node:zlib'
import { until } from '#kernel/testing/until'
import type { Connection } from './connection.ts'
import { CONTROL_BURST, CONTROL_PER_S, STALLED_MIN_BYTES } from './limits.ts'
import { openPaperHouse, type PaperHouse, person, TEA } from './testing.ts'
import { type RawClient, rawClient } from './testing-client.ts'

const MB = 1_048_576
const TEXT = 1
const PING = 9
const PONG = 10
/** Set by an extension that was never agreed on: compressed. */
const RSV1 = 0x40
/** Promise 8: so long after falling behind, at the latest. */
const TOLD_SLOW_WITHIN_S = 5

let house: PaperHouse
beforeEach(() => {
  house = openPaperHouse()
})
afterEach(() => house[Symbol.dispose]())

const hello = (more: object = {}) => JSON.stringify({ type: 'hello', version: 1, room: TEA, ...more })
const enter = async (who: string | null = null): Promise<RawClient> => {
  const client = await rawClient(house.url)
  const welcome = client.next((text) => text.includes('"welcome"'))
  client.send(hello(who === null ? {} : { ticket: house.accounts.ticket(person(who)) }))
  await welcome
  return client
}
/** Asks while others misbehave, and has every answer: a server that waited for them would never give it. */
const isServed = async (client: RawClient, times = 50): Promise<void> => {
  for (let i = 0; i < times; i++) {
    const answer = client.next((text) => text.includes('"clock"'))
    client.send('{"type":"clock","ref":1,"sentAt":0}')
    await answer
    house.advance(100)
  }
}
const rssAfterGc = (): number => {
  Bun.gc(true)
  return process.memoryUsage().rss
}

describe('G5 compression that was not agreed on', () => {
  test('a deflated frame ends its socket by the protocol, however large it would become; memory stays', async () => {
    const quiet = await enter()
    const bomb = deflateRawSync(Buffer.alloc(500_000, 'x'))
    expect(bomb.length).toBeLessThan(1_000)
    const before = rssAfterGc()
    for (let i = 0; i < 100; i++) {
      const client = await enter()
      client.frame(RSV1 | TEXT, bomb)
      expect([1002, 1006]).toContain(await client.closed)
    }
    expect(rssAfterGc() - before).toBeLessThan(10 * MB)
    expect(house.gateway.counts().sockets).toBe(1)
    await isServed(quiet)
  })

  test('an offer to compress is not taken up', async () => {
    const client = await rawClient(house.url, { 'Sec-WebSocket-Extensions': 'permessage-deflate' })
    expect(client.status).toBe(101)
    expect(client.headers.toLowerCase()).not.toContain('sec-websocket-extensions')
  })
})

describe('G6 control frames', () => {
  test('a flood of pings ends its own socket with 4453 and nobody feels it', async () => {
    const [flood, quiet] = [await enter(), await enter()]
    for (let i = 0; i < 5_000; i++) flood.frame(PING, Buffer.alloc(125, i))
    await isServed(quiet)
    expect(await flood.closed).toBe(4453)
    expect(house.gateway.counts().sockets).toBe(1)
  })

  test('so does a flood of pongs that nobody asked for, also before the hello', async () => {
    const mute = await rawClient(house.url)
    for (let i = 0; i <= CONTROL_BURST; i++) mute.frame(PONG, Buffer.alloc(0))
    expect(await mute.closed).toBe(4453)
  })

  test('a ping now and then is answered for ever', async () => {
    const client = await enter()
    for (let second = 0; second < 60; second++) {
      for (let i = 1; i < CONTROL_PER_S; i++) client.frame(PING, Buffer.alloc(4))
      await client.fence()
      house.advance(1_000)
    }
    expect(house.gateway.counts().sockets).toBe(1)
  })
})

describe('G8 a hundred who stop reading', () => {
  test('promise 8: are told "slow" within five seconds of falling behind, cost under 5 MB, and nobody waits for them', async () => {
    const quick = await enter()
    const stalled = await Promise.all(Array.from({ length: 100 }, () => enter()))
    for (const client of stalled) client.pause()
    const small = JSON.stringify({ type: 'frame', text: 'x'.repeat(1_300) })
    const large = JSON.stringify({ type: 'frame', text: 'x'.repeat(15_000) })
    const sockets = () => house.gateway.counts().sockets
    const [, ...theirs] = [...house.rooms.room().members] as Connection[]
    const waitsFor = ({ socket }: Connection) => socket?.getBufferedAmount() ?? 0
    // The kernel takes megabytes for each before we see any of it, and from nobody as much as from the next.
    const fill = (text: string, most: number) =>
      until(() => {
        const short = theirs.filter((each) => waitsFor(each) <= most)
        for (const each of short) each.send(text)
        return short.length === 0
      })
    await fill(large, 0)
    const before = rssAfterGc()
    await fill(small, STALLED_MIN_BYTES)
    let most = 0
    for (let second = 0; second < TOLD_SLOW_WITHIN_S && sockets() > 1; second++) {
      for (let tick = 0; tick < 7; tick++) house.rooms.frame(small)
      most = Math.max(most, house.gateway.waiting())
      await isServed(quick, 10)
    }
    expect(sockets()).toBe(1)
    // What we hold for them, to the byte; the process's memory has the noise of both ends in it.
    expect(most).toBeLessThan(5 * MB)
    expect(rssAfterGc() - before).toBeLessThan(25 * MB)
    for (const client of stalled) client.resume()
    const codes = new Set(await Promise.all(stalled.map(({ closed }) => closed)))
    expect([...codes]).toEqual([4451])
  })

  test('one who reads slowly but reads is kept', async () => {
    const client = await enter()
    const frame = JSON.stringify({ type: 'frame', text: 'x'.repeat(20_000) })
    for (let second = 0; second < 8; second++) {
      house.rooms.frame(frame)
      house.advance(1_000)
      await until(() => client.texts.length >= second)
    }
    expect(house.gateway.counts().sockets).toBe(1)
    expect(client.texts.length).toBeGreaterThan(5)
  })
})

describe('G7 connections that never become sockets', () => {
  test('two thousand half-open handshakes, some a byte at a time, cost no place in the gateway and delay nobody', async () => {
    const quiet = await enter()
    const { hostname, port } = new URL(house.url)
    const before = rssAfterGc()
    const half = await Promise.all(
      Array.from(
        { length: 2_000 },
        (_, i) =>
          new Promise<net.Socket>((resolve, reject) => {
            const socket = net.connect(Number(port), hostname, () => resolve(socket)).on('error', reject)
            if (i % 2 === 0) socket.write('GET /socket HTTP/1.1\r\nHost: shop.exa')
          }),
      ),
    )
    const dribble = setInterval(() => {
      for (let i = 0; i < half.length; i += 2) half[i]!.write('a')
    }, 100)
    await isServed(quiet)
    clearInterval(dribble)
    expect((await enter('ann')).status).toBe(101)
    expect(house.gateway.counts()).toMatchObject({ sockets: 2, mute: 0 })
    // Both ends of each are in this process.
    expect(rssAfterGc() - before).toBeLessThan(40 * MB)
    for (const socket of half) socket.destroy()
  })
})
