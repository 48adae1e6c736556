import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { until } from '#kernel/testing/until'
import { PING_EVERY_S, WAITING_MAX_BYTES } from './limits.ts'
import { openPaperHouse, type PaperHouse, person, TEA } from './testing.ts'
import { allHear, rawClient } from './testing-client.ts'

const HELLO = JSON.stringify({ type: 'hello', version: 1, room: TEA })

let house: PaperHouse
beforeEach(() => {
  house = openPaperHouse({ limits: { sockets: 100, socketsPerUser: 3, socketsPerAddress: 70, mutePerAddress: 50 } })
})
afterEach(() => house[Symbol.dispose]())

const from = (address: string) => rawClient(house.url, { 'x-test-address': address })
const enter = async (address = '127.0.0.1', ticket?: string) => {
  const client = await from(address)
  const welcome = client.next()
  client.send(ticket ? JSON.stringify({ ...JSON.parse(HELLO), ticket }) : HELLO)
  await welcome
  return client
}
/** Lets time pass, second by second. */
const pass = (seconds: number, each: () => void = () => {}) => {
  for (let i = 0; i < seconds; i++) {
    each()
    house.advance(1_000)
  }
}

describe('G4 sockets that say nothing', () => {
  test('are closed with 4450 after five seconds, six at the latest', async () => {
    const client = await from('127.0.0.1')
    pass(5)
    expect(house.gateway.counts().sockets).toBe(1)
    pass(1)
    expect(await client.closed).toBe(4450)
  })

  test('sixty from one address: ten are refused, and all are gone after six seconds', async () => {
    const clients = await Promise.all(Array.from({ length: 60 }, () => from('203.0.113.9')))
    expect(clients.filter(({ status }) => status === 503)).toHaveLength(10)
    pass(6)
    expect(house.gateway.counts()).toMatchObject({ sockets: 0, mute: 0 })
  })
})

describe('G7 too many sockets', () => {
  test('the 101st gets 503 and a random time to come back, and the room goes on', async () => {
    const clients = await Promise.all(Array.from({ length: 100 }, () => enter()))
    const late = await from('127.0.0.1')
    expect(late.status).toBe(503)
    const after = Number(/retry-after: (\d+)/i.exec(late.headers)?.[1])
    expect(after).toBeGreaterThanOrEqual(1)
    expect(after).toBeLessThanOrEqual(30)
    house.rooms.frame('{"type":"frame"}')
    await allHear(clients, '{"type":"frame"}')
    expect(clients.every(({ texts }) => texts.length === 2)).toBe(true)
    clients[0]!.end()
    await until(() => house.gateway.counts().sockets < 100)
    expect((await from('127.0.0.1')).status).toBe(101)
  })

  test('one address has its own share, and one IPv6 customer is his /64', async () => {
    for (let i = 0; i < 70; i++) await enter(`2001:db8:1:2::${i.toString(16)}`)
    expect((await from('2001:db8:1:2:ffff::1')).status).toBe(503)
    expect((await from('2001:db8:1:3::1')).status).toBe(101)
  })

  test('a fourth page of one user replaces his oldest', async () => {
    const pages = []
    for (let i = 0; i < 4; i++) pages.push(await enter('127.0.0.1', house.accounts.ticket(person('ann'))))
    expect(await pages[0]!.closed).toBe(4409)
    expect(house.gateway.counts()).toMatchObject({ sockets: 3, people: 1 })
  })

  test('what is no upgrade gets 426', async () => {
    const plain = await fetch(house.url.replace('ws:', 'http:'))
    expect(plain.status).toBe(426)
    expect(((await plain.json()) as { code: string }).code).toBe('upgrade-required')
    expect((await rawClient(house.url, { 'Sec-WebSocket-Version': '12' })).status).toBe(426)
    expect(house.gateway.counts()).toMatchObject({ sockets: 0, mute: 0 })
  })
})

describe('G9 peers that are gone', () => {
  test('a client that answers no ping is closed after 40 s although the room is busy', async () => {
    const dead = await enter()
    const alive = await enter()
    dead.answerPings = false
    pass(PING_EVERY_S, () => house.rooms.frame('{"type":"frame"}'))
    await until(() => house.pongs() === 1)
    pass(19, () => house.rooms.frame('{"type":"frame"}'))
    await until(() => house.pongs() === 2)
    expect(house.gateway.counts().sockets).toBe(2)
    pass(3, () => house.rooms.frame('{"type":"frame"}'))
    expect(await dead.closed).toBe(4452)
    expect(house.gateway.counts().sockets).toBe(1)
    expect(alive.pings()).toBeGreaterThanOrEqual(2)
  })

  test('one that answers stays for as long as it likes', async () => {
    await enter()
    for (let round = 1; round <= 7; round++) {
      pass(PING_EVERY_S)
      await until(() => house.pongs() === round)
    }
    expect(house.gateway.counts().sockets).toBe(1)
  })

  test('a loop that stood still for a minute closes nobody', async () => {
    await enter()
    // One turn instead of sixty: the timer fires once when the loop is back.
    pass(1)
    expect(house.gateway.counts().sockets).toBe(1)
  })
})

describe('G8 slow readers', () => {
  test('are closed once more than 256 KiB wait for them; the others see no difference', async () => {
    const slow = await enter()
    const quick = await enter()
    slow.pause()
    const frame = JSON.stringify({ type: 'frame', text: 'x'.repeat(60_000) })
    const heard = () => quick.texts.filter((text) => text === frame).length
    let told = 0
    // The kernel takes megabytes for the slow one before we see any of it.
    while (house.gateway.waiting() <= WAITING_MAX_BYTES) {
      house.rooms.frame(frame)
      told++
      await until(() => heard() === told)
    }
    pass(1)
    expect(house.gateway.counts().sockets).toBe(1)
    house.rooms.frame(frame)
    await until(() => heard() === told + 1)
    slow.resume()
    expect(await slow.closed).toBe(4451)
  })
})

describe('an orderly end', () => {
  test('everybody is told when to come back, and closed with 4454 in slices', async () => {
    const clients = await Promise.all(Array.from({ length: 40 }, () => enter()))
    const done = house.gateway.drain(2_000)
    expect(house.gateway.counts().sockets).toBe(38)
    expect((await from('127.0.0.1')).status).toBe(503)
    for (let i = 0; i < 40; i++) house.advance(100)
    await done
    expect(await Promise.all(clients.map(({ closed }) => closed))).toEqual(Array(40).fill(4454))
    const delays = clients.map(({ texts }) => JSON.parse(texts.at(-1)!)).map(({ afterMs }) => afterMs as number)
    expect(Math.max(...delays)).toBeLessThanOrEqual(2_000 + 40 * 3)
    expect(new Set(delays).size).toBeGreaterThan(20)
  })
})
