import { afterAll, beforeAll, expect, test } from 'bun:test'
import { once } from 'node:events'
import net from 'node:net'
import { type AppId, api } from '@hawker/protocol'
import type { Server } from 'bun'
import { createApi } from '#api'
import type { Connection, Gateway } from '#gateway'
import { bind } from '#http'
import { seededChance } from '#kernel/chance'
import { systemClock } from '#system/clock'
import { openLog } from '#system/log'
import { keepFreePort, listen } from './listen.ts'

let server: Server<Connection>
let port = 0
const gateway = {
  websocket: { message: () => {} },
  upgrade: () => new Response('the gateway', { status: 426 }),
  attachServer: () => {},
} as unknown as Gateway

beforeAll(async () => {
  const kept = keepFreePort('127.0.0.1')
  port = kept.port
  const log = openLog('silent')
  const edge = createApi({
    routes: [bind(api.rooms.listRooms, () => ({ rooms: [], next: null }))],
    rawRoutes: [],
    accounts: {
      defaultApp: 'shop' as AppId,
      cookieName: 'hk',
      hasApp: () => false,
      actorOf: async () => null,
    },
    publicUrl: `http://localhost:${port}`,
    trustedProxies: [],
    webDir: '/nowhere',
    clock: systemClock,
    chance: seededChance(1),
    log,
    logRequests: false,
    isReady: async () => true,
    gauges: () => ({}),
  })
  kept.release()
  server = listen({ port, host: '127.0.0.1', api: edge, gateway, log })
})
afterAll(() => server.stop(true))

/** Sends bytes as they are and answers what came back until the other side ends. */
const raw = (bytes: string): Promise<string> =>
  new Promise((resolve) => {
    let got = ''
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (chunk) => (got += chunk))
    socket.on('error', () => {})
    socket.on('close', () => resolve(got))
  })
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)
const answers = (answer: string) => answer.split('HTTP/1.1 ').length - 1
const head = (more: string) => `GET /api/rooms HTTP/1.1\r\nConnection: close\r\n${more}\r\n\r\n`

test('an ordinary request is answered', async () => {
  expect(statusOf(await raw(head(`Host: localhost:${port}`)))).toBe(200)
})

test.each([
  'Host: evil.example',
  'Host: localhost\r\nHost: evil.example',
  'Host: a b',
  'Host: [',
  'Host: localhost:99999999',
  'Host: user@localhost',
  'Host: localhost/..',
  'Host: %6cocalhost',
])('A6 "%s" is refused before the router', async (line) => {
  const answer = await raw(head(line))
  expect([400, 421]).toContain(statusOf(answer))
  expect(answer).not.toContain('"rooms"')
})

test('A6 an absolute address of another host changes nothing: the Host header alone was checked and counts', async () => {
  const ask = (host: string) =>
    raw(`GET http://evil.example/api/rooms HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  expect(statusOf(await ask('localhost'))).toBe(200)
  expect(statusOf(await ask('evil.example'))).toBe(421)
})

const at = (path: string) => raw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)

test.each([
  '//api/rooms',
  '/api//rooms',
  '/api/\\rooms',
  '/api%2frooms',
  '/api%5crooms',
  '/api/rooms%00',
  '/api/%2e%2e%2frooms',
])('A7 the request path %s reaches nothing', async (path) => expect([400, 404]).toContain(statusOf(await at(path))))

test('A7 dots and backslashes are resolved before anybody looks, so all read the same path', async () => {
  for (const path of ['/api\\rooms', '/x/../api/rooms', '/x/%2e%2e/api/rooms'])
    expect([path, statusOf(await at(path))]).toEqual([path, 200])
  for (const path of ['/api/rooms\\..\\staff', '/live/../api/staff']) expect(statusOf(await at(path))).toBe(404)
})

test.each([
  'Content-Length: 4\r\nTransfer-Encoding: chunked',
  'Content-Length: 4\r\nContent-Length: 5',
  'Content-Length: +4',
  'Transfer-Encoding: chunked, identity',
  'Content-Length : 4',
])('A8 an ambiguous body length (%s) gets one refusal and no second answer', async (lines) => {
  const smuggled = 'GET /api/rooms HTTP/1.1\r\nHost: localhost\r\n\r\n'
  const answer = await raw(`POST /api/rooms HTTP/1.1\r\nHost: localhost\r\n${lines}\r\n\r\n0\r\n\r\n${smuggled}`)
  expect(statusOf(answer)).toBe(400)
  expect(answers(answer)).toBe(1)
})

test('A10 a body over the port’s limit is refused', async () => {
  const lines = 'Host: localhost\r\nContent-Type: application/json\r\nContent-Length: 20000000\r\nConnection: close'
  const answer = await raw(`POST /api/rooms HTTP/1.1\r\n${lines}\r\n\r\n${'x'.repeat(1000)}`)
  expect(statusOf(answer)).toBe(413)
})

test('sockets go to the gateway, under our own host names alone', async () => {
  const ask = (path: string, host: string) => raw(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  expect(await ask('/socket', 'localhost')).toEndWith('the gateway')
  expect(await ask('/socket?x=1', 'localhost')).toEndWith('the gateway')
  expect(statusOf(await ask('/socket', 'evil.example'))).toBe(421)
  expect(statusOf(await ask('/socket/x', 'localhost'))).toBe(404)
})

test('a free port is kept from others until it is wanted, and tells who comes early that it is not open', async () => {
  const kept = keepFreePort('127.0.0.1')
  const start = () => listen({ port: kept.port, host: '127.0.0.1', api: {} as never, gateway, log: openLog('silent') })
  expect(start).toThrow('is in use by another program')
  expect((await fetch(`http://127.0.0.1:${kept.port}/healthz`)).status).toBe(503)
  kept.release()
  await start().stop(true)
})

test('a port in use ends the start with one sentence', async () => {
  const taken = net.createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port: busy } = taken.address() as net.AddressInfo
  const start = () => listen({ port: busy, host: '127.0.0.1', api: {} as never, gateway, log: openLog('silent') })
  expect(start).toThrow(`PORT ${busy} is in use by another program: end that, or set PORT to another.`)
  taken.close()
})
