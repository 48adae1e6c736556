import { describe, expect, test } from 'bun:test'
import { api } from '@hawker/protocol'
import { createCall } from './http.ts'
import { createOrders } from './orders.ts'
import { ROUTES } from './routes.ts'
import { STAFF_ROUTES } from './routes-staff.ts'
import { handMachine, seeded } from './testing.ts'
import { newId } from './uuid.ts'

type Seen = { url: string; init: RequestInit & { headers: Record<string, string> } }

const serve = (answers: (Response | Error)[], token: string | null = null, baseUrl = 'https://shop.example') => {
  const seen: Seen[] = []
  const call = createCall({
    baseUrl,
    token: () => token,
    fetch: async (url, init) => {
      seen.push({ url, init: init as Seen['init'] })
      const answer = answers[Math.min(seen.length, answers.length) - 1]!
      if (answer instanceof Error) throw answer
      return answer.clone()
    },
  })
  return { call, seen }
}
const problem = (code: string, status: number, more: object = {}) =>
  Response.json({ code, title: 'no', ...more }, { status })

describe('the contract', () => {
  test('every endpoint of the protocol is here, under its own method and path', () => {
    const declared = Object.entries(api).flatMap(([subject, endpoints]) => {
      const named = Object.entries(endpoints as Record<string, { method?: string; path?: string }>)
        .filter(([, { method, path }]) => typeof method === 'string' && typeof path === 'string')
        .map(([name, { method, path }]) => [name, `${method} ${path}`.replace(' /api/', ' ')])
      return named.length === 0 ? [] : [[subject, Object.fromEntries(named)]]
    })
    const known = Object.keys({ ...ROUTES, ...STAFF_ROUTES }).map((subject) => {
      const ofSubject = subject as keyof typeof ROUTES
      return [subject, { ...ROUTES[ofSubject], ...STAFF_ROUTES[ofSubject] }]
    })
    expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(known))
  })

  test('what only staff call is said so, not sent somewhere', async () => {
    const { call, seen } = serve([Response.json({})])
    expect(call('fulfilment.listShopOrders', {})).rejects.toThrow('fulfilment.listShopOrders takes createHawker')
    expect(seen).toEqual([])
  })
})

describe('a call', () => {
  test('fills the path, the query and the body', async () => {
    const { call, seen } = serve([Response.json({ launch: {} })])
    await call('commerce.openLaunch', { params: { room: 'a/b?' }, body: { productId: 'cup', lastsMs: null } })
    await call('rooms.listRooms', { query: { status: 'live', limit: 5 } })
    expect(seen[0]!.url).toBe('https://shop.example/api/rooms/a%2Fb%3F/launches')
    expect(seen[0]!.init).toMatchObject({ method: 'POST', body: '{"productId":"cup","lastsMs":null}' })
    expect(seen[0]!.init.headers['content-type']).toBe('application/json')
    expect(seen[1]!.url).toBe('https://shop.example/api/rooms?status=live&limit=5')
    expect(seen[1]!.init.headers).not.toHaveProperty('content-type')
  })

  test('outside of browsers it carries the bearer and says where it belongs', async () => {
    const { call, seen } = serve([Response.json({ you: null })], 'secret')
    await call('session.whoAmI', {})
    expect(seen[0]!.init.headers).toMatchObject({ authorization: 'Bearer secret', origin: 'https://shop.example' })
  })

  test('a refusal comes as a value, with its fields and its time', async () => {
    const fields = [{ path: 'quantity', message: 'too small' }]
    const { call } = serve([problem('invalid', 422, { fields, retryAfterMs: 40 })])
    expect(await call('gifts.readWallet', {})).toEqual({ refused: 'invalid', message: 'no', fields, retryAfterMs: 40 })
  })

  test('an answer of somebody in between is still a refusal', async () => {
    const html = (status: number, headers = {}) => new Response('<h1>no</h1>', { status, headers })
    const { call } = serve([html(502), html(404), html(429, { 'retry-after': '7' }), html(418)])
    const codes = []
    for (let i = 0; i < 4; i++) codes.push(await call('gifts.readWallet', {}))
    expect(codes).toMatchObject([
      { refused: 'unavailable' },
      { refused: 'not-found' },
      { refused: 'too-many', retryAfterMs: 7_000 },
      { refused: 'bad-request' },
    ])
  })

  test('a server out of reach is `unavailable`; an abort is an abort', async () => {
    const { call } = serve([new TypeError('fetch failed')])
    expect(await call('gifts.readWallet', {})).toMatchObject({ refused: 'unavailable' })
    const abort = AbortSignal.abort()
    expect(call('gifts.readWallet', { signal: abort })).rejects.toThrow()
  })
})

describe('an order', () => {
  const order = { roomId: 'tea', skuId: 'cup', quantity: 1, expectedTotalMinor: 100, currency: 'CNY' }
  const place = async (answers: (Response | Error)[]) => {
    const machine = handMachine(seeded(1))
    const { call, seen } = serve(answers)
    let isOver = false
    const placed = createOrders(call, machine)
      .place(order)
      .finally(() => {
        isOver = true
      })
    // Bodies are read outside of what `advance` can wait for.
    while (!isOver) {
      await machine.advance(2_000)
      await new Promise((resolve) => setImmediate(resolve))
    }
    return { answer: await placed, ids: seen.map(({ init }) => JSON.parse(String(init.body)).id as string) }
  }

  test('is asked again under the same id while the server is busy or out of reach', async () => {
    const { answer, ids } = await place([
      problem('busy', 503),
      new TypeError('connection reset'),
      problem('unavailable', 503),
      Response.json({ id: 'o1', state: 'held' }),
    ])
    expect(answer).toMatchObject({ state: 'held' })
    expect(ids).toHaveLength(4)
    expect(new Set(ids).size).toBe(1)
  })

  test('that is refused for itself is not asked again', async () => {
    const { answer, ids } = await place([problem('sold-out', 409)])
    expect(answer).toMatchObject({ refused: 'sold-out' })
    expect(ids).toHaveLength(1)
  })

  test('is given up after five attempts', async () => {
    const { answer, ids } = await place([problem('busy', 503)])
    expect(answer).toMatchObject({ refused: 'busy' })
    expect(ids).toHaveLength(5)
  })

  test('has an id of version 7 that sorts by time', () => {
    const [early, late] = [newId(1_000), newId(2_000_000_000_000)]
    expect(early).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(early < late).toBe(true)
  })
})
