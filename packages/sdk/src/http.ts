// REST calls with the protocol's types. Refusals are values; a server out of reach is the refusal `unavailable`.
import type { AnswerOf, BodyOf, ParamsOf, Problem, QueryOf, Refusal, RefusalCode } from '@hawker/protocol'
import { REFUSALS, refuse } from '@hawker/protocol/refusal'
import { type EndpointOf, type RouteName, type Routes, routeOf } from './routes.ts'

/** How long a call may take before it counts as `unavailable`. */
export const CALL_TIMEOUT_MS = 15_000
/** The same for a file that is sent. */
export const UPLOAD_TIMEOUT_MS = 120_000

type Part<Name extends string, T> = [T] extends [undefined] ? unknown : Record<Name, T>
type OptionalPart<Name extends string, T> = [T] extends [undefined] ? unknown : Partial<Record<Name, T>>

/** What a call takes: only the parts its endpoint declares. */
export type Ask<N extends RouteName> = Part<'params', ParamsOf<EndpointOf<N>>> &
  OptionalPart<'query', QueryOf<EndpointOf<N>>> &
  Part<'body', BodyOf<EndpointOf<N>>> & { signal?: AbortSignal; timeoutMs?: number }

export type Answer<N extends RouteName> = AnswerOf<EndpointOf<N>>

/** `call('commerce.readOrder', { params: { order } })` → the order, or a refusal. Throws only when aborted. */
export type Call = <N extends RouteName>(name: N, ask: Ask<N>) => Promise<Answer<N> | Refusal>

export interface HttpOptions {
  /** Origin of the server, `https://shop.example`; empty for the page's own. */
  readonly baseUrl: string
  /** Bearer token, read at each call. Browsers go without: their cookie is HttpOnly. */
  readonly token: () => string | null
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** Calls known beside those of viewers and hosts: `STAFF_ROUTES`. */
  readonly routes?: Routes | undefined
}

interface Parts {
  params?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
  signal?: AbortSignal
  timeoutMs?: number
}

const fillPath = (path: string, params: Record<string, string> = {}): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))

const queryText = (query: Record<string, unknown> = {}): string => {
  const text = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) text.set(name, String(value))
  return text.size === 0 ? '' : `?${text}`
}

const codeOfStatus = (status: number): RefusalCode => {
  if (status === 503 || status === 502 || status === 504) return 'unavailable'
  for (const [code, { status: known }] of Object.entries(REFUSALS)) if (known === status) return code as RefusalCode
  return status >= 500 ? 'failed' : 'bad-request'
}

const toRefusal = async (response: Response): Promise<Refusal> => {
  const problem = (await response.json().catch(() => null)) as Partial<Problem> | null
  const after = Number(response.headers.get('retry-after') ?? Number.NaN)
  const retryAfterMs = problem?.retryAfterMs ?? (Number.isFinite(after) ? after * 1_000 : undefined)
  return refuse(problem?.code ?? codeOfStatus(response.status), {
    ...(problem?.title ? { message: problem.title } : {}),
    ...(problem?.fields ? { fields: problem.fields } : {}),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}

/**
 * Typed calls to one server.
 * @example
 * const call = createCall({ baseUrl: '', token: () => null, fetch })
 * const shelf = await call('commerce.readShelf', { params: { room: 'tea' } })
 */
export const createCall = ({ baseUrl, token, fetch, routes }: HttpOptions): Call => {
  const inBrowser = 'document' in globalThis
  const headersFor = (body: unknown): Record<string, string> => {
    const bearer = token()
    return {
      accept: 'application/json, */*;q=0.5',
      ...(body === undefined ? {} : { 'content-type': body instanceof Blob ? body.type : 'application/json' }),
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      // A browser says where it stands by itself, and forbids scripts to.
      ...(inBrowser || baseUrl === '' ? {} : { origin: new URL(baseUrl).origin }),
    }
  }
  return (async (name: RouteName, { params, query, body, signal, timeoutMs }: Parts) => {
    const [method, path] = routeOf(name, routes)
    const isFile = body instanceof Blob
    const deadline = AbortSignal.timeout(timeoutMs ?? (isFile ? UPLOAD_TIMEOUT_MS : CALL_TIMEOUT_MS))
    try {
      const response = await fetch(`${baseUrl}/api/${fillPath(path, params)}${queryText(query)}`, {
        method,
        headers: headersFor(body),
        credentials: 'same-origin',
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
        ...(body === undefined ? {} : { body: isFile ? body : JSON.stringify(body) }),
      })
      if (!response.ok) return await toRefusal(response)
      if (response.status === 204) return undefined
      return await (response.headers.get('content-type')?.includes('json') ? response.json() : response.blob())
    } catch (error) {
      if (signal?.aborted) throw error
      return refuse('unavailable', { message: 'The server could not be reached.' })
    }
  }) as Call
}
