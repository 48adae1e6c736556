// HTTP: everything that is not a socket comes in here. Checks run in the order of this file.

import { refuse } from '@hawker/protocol'
import { OpenAPIHono } from '@hono/zod-openapi'
import type { Accounts } from '#accounts'
import type { RawRoute, Route } from '#http'
import type { Chance } from '#kernel/chance'
import type { Clock } from '#kernel/clock'
import type { Log } from '#system/log'
import { createAnswers } from './answer.ts'
import { type Arrival, createEndpointHandler } from './answer-for.ts'
import { createCallers, type Rates } from './caller.ts'
import { createAddressReader, isLoopback } from './client-address.ts'
import { createHostCheck } from './core/hosts.ts'
import { isConfusing, pathOf, URL_MAX_CHARACTERS } from './core/path.ts'
import { renderDocs } from './docs-page.ts'
import { createKnownAddresses } from './known-addresses.ts'
import { createMetrics } from './metrics.ts'
import { type ApiDescription, describe } from './openapi.ts'
import { createPages } from './pages.ts'
import { createSecurityPolicy } from './security-headers.ts'

export interface ApiOptions {
  readonly routes: readonly Route[]
  readonly rawRoutes: readonly RawRoute[]
  /** Whether the viewer's page takes cards, by Stripe's script. */
  readonly cardPages?: boolean
  readonly accounts: Pick<Accounts, 'actorOf' | 'cookieName' | 'defaultApp' | 'hasApp'>
  readonly publicUrl: string
  readonly trustedProxies: readonly string[]
  /** Where the built pages lie. */
  readonly webDir: string
  readonly clock: Clock
  readonly chance: Chance
  readonly log: Log
  readonly logRequests: boolean
  /** Whether the database answers, for load balancers. */
  readonly isReady: () => Promise<boolean>
  /** What is away though everything is served: `redis`. */
  readonly degraded?: () => readonly string[]
  /** Which of several processes on one port this is, for its metrics. */
  readonly worker?: number | null
  /** Numbers of other modules for `/metrics`, read when it is asked for. */
  readonly gauges: () => Readonly<Record<string, number>>
  readonly rates?: Rates
}

/** What only the listener knows of a request. */
export interface Peer {
  readonly address: string
  setIdleTimeout(seconds: number): void
}

export interface Api {
  handle(request: Request, peer: Peer): Promise<Response>
  /** Whether a Host header names this server: for the socket's upgrade too. */
  isOurHost(host: string | null): boolean
  /** The address that counts, after trusted proxies. */
  addressOf(request: Request, peerAddress: string): string
  /** `/healthz`, `/readyz` and `/metrics` of this very process, wherever they were asked for; null for other paths. */
  ownState(path: string): Promise<Response> | Response | null
}

type Bindings = { arrival: Arrival; search: URLSearchParams }

const NO_SEARCH = new URLSearchParams()

const FORWARDING_HEADERS = ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip', 'x-forwarded-host']

export const createApi = (options: ApiOptions): Api => {
  const { routes, rawRoutes, accounts, publicUrl, log, clock, chance } = options
  const policy = createSecurityPolicy(publicUrl, options.cardPages ?? false)
  const answers = createAnswers(policy.data)
  const callers = createCallers(accounts, clock, options.rates)
  const readAddress = createAddressReader(options.trustedProxies)
  const isOurHost = createHostCheck(publicUrl)
  const metrics = createMetrics(options.gauges, options.worker ?? null)
  const pages = createPages({ dir: options.webDir, policy, chance })
  const addressOf = (request: Request, peer: string) => readAddress(peer, request.headers.get('x-forwarded-for'))

  const app = new OpenAPIHono<{ Bindings: Bindings }>()
  const methods = new Map<string, string[]>()
  const counted = routes.map((route) => {
    const { method, path } = route.endpoint
    const answerFor = createEndpointHandler(route, {
      callers,
      answers,
      cookieName: accounts.cookieName,
      publicOrigin: new URL(publicUrl).origin,
      log,
    })
    const handle: typeof answerFor = async (...request) => {
      const from = clock.monotonic()
      const response = await answerFor(...request)
      metrics.count(path, response.status, (clock.monotonic() - from) / 1000)
      return response
    }
    return { method, path, handle }
  })
  for (const { method, path, handle } of counted) {
    const pattern = path.replace(/\{(\w+)\}/g, ':$1')
    methods.set(pattern, [...(methods.get(pattern) ?? []), method])
    app.on(method, pattern, (c) =>
      handle(c.req.raw, c.req.param() as Record<string, string>, c.env.search, c.env.arrival),
    )
  }
  const known = createKnownAddresses(
    counted,
    rawRoutes.map(({ prefix }) => prefix),
    new URL(publicUrl).host,
  )

  let description: ApiDescription | null = null
  const describeOnce = () =>
    (description ??= describe(
      new OpenAPIHono(),
      routes.map((route) => route.endpoint),
      publicUrl,
    ))

  const text = (body: string, status: number, type = 'text/plain; charset=utf-8') =>
    new Response(body, { status, headers: { ...policy.data, 'content-type': type } })
  const notFound = (requestId: string) => answers.problem(refuse('not-found'), requestId)

  const readiness = async () => {
    const ready = await options.isReady().catch(() => false)
    const state = { ready, degraded: options.degraded?.() ?? [] }
    return text(JSON.stringify(state), ready ? 200 : 503, 'application/json')
  }
  const ownState: Api['ownState'] = (path) => {
    if (path === '/healthz') return text('ok', 200)
    if (path === '/readyz') return readiness()
    if (path === '/metrics') return metrics.text().then((all) => text(all, 200, metrics.contentType))
    return null
  }
  app.get('/healthz', () => text('ok', 200))
  app.get('/readyz', readiness)
  app.get('/metrics', async (c) => {
    // O2. A proxy on this machine comes from loopback too, but says for whom it asks.
    const direct = FORWARDING_HEADERS.every((name) => c.req.header(name) === undefined)
    if (!isLoopback(c.env.arrival.address) || !direct) return notFound(c.env.arrival.requestId)
    return text(await metrics.text(), 200, metrics.contentType)
  })
  app.get('/api/openapi.json', () => text(JSON.stringify(describeOnce()), 200, 'application/json'))
  app.get('/api/docs', () => {
    const nonce = Buffer.from(chance.bytes(16)).toString('base64url')
    const headers = { ...policy.docs(nonce), 'content-type': 'text/html; charset=utf-8' }
    return new Response(renderDocs(describeOnce(), nonce), { headers })
  })
  for (const [pattern, allowed] of methods)
    app.all(pattern, (c) =>
      answers.problem(refuse('wrong-method'), c.env.arrival.requestId, { allow: [...allowed].sort().join(', ') }),
    )
  app.notFound(async (c) => {
    const { pathname } = new URL(c.req.url)
    const safe = c.req.method === 'GET' || c.req.method === 'HEAD'
    return ((safe && (await pages(pathname))) || null) ?? notFound(c.env.arrival.requestId)
  })
  app.onError((error, c) => {
    log.error({ err: error, requestId: c.env.arrival.requestId }, 'a request failed')
    return answers.problem(refuse('failed'), c.env.arrival.requestId)
  })

  const askRaw = async (request: Request, url: URL, address: string, peer: Peer): Promise<Response | null> => {
    for (const route of rawRoutes) {
      if (!url.pathname.startsWith(route.prefix)) continue
      const setIdleTimeout = (seconds: number) => peer.setIdleTimeout(seconds)
      const response = await route.handle(request, { url, address, setIdleTimeout })
      if (response === null) continue
      if (!response.headers.has('x-content-type-options')) response.headers.set('x-content-type-options', 'nosniff')
      return response
    }
    return null
  }

  const answer = async (request: Request, peer: Peer, requestId: string): Promise<Response> => {
    if (!isOurHost(request.headers.get('host'))) return answers.problem(refuse('wrong-host'), requestId)
    const handle = known.find(request.method, request.url)
    if (handle) return await handle(request, {}, NO_SEARCH, { address: addressOf(request, peer.address), requestId })
    if (request.url.length > URL_MAX_CHARACTERS) return answers.problem(refuse('too-large'), requestId)
    if (isConfusing(pathOf(request.url)) || !URL.canParse(request.url))
      return answers.problem(refuse('bad-request'), requestId)
    const url = new URL(request.url)
    // An absolute address in the request line names a host of its own.
    if (!isOurHost(url.host)) return answers.problem(refuse('wrong-host'), requestId)
    const address = addressOf(request, peer.address)
    const raw = await askRaw(request, url, address, peer)
    if (raw !== null) return raw
    known.remember(request.method, request.url, url)
    return await app.fetch(request, { arrival: { address, requestId }, search: url.searchParams })
  }

  return {
    isOurHost,
    addressOf,
    ownState,
    handle: async (request, peer) => {
      const requestId = Buffer.from(chance.bytes(9)).toString('base64url')
      let response: Response
      try {
        response = await answer(request, peer, requestId)
      } catch (error) {
        log.error({ err: error, requestId }, 'a request failed')
        response = answers.problem(refuse('failed'), requestId)
      }
      if (options.logRequests)
        log.info({ method: request.method, path: pathOf(request.url), status: response.status, requestId }, 'request')
      return response
    },
  }
}
