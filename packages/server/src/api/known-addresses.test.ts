import { afterEach, expect, test } from 'bun:test'
import { type Actor, type AppId, type Endpoint, ROLES, refuse } from '@hawker/protocol'
import { z } from 'zod'
import { bind, type Route } from '#http'
import { seededChance } from '#kernel/chance'
import { openLog } from '#system/log'
import { type Api, type ApiOptions, createApi } from './index.ts'
import { createKnownAddresses } from './known-addresses.ts'
import { actorWith, bodyOf, everyEndpoint, sampleOf } from './testing/route-table.ts'

const origin = 'https://live.example.com'
const shop = 'shop' as AppId
const actors: Record<string, Actor> = { server: { kind: 'server', app: shop } }
for (const role of ROLES) actors[role] = actorWith(role)
const endpoints = everyEndpoint().filter(({ path }) => !path.includes('{'))
let answer: (endpoint: Endpoint) => unknown
const sample = (endpoint: Endpoint) => sampleOf(z.toJSONSchema(endpoint.answer, { io: 'input' }) as object)
let calls = 0
const routes: Route[] = endpoints.map((endpoint) => ({
  endpoint,
  handle: () => {
    calls++
    return answer(endpoint)
  },
}))
const peer = { address: '203.0.113.7', setIdleTimeout: () => {} }
const much = { perSecond: 1e6, burst: 1e6 }
const open = (more: Partial<ApiOptions> = {}): Api =>
  createApi({
    ...{ routes, rawRoutes: [], publicUrl: origin, trustedProxies: [], webDir: '/nowhere', logRequests: false },
    accounts: {
      defaultApp: shop,
      cookieName: '__Host-hk',
      hasApp: (app) => app === shop,
      actorOf: async (credential) => actors[credential] ?? null,
    },
    clock: { now: () => 1_700_000_000_000, monotonic: () => 0 },
    chance: seededChance(1),
    log: openLog('silent'),
    isReady: async () => true,
    gauges: () => ({}),
    rates: { public: much, person: much, server: much },
    ...more,
  })

/** All of an answer but its request's own id. */
const seen = async (response: Response) => {
  const { 'x-request-id': id, ...headers } = Object.fromEntries(response.headers)
  expect(id).toMatch(/^[\w-]{12}$/)
  return { status: response.status, headers, body: (await response.text()).replaceAll(id!, 'ID'), calls: calls }
}

interface Sent {
  readonly endpoint: Endpoint
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** A question mark without a query changes nothing of a request, and such an address is never remembered. */
const bothWays = async (api: Api, { endpoint, headers = {}, body }: Sent) => {
  const send = async (mark: string) => {
    calls = 0
    const request = new Request(`${origin}${endpoint.path}${mark}`, {
      method: endpoint.method,
      headers: { host: 'live.example.com', ...headers },
      ...(body === undefined ? {} : { body }),
    })
    return seen(await api.handle(request, peer))
  }
  const first = await send('')
  const [again, long] = [await send(''), await send('?')]
  expect([endpoint.path, again]).toEqual([endpoint.path, long])
  expect([endpoint.path, first]).toEqual([endpoint.path, long])
  return long.status
}

afterEach(() => {
  answer = sample
})
answer = sample

const takesJson = ({ method, takes }: Endpoint & { takes?: unknown }) => method !== 'GET' && takes === undefined
const json = { 'content-type': 'application/json' }
const goodBody = (endpoint: Endpoint) => JSON.stringify(bodyOf(endpoint) ?? {})
const whoMay = (endpoint: Endpoint) =>
  endpoint.permission === 'server' ? 'server' : endpoint.permission === 'person' ? 'viewer' : 'owner'

test('the short way answers every caller on every route as the long way does', async () => {
  const api = open()
  const statuses = new Set<number>()
  for (const endpoint of endpoints)
    for (const who of [...ROLES, 'server', 'nobody', '']) {
      const headers = { ...(who ? { authorization: `Bearer ${who}` } : {}), ...(takesJson(endpoint) ? json : {}) }
      const body = takesJson(endpoint) ? { body: goodBody(endpoint) } : {}
      statuses.add(await bothWays(api, { endpoint, headers, ...body }))
    }
  for (const status of [200, 201, 401, 403]) expect([...statuses]).toContain(status)
})

test('the short way refuses what the edge refuses as the long way does, word for word', async () => {
  const api = open()
  const statuses = new Set<number>()
  for (const endpoint of endpoints.filter(takesJson)) {
    const authorization = `Bearer ${whoMay(endpoint)}`
    const body = goodBody(endpoint)
    const max = endpoint.bodyMaxBytes ?? 262_144
    const sends: Omit<Sent, 'endpoint'>[] = [
      { headers: { ...json, cookie: '__Host-hk=owner' }, body },
      { headers: { ...json, cookie: '__Host-hk=owner', origin: 'https://evil.example' }, body },
      { headers: { ...json, authorization, 'sec-fetch-site': 'cross-site' }, body },
      { headers: { authorization, 'content-type': 'text/plain' }, body },
      { headers: { ...json, authorization }, body: '{' },
      { headers: { ...json, authorization }, body: '[1, "no body"]' },
      { headers: { ...json, authorization }, body: '{"__proto__":{"id":1}}' },
      { headers: { ...json, authorization }, body: '{"no":"\\u0000"}' },
      { headers: { ...json, authorization }, body: JSON.stringify({ pad: 'x'.repeat(max) }) },
      { headers: { ...json, authorization, host: 'evil.example' }, body },
      { headers: { ...json, authorization, host: 'live.example.com, evil.example' }, body },
    ]
    for (const send of sends) statuses.add(await bothWays(api, { endpoint, ...send }))
  }
  for (const status of [400, 403, 413, 415, 421, 422]) expect([...statuses]).toContain(status)
})

test('refusals, mistakes and errors of a handler leave the short way as they leave the long one', async () => {
  const api = open()
  for (const endpoint of endpoints) {
    const headers = { authorization: `Bearer ${whoMay(endpoint)}`, ...(takesJson(endpoint) ? json : {}) }
    const body = takesJson(endpoint) ? { body: goodBody(endpoint) } : {}
    for (const made of [
      () => refuse('busy', { retryAfterMs: 1_500 }),
      () => ({ secret: 'not declared' }),
      () => {
        throw new Error('a bug')
      },
      () => Promise.reject(new Error('another')),
    ]) {
      answer = made
      await bothWays(api, { endpoint, headers, ...body })
    }
  }
})

test('the short way counts against the same limits', async () => {
  const api = open({ rates: { public: much, person: { perSecond: 1, burst: 5 }, server: much } })
  const endpoint = endpoints.find(({ path, method }) => path === '/api/orders' && method === 'POST')!
  const statuses: number[] = []
  for (let i = 0; i < 8; i++) {
    const address = `${origin}${endpoint.path}${i % 2 ? '?' : ''}`
    const headers = { host: 'live.example.com', authorization: 'Bearer viewer', ...json }
    const request = new Request(address, { method: 'POST', headers, body: goodBody(endpoint) })
    statuses.push((await api.handle(request, peer)).status)
  }
  expect(statuses).toEqual([201, 201, 201, 201, 201, 429, 429, 429])
})

test('only plain addresses without parameters, under the public name, that nobody else looks at, are remembered', () => {
  const handles = [
    { method: 'POST', path: '/api/orders', handle: 'orders' },
    { method: 'GET', path: '/api/rooms/{room}', handle: 'room' },
    { method: 'GET', path: '/api/rooms/mine', handle: 'mine' },
    { method: 'POST', path: '/media/upload', handle: 'raw' },
  ] as const
  const known = createKnownAddresses(handles, ['/media/'], 'a.example')
  const tried = (method: string, address: string) => {
    known.remember(method, address, new URL(address))
    return known.find(method, address)
  }
  expect(known.find('POST', 'http://a.example/api/orders')).toBeUndefined()
  expect(tried('POST', 'http://a.example/api/orders')).toBe('orders')
  expect(known.find('GET', 'http://a.example/api/orders')).toBeUndefined()
  for (const [method, address] of [
    ['POST', 'http://a.example/api/orders?'],
    ['POST', 'http://a.example/api/orders?a=/api/orders'],
    ['POST', 'http://a.example/api/orders#'],
    ['POST', 'http://b.example/api/orders'],
    ['POST', 'http://a.example:81/api/orders'],
    ['POST', 'http://x@a.example/api/orders'],
    ['POST', 'http://A.example/api/orders'],
    ['POST', 'http://a.example/x/../api/orders'],
    ['POST', 'http://a.example/api/%6frders'],
    ['POST', 'http://a.example/api/orders/'],
    ['GET', 'http://a.example/api/rooms/mine'],
    ['GET', 'http://a.example/api/rooms/r1'],
    ['POST', 'http://a.example/media/upload'],
    ['PATCH', 'http://a.example/api/orders'],
  ] as const)
    expect([address, tried(method, address)]).toEqual([address, undefined])
})

test('an address that was remembered is no longer put to the router', async () => {
  const { placeOrder } = (await import('@hawker/protocol')).api.commerce
  const api = open({ routes: [bind(placeOrder, () => sample(placeOrder) as never)] })
  const send = () =>
    api.handle(
      new Request(`${origin}/api/orders`, {
        method: 'POST',
        headers: { host: 'live.example.com', authorization: 'Bearer viewer', ...json },
        body: goodBody(placeOrder),
      }),
      peer,
    )
  expect((await send()).status).toBe(201)
  const canParse = URL.canParse
  let asked = 0
  URL.canParse = (...url) => {
    asked++
    return canParse.apply(URL, url)
  }
  try {
    expect((await send()).status).toBe(201)
  } finally {
    URL.canParse = canParse
  }
  expect(asked).toBe(0)
})
