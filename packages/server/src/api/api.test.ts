import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Actor, type AppId, type Endpoint, may, PERMISSIONS, ROLES, refuse } from '@hawker/protocol'
import { z } from 'zod'
import { bind, type Route, withHeaders } from '#http'
import { seededChance } from '#kernel/chance'
import { openLog } from '#system/log'
import { type Api, type ApiOptions, createApi } from './index.ts'
import { actorWith, bodyOf, everyEndpoint, numbersIn, pathFor, requestFor, sampleOf } from './testing/route-table.ts'

const origin = 'https://live.example.com'
const shop = 'shop' as AppId
const actors: Record<string, Actor> = { server: { kind: 'server', app: shop } }
for (const role of ROLES) actors[role] = actorWith(role)

const endpoints = everyEndpoint()
const answerOf = (endpoint: Endpoint) =>
  endpoint.gives ? new Blob(['x']) : sampleOf(z.toJSONSchema(endpoint.answer, { io: 'input' }) as object)
let reached: string[] = []
const stubs: Route[] = endpoints.map((endpoint) => ({
  endpoint,
  handle: () => {
    reached.push(pathFor(endpoint))
    return answerOf(endpoint)
  },
}))

let now = 1_700_000_000_000
const lines: string[] = []
const log = openLog('debug', { write: (line: string) => void lines.push(line) })
const peer = { address: '203.0.113.7', setIdleTimeout: () => {} }
const webDir = mkdtempSync(path.join(os.tmpdir(), 'hawker-web-'))

const open = (more: Partial<ApiOptions> = {}): Api =>
  createApi({
    routes: stubs,
    rawRoutes: [],
    accounts: {
      defaultApp: shop,
      cookieName: '__Host-hk',
      hasApp: (app) => app === shop || app === 'other',
      actorOf: async (credential) => actors[credential] ?? null,
    },
    publicUrl: origin,
    trustedProxies: [],
    webDir,
    clock: { now: () => now, monotonic: () => now },
    chance: seededChance(1),
    log,
    logRequests: true,
    isReady: async () => true,
    gauges: () => ({ hawker_sockets: 3 }),
    rates: Object.fromEntries(['public', 'person', 'server'].map((k) => [k, { perSecond: 1e6, burst: 1e6 }])) as never,
    ...more,
  })

let api: Api
const ask = (request: Request, of = api, from = peer) => of.handle(request, from)
const get = (where: string, headers: Record<string, string> = {}, of = api, from = peer) =>
  ask(new Request(`${origin}${where}`, { headers: { host: 'live.example.com', ...headers } }), of, from)
const bearer = (who: string) => ({ authorization: `Bearer ${who}` })
const code = async (response: Response) => ((await response.json()) as { code?: string }).code

beforeAll(() => {
  mkdirSync(path.join(webDir, 'assets'))
  for (const page of ['viewer', 'studio', 'console', 'shop'])
    writeFileSync(path.join(webDir, `${page}.html`), `<!doctype html><html><head><title>${page}</title></head></html>`)
  writeFileSync(path.join(webDir, 'assets/app-1a2b.js'), 'let x')
  writeFileSync(path.join(webDir, 'favicon.svg'), '<svg/>')
  api = open()
})

afterAll(() => rmSync(webDir, { recursive: true }))

test('A7 every endpoint has a permission of the table, and no two share method and path', () => {
  expect(endpoints.length).toBeGreaterThan(30)
  for (const endpoint of endpoints) expect(Object.keys(PERMISSIONS)).toContain(endpoint.permission)
  const names = endpoints.map(({ method, path }) => `${method} ${path}`)
  expect(new Set(names).size).toBe(names.length)
})

test('the machinery makes a request of every route that its contract accepts', async () => {
  for (const endpoint of endpoints) {
    reached = []
    const who = endpoint.permission === 'server' ? 'server' : endpoint.permission === 'person' ? 'viewer' : 'owner'
    const response = await ask(requestFor(endpoint, { origin, headers: bearer(who) }))
    expect([endpoint.path, response.status, reached.length]).toEqual([endpoint.path, endpoint.status ?? 200, 1])
  }
})

test('every route asks who calls: each role, the server and the public reach what the table says, no more', async () => {
  for (const endpoint of endpoints)
    for (const who of [...ROLES, 'server', 'nobody', '']) {
      reached = []
      const response = await ask(requestFor(endpoint, { origin, headers: who ? bearer(who) : {} }))
      const actor = actors[who] ?? ({ kind: 'public', app: shop } as const)
      const allowed = may(actor, endpoint.permission)
      expect([endpoint.path, who, reached.length]).toEqual([endpoint.path, who, allowed ? 1 : 0])
      if (!allowed) expect(response.status).toBe(actor.kind === 'public' ? 401 : 403)
    }
})

const mutating = endpoints.filter(({ method }) => method !== 'GET')

test('A1 no mutating route takes a cookie from a foreign page, a form, or a request that hides where it is from', async () => {
  const cookie = { cookie: '__Host-hk=owner' }
  reached = []
  for (const endpoint of mutating) {
    for (const headers of [
      {},
      { origin: 'null' },
      { origin: 'https://evil.example' },
      { origin: 'https://live.example.com.evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      const response = await ask(requestFor(endpoint, { origin, headers: { ...cookie, ...headers } }))
      expect([endpoint.path, response.status]).toEqual([endpoint.path, 403])
    }
    if (endpoint.method === 'DELETE') continue
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x', '']) {
      const made = requestFor(endpoint, { origin, headers: { ...cookie, origin } })
      made.headers.delete('content-type')
      if (type) made.headers.set('content-type', type)
      const status = (await ask(made)).status
      expect([endpoint.path, type, [403, 415].includes(status)]).toEqual([endpoint.path, type, true])
    }
  }
  expect(reached).toEqual([])
})

test('A1 a foreign page cannot sign a browser in either', async () => {
  for (const endpoint of mutating.filter(({ permission }) => permission === 'public'))
    expect((await ask(requestFor(endpoint, { origin, headers: { origin: 'https://evil.example' } }))).status).toBe(403)
})

test('A1 our own page may', async () => {
  const endpoint = mutating.find(({ path }) => path === '/api/rooms')!
  const headers = { cookie: '__Host-hk=owner', origin }
  expect((await ask(requestFor(endpoint, { origin, headers }))).status).toBe(201)
})

test('A2 no answer of any route allows another origin', async () => {
  for (const endpoint of endpoints) {
    const headers = { ...bearer('owner'), origin: 'https://evil.example' }
    const response = await ask(requestFor(endpoint, { origin, headers }))
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
  }
})

test('A4 no body takes a key that it does not declare', async () => {
  reached = []
  for (const endpoint of mutating.filter((each) => each.body && !each.takes))
    for (const key of ['app_id', 'role', 'price_minor', 'state', 'stock', 'app_secret', '__proto__']) {
      if (key in ((endpoint.body as z.ZodObject).shape ?? {}) && key !== '__proto__') continue
      const text = JSON.stringify(bodyOf(endpoint)).replace(
        /^\{(.)/,
        (_, next) => `{"${key}":1${next === '}' ? '' : ','}${next}`,
      )
      const request = new Request(requestFor(endpoint, { origin, headers: bearer('owner') }), { body: text })
      const response = await ask(request)
      if (response.status !== 403) expect([endpoint.path, key, response.status]).toEqual([endpoint.path, key, 422])
    }
  expect(reached).toEqual([])
})

test('C1 no number of any body is a fraction, a text, beyond what is exact, or below nothing where it counts something', () => {
  // What may be taken away, or stands before zero; times are refused by who knows what they are for.
  const MAY_BE_NEGATIVE = ['position', 'pieces']
  const bad = [0.5, '1', 2 ** 53, 1e300, true, [], {}]
  let tried = 0
  const taken: unknown[] = []
  for (const endpoint of everyEndpoint())
    for (const { path, body } of numbersIn(endpoint)) {
      const name = String(path.filter((step) => typeof step === 'string').at(-1))
      for (const value of MAY_BE_NEGATIVE.includes(name) ? bad : [...bad, -1]) {
        const parsed = endpoint.body!.safeParse(body(value))
        const refusedThere = parsed.error?.issues.some((issue) => issue.path.join('.').startsWith(path.join('.')))
        if (!refusedThere) taken.push([endpoint.path, path.join('.'), value])
        tried++
      }
    }
  expect(taken).toEqual([])
  expect(tried).toBeGreaterThan(200)
})

test('a file comes as what it says it is, within its size, and leaves as what its contract says', async () => {
  const send = (type: string, body: string | Blob, where = '/api/catalogue.csv') =>
    ask(
      new Request(origin + where, {
        method: 'POST',
        headers: { ...bearer('owner'), host: 'live.example.com', 'content-type': type },
        body,
      }),
    )
  reached = []
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])
    expect([type, (await send(type, 'a')).status]).toEqual([type, 415])
  expect((await send('image/png', new Blob([new Uint8Array(8_388_609)]), '/api/pictures')).status).toBe(413)
  expect(reached).toEqual([])
  expect((await send('TEXT/CSV; charset=utf-8', 'a')).status).toBe(200)
  const table = await get('/api/catalogue.csv', bearer('owner'))
  expect([table.headers.get('content-type'), table.headers.get('x-content-type-options')]).toEqual([
    'text/csv; charset=utf-8',
    'nosniff',
  ])
})

const numbers: Endpoint = {
  method: 'POST',
  path: '/api/numbers/{id}',
  summary: 'For tests',
  tag: 'tests',
  permission: 'public',
  params: z.strictObject({ id: z.string().regex(/^[a-z]+$/) }),
  query: z.strictObject({ page: z.coerce.number().int().max(9).default(1) }),
  body: z.strictObject({ n: z.int() }),
  answer: z.strictObject({ n: z.int() }),
  bodyMaxBytes: 64,
  perMinute: 60,
}
const withNumbers = (handle: Route['handle'], more: Partial<ApiOptions> = {}) =>
  open({ routes: [...stubs, { endpoint: numbers, handle }], ...more })
const post = (of: Api, where: string, body: string, headers: Record<string, string> = {}) =>
  ask(
    new Request(`${origin}${where}`, {
      method: 'POST',
      body,
      headers: { host: 'live.example.com', 'content-type': 'application/json', ...headers },
    }),
    of,
  )

test('N4 whatever moves money, makes vouchers, gives rights or changes a key takes a fresh sign-in', () => {
  const fresh = endpoints.filter(({ stepUp }) => stepUp).map(({ method, path }) => `${method} ${path}`)
  expect(fresh.sort()).toEqual([
    'PATCH /api/staff/{user}',
    'POST /api/coin-transfers/{transfer}/reversal',
    'POST /api/coupons',
    'POST /api/coupons/{coupon}/codes',
    'POST /api/orders/{order}/refund',
    'POST /api/rooms/{room}/push-address/regenerate',
    'POST /api/staff',
  ])
  const powerful = endpoints.filter(
    ({ method, permission }) => method !== 'GET' && ['money.write', 'staff.write'].includes(permission),
  )
  expect(powerful.filter(({ stepUp }) => !stepUp).map(({ path }) => path)).toEqual([])
})

test('N4 C9 money goes back only for who signed in within ten minutes; a server is not asked', async () => {
  const of = open({
    routes: [...stubs, { endpoint: { ...numbers, permission: 'money.write', stepUp: true }, handle: () => ({ n: 1 }) }],
    accounts: {
      ...{ defaultApp: shop, cookieName: '__Host-hk', hasApp: (app) => app === shop },
      actorOf: async (credential) => {
        const [who, ago] = credential.split('-')
        const actor = actors[who!] ?? null
        if (actor?.kind !== 'person') return actor
        const { signedInAt: _, ...bare } = actor
        return ago ? { ...bare, signedInAt: now - Number(ago) } : bare
      },
    },
  })
  const send = async (who: string) => code(await post(of, '/api/numbers/a', '{"n":1}', bearer(who)))
  expect(await send('owner')).toBe('sign-in-again')
  expect(await send('owner-600001')).toBe('sign-in-again')
  expect(await send('owner-600000')).toBeUndefined()
  expect(await send('assistant-0')).toBe('not-allowed')
  expect(await send('server')).toBeUndefined()
})

test('A4 an answer with more than its contract is an error of ours, and nothing of it leaves', async () => {
  const of = withNumbers(() => ({ n: 1, passwordHash: 'canary-5a1' }))
  const response = await post(of, '/api/numbers/a', '{"n":1}')
  expect(response.status).toBe(500)
  expect(await response.text()).not.toContain('canary-5a1')
  expect(lines.at(-2)).toContain('does not match its contract')
})

test('bad bodies are told apart: broken, not JSON, too large, of wrong values', async () => {
  const of = withNumbers(({ body }) => body)
  const send = async (body: string, headers = {}) => code(await post(of, '/api/numbers/a', body, headers))
  expect(await send('{"n":')).toBe('bad-request')
  expect(await send('')).toBe('bad-request')
  expect(await send('[['.repeat(30))).toBe('bad-request')
  for (const text of ['\\u0000', 'a\\\\\\u0000', '\\ud800', 'x\\uDC00\\ud83d'])
    expect([text, await send(`{"n":"${text}"}`)]).toEqual([text, 'bad-request'])
  for (const text of ['\\\\u0000', '\\ud83d\\ude00', '\\\\ud800'])
    expect([text, await send(`{"n":"${text}"}`)]).toEqual([text, 'invalid'])
  expect(await send('{"n":1}', { 'content-type': 'text/json' })).toBe('wrong-type')
  expect(await send(`{"n":1,"x":"${'y'.repeat(64)}"}`)).toBe('too-large')
  expect(await send('{"n":1}', { 'content-length': '1000000' })).toBe('too-large')
  expect(await send('{"n":"1"}')).toBe('invalid')
  expect(await send('{"n":1e30}')).toBe('invalid')
  expect(await send('null')).toBe('invalid')
  const wrong = (await (await post(of, '/api/numbers/a', '{"n":"1"}')).json()) as { fields: { path: string }[] }
  expect(wrong.fields[0]?.path).toBe('n')
})

test('paths and queries are checked too; an id that cannot be is one that is not', async () => {
  const of = withNumbers(({ query, body }) => ({ n: (query as { page: number }).page + (body as { n: number }).n }))
  expect(await (await post(of, '/api/numbers/a?page=5', '{"n":1}')).json()).toEqual({ n: 6 })
  expect(await code(await post(of, '/api/numbers/A1', '{"n":1}'))).toBe('not-found')
  for (const query of ['page=x', 'page=99', 'page=1&page=2', 'pages=1', '__proto__=1'])
    expect([query, await code(await post(of, `/api/numbers/a?${query}`, '{"n":1}'))]).toEqual([query, 'invalid'])
})

test('unknown paths, methods and apps have answers of their own, as problem details', async () => {
  const unknown = await get('/api/nothing')
  expect([unknown.status, unknown.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
  expect(await unknown.json()).toMatchObject({ type: 'urn:hawker:refusal:not-found', status: 404, retry: 'never' })
  const method = await ask(
    new Request(`${origin}/api/rooms`, { method: 'DELETE', headers: { host: 'live.example.com' } }),
  )
  expect([method.status, method.headers.get('allow')]).toEqual([405, 'GET, POST'])
  expect((await get('/api/rooms?app=nobodys')).status).toBe(404)
  expect((await get('/api/rooms?app=other')).status).toBe(200)
})

test('A6 a foreign host is refused before anything runs', async () => {
  for (const host of ['evil.example', 'live.example.com, evil.example', 'live.example.com.evil.example', '']) {
    reached = []
    const response = await get('/api/rooms', { host })
    expect([host, response.status, reached.length]).toEqual([host, 421, 0])
  }
  expect(
    (await ask(new Request('http://evil.example/api/rooms', { headers: { host: 'live.example.com' } }))).status,
  ).toBe(421)
})

test('A7 confusing paths are refused', async () => {
  for (const where of ['//api/rooms', '/api//rooms', '/api/rooms/a%2fb', '/api/rooms/a%5Cb', '/api/rooms/%00'])
    expect([where, (await get(where)).status]).toEqual([where, 400])
  expect((await get(`/api/rooms?after=${'x'.repeat(9000)}`)).status).toBe(413)
})

test('A11 an endpoint’s own rate counts callers apart, says when to return, and refills', async () => {
  const of = withNumbers(() => ({ n: 1 }))
  const as = async (who: string) => post(of, '/api/numbers/a', '{"n":1}', bearer(who))
  for (let i = 0; i < 60; i++) expect((await as('viewer')).status).toBe(200)
  const refused = await as('viewer')
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
  expect((await as('owner')).status).toBe(200)
  now += 1_000
  expect((await as('viewer')).status).toBe(200)
})

test('A11 the general rate hits one address or account and no other', async () => {
  const rate = { perSecond: 1, burst: 2 }
  const of = open({ rates: { public: rate, person: rate, server: rate } })
  const spoof = (i: number) => ({ 'x-forwarded-for': `198.51.100.${i}` })
  const from = { ...peer, address: '203.0.113.99' }
  const statuses = []
  for (let i = 0; i < 3; i++) statuses.push((await get('/api/rooms', spoof(i), of, from)).status)
  expect(statuses).toEqual([200, 200, 429])
  expect((await get('/api/rooms', {}, of)).status).toBe(200)
  expect((await get('/api/rooms', bearer('viewer'), of, from)).status).toBe(200)
})

test('A13 O7 a fault in any handler shows a code and a request id, and nothing of the inside', async () => {
  const fault = () => {
    throw new Error('canary-9f2 at /srv/secret.ts: select * from users')
  }
  const of = open({ routes: endpoints.map((endpoint) => ({ endpoint, handle: fault })) })
  for (const endpoint of endpoints) {
    const who = endpoint.permission === 'server' ? 'server' : endpoint.permission === 'person' ? 'viewer' : 'owner'
    const response = await ask(requestFor(endpoint, { origin, headers: bearer(who) }), of)
    const text = await response.text()
    expect([endpoint.path, response.status]).toEqual([endpoint.path, 500])
    expect(text).not.toContain('canary')
    const problem = JSON.parse(text)
    expect(Object.keys(problem).sort()).toEqual(['code', 'requestId', 'retry', 'status', 'title', 'type'])
    expect(problem.requestId).toBe(response.headers.get('x-request-id'))
  }
})

test('a database that is away is "try again", not a fault', async () => {
  const away = () => {
    throw Object.assign(new Error('terminating connection'), { code: '57P01' })
  }
  const response = await post(withNumbers(away), '/api/numbers/a', '{"n":1}')
  expect([response.status, await code(response)]).toEqual([503, 'unavailable'])
})

test('refusals and headers of a handler leave as they are', async () => {
  const refused = await post(
    withNumbers(() => refuse('sold-out')),
    '/api/numbers/a',
    '{"n":1}',
  )
  expect([refused.status, await code(refused)]).toEqual([409, 'sold-out'])
  const typed = bind(numbers, () => withHeaders({ n: 1 }, { 'set-cookie': '__Host-hk=x; Secure' }) as never)
  const signed = await post(withNumbers(typed.handle), '/api/numbers/a', '{"n":1}')
  expect(signed.headers.get('set-cookie')).toBe('__Host-hk=x; Secure')
})

test('O1 the request log holds path and status, and never a query, a body or a credential', async () => {
  lines.length = 0
  await get('/api/rooms?after=canary-q', { ...bearer('canary-b'), cookie: '__Host-hk=canary-c' })
  expect(lines.join('')).not.toContain('canary')
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ method: 'GET', path: '/api/rooms', status: 200 })
})

test('O2 metrics are for this machine, asked directly', async () => {
  const local = { ...peer, address: '127.0.0.1' }
  const metrics = await get('/metrics', {}, api, local)
  expect(metrics.status).toBe(200)
  expect(await metrics.text()).toContain('hawker_sockets 3')
  expect((await get('/metrics')).status).toBe(404)
  expect((await get('/metrics', { 'x-forwarded-for': '1.2.3.4' }, api, local)).status).toBe(404)
})

test('health says ok or not, and no more', async () => {
  expect(await (await get('/healthz')).text()).toBe('ok')
  expect(await (await get('/readyz')).json()).toEqual({ ready: true, degraded: [] })
  const failing = open({ isReady: async () => Promise.reject(new Error('no database')) })
  expect([(await get('/readyz', {}, failing)).status, (await get('/healthz', {}, failing)).status]).toEqual([503, 200])
  expect(await (await get('/readyz', {}, failing)).json()).toEqual({ ready: false, degraded: [] })
})

test('a server that lost its Redis is still one to send viewers to, and says what is away', async () => {
  const alone = await get('/readyz', {}, open({ degraded: () => ['redis'] }))
  expect(alone.status).toBe(200)
  expect(await alone.json()).toEqual({ ready: true, degraded: ['redis'] })
})

test('metrics say which of several workers answered', async () => {
  const second = open({ worker: 1 })
  const text = await (await second.ownState('/metrics'))!.text()
  expect(text).toContain('hawker_sockets{worker="1"} 3')
  expect(second.ownState('/api/rooms')).toBeNull()
})

test('the contract is served as OpenAPI 3.1 with every route, and as a page without script', async () => {
  const document = await (await get('/api/openapi.json')).json()
  expect(document.openapi).toBe('3.1.0')
  for (const { method, path } of endpoints)
    expect(document.paths[path]?.[method.toLowerCase()]?.operationId).toBeString()
  expect(document.paths['/api/orders'].post.requestBody.required).toBe(true)
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods as object).map((o) => o.operationId),
  )
  expect(new Set(ids).size).toBe(ids.length)
  const page = await get('/api/docs')
  const html = await page.text()
  const nonce = /style-src 'nonce-([\w-]+)'/.exec(page.headers.get('content-security-policy') ?? '')?.[1]
  expect(html).toContain(`<style nonce="${nonce}">`)
  expect(html).not.toContain('<script')
  for (const { path } of endpoints) expect(html).toContain(path)
})

test('X2 X3 each page has its policy', async () => {
  const viewer = (await get('/r/room-1')).headers
  expect(viewer.get('content-security-policy')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; " +
      "connect-src 'self' wss://live.example.com; worker-src 'self' blob:; font-src 'self'; manifest-src 'self'; " +
      "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  )
  for (const where of [
    '/',
    '/r/a',
    '/me/orders',
    '/studio',
    '/studio/a',
    '/console',
    '/console/rooms/a',
    '/signin',
    '/shop',
    '/shop/products/a',
  ])
    expect([where, (await get(where)).status]).toEqual([where, 200])
  for (const [where, camera] of [
    ['/studio', '(self)'],
    ['/console', '()'],
    ['/shop', '()'],
  ] as const) {
    const page = await get(where)
    const nonce = /'nonce-([\w-]{22})'/.exec(page.headers.get('content-security-policy') ?? '')?.[1]
    expect(await page.text()).toContain(`<meta property="csp-nonce" nonce="${nonce}">`)
    expect(page.headers.get('permissions-policy')).toContain(`camera=${camera}`)
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect((await get(where)).headers.get('content-security-policy')).not.toContain(nonce!)
  }
})

test('X3 every answer tells browsers the same about itself', async () => {
  for (const where of [
    '/',
    '/console',
    '/studio',
    '/shop',
    '/api/rooms',
    '/api/nothing',
    '/healthz',
    '/api/docs',
    '/favicon.svg',
  ]) {
    const { headers } = await get(where)
    expect([where, headers.get('x-content-type-options')]).toEqual([where, 'nosniff'])
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  }
})

test('only built files are served, those with a hash in their name for good', async () => {
  const asset = await get('/assets/app-1a2b.js')
  expect(await asset.text()).toBe('let x')
  expect(asset.headers.get('cache-control')).toContain('immutable')
  expect((await get('/favicon.svg')).headers.get('cache-control')).toBe('public, max-age=300')
  for (const where of [
    '/console.html',
    '/shop.html',
    '/viewer.html',
    '/assets',
    '/assets/',
    '/package.json',
    '/etc/passwd',
    '/rooms',
  ])
    expect([where, (await get(where)).status]).toEqual([where, 404])
})

test('without a build the pages say so in a sentence', async () => {
  const response = await get('/', {}, open({ webDir: '/nowhere' }))
  expect(response.status).toBe(503)
  expect(await response.text()).toContain('npm run build')
})

test('O7 raw routes answer by prefix before the router, and are guarded by it', async () => {
  const raw = (prefix: string, handle: () => Response | null) => ({ prefix, handle })
  const of = open({
    rawRoutes: [
      raw('/live/', () => null),
      raw('/live/', () => new Response('part', { headers: { 'access-control-allow-origin': '*' } })),
      raw('/broken/', () => {
        throw new Error('canary')
      }),
    ],
  })
  const part = await get('/live/a/1.m4s', {}, of)
  expect([await part.text(), part.headers.get('access-control-allow-origin')]).toEqual(['part', '*'])
  expect(part.headers.get('x-content-type-options')).toBe('nosniff')
  expect((await get('/live/a%2f1.m4s', {}, of)).status).toBe(400)
  expect((await get('/broken/x', {}, of)).status).toBe(500)
})
