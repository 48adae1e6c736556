// What a stranger may try on a socket, and that those beside him do not feel it.
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import net from 'node:net'
import { deflateRawSync } from 'node:zlib'
import { CONTROL_BURST, CONTROL_PER_S, STALLED_MAX_S } from './limits.ts'
import { openPaperHouse, type PaperHouse, person, TEA } from './testing.ts'
import { type RawClient, rawClient, settle } from './testing-client.ts'

const MB = 1_048_576
const TEXT = 1
const PING = 9
const PONG = 10
/** Set by an extension that was never agreed on: compressed. */
const RSV1 = 0x40
/** Generous, for machines with other work: those who misbehave and their victim share this process. */
const P99_MAX_MS = 5_000

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
/** How long the server's clock answer takes, in the 99th of a hundred tries. */
const p99Of = async (client: RawClient, tries = 50): Promise<number> => {
  const times: number[] = []
  for (let i = 0; i < tries; i++) {
    const from = performance.now()
    const answer = client.next((text) => text.includes('"clock"'))
    client.send('{"type":"clock","ref":1,"sentAt":0}')
    await answer
    times.push(performance.now() - from)
    house.advance(100)
  }
  return times.sort((a, b) => a - b)[Math.floor(tries * 0.99)]!
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
    expect(await p99Of(quiet)).toBeLessThan(P99_MAX_MS)
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
    expect(await p99Of(quiet)).toBeLessThan(P99_MAX_MS)
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
      for (let i = 0; i < CONTROL_PER_S; i++) client.frame(PING, Buffer.alloc(4))
      await settle(1)
      house.advance(1_000)
    }
    await settle()
    expect(house.gateway.counts().sockets).toBe(1)
  })
})

describe('G8 a hundred who stop reading', () => {
  test('promise 8: are told "slow" within five seconds of falling behind, cost under 5 MB, and nobody waits for them', async () => {
    const quick = await enter()
    const stalled = await Promise.all(Array.from({ length: 100 }, () => enter()))
    for (const client of stalled) client.pause()
    // The quick reader is in this process too: what he keeps is not what the others cost.
    const fill = async (enough: () => boolean) => {
      while (!enough()) {
        house.rooms.frame(frame)
        await settle(0)
      }
    }
    const sockets = () => house.gateway.counts().sockets
    const frame = JSON.stringify({ type: 'frame', text: 'x'.repeat(15_000) })
    const waiting = () => house.gateway.waiting()
    // The kernel takes megabytes for each before we see any of it.
    await fill(() => waiting() > 0)
    let most = 0
    const before = rssAfterGc()
    await fill(() => waiting() >= 100 * 17_000)
    const small = JSON.stringify({ type: 'frame', text: 'x'.repeat(1_300) })
    for (let second = 0; second <= STALLED_MAX_S && sockets() > 1; second++) {
      for (let tick = 0; tick < 7; tick++) house.rooms.frame(small)
      most = Math.max(most, waiting())
      expect(await p99Of(quick, 10)).toBeLessThan(P99_MAX_MS)
    }
    expect(sockets()).toBe(1)
    // What we hold for them, to the byte; the process's memory has the noise of both ends in it.
    expect(most).toBeLessThan(5 * MB)
    expect(rssAfterGc() - before).toBeLessThan(25 * MB)
    for (const client of stalled) client.resume()
    const codes = new Set(await Promise.all(stalled.map(({ closed }) => closed)))
    expect([...codes]).toEqual([4451])
  }, 20_000)

  test('one who reads slowly but reads is kept', async () => {
    const client = await enter()
    const frame = JSON.stringify({ type: 'frame', text: 'x'.repeat(20_000) })
    for (let second = 0; second < 8; second++) {
      house.rooms.frame(frame)
      house.advance(1_000)
      while (client.texts.length < second) await settle(2)
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
          new Promise<net.Socket>((resolve) => {
            const socket = net.connect(Number(port), hostname, () => resolve(socket)).on('error', () => {})
            if (i % 2 === 0) socket.write('GET /socket HTTP/1.1\r\nHost: shop.exa')
          }),
      ),
    )
    const dribble = setInterval(() => {
      for (let i = 0; i < half.length; i += 2) half[i]!.write('a')
    }, 100)
    expect(await p99Of(quiet)).toBeLessThan(P99_MAX_MS)
    clearInterval(dribble)
    expect((await enter('ann')).status).toBe(101)
    expect(house.gateway.counts()).toMatchObject({ sockets: 2, mute: 0 })
    // Both ends of each are in this process.
    expect(rssAfterGc() - before).toBeLessThan(40 * MB)
    for (const socket of half) socket.destroy()
  }, 20_000)
})
