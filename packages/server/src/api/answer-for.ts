// One request of an endpoint from end to end: who, may he, how often, what, do it, and only what is declared leaves.
import { type Endpoint, isRefusal, type Refusal, refuse } from '@hawker/protocol'
import { isDatabaseAway } from '#db'
import type { Route, WithHeaders } from '#http'
import type { Log } from '#system/log'
import type { Answers } from './answer.ts'
import type { Callers } from './caller.ts'
import { credentialOf } from './core/credential.ts'
import { comesFromOurPage } from './core/cross-site.ts'
import { decodeBody, decodeParams, decodeQuery } from './decode.ts'

/** What the edge knows of a request before anybody reads it. */
export interface Arrival {
  readonly address: string
  readonly requestId: string
}

export interface EndpointDeps {
  readonly callers: Callers
  readonly answers: Answers
  readonly cookieName: string
  readonly publicOrigin: string
  readonly log: Log
}

const hasHeaders = (result: unknown): result is WithHeaders<unknown> =>
  typeof result === 'object' && result !== null && 'answer' in result && 'headers' in result

const headersOf = (result: unknown) => (hasHeaders(result) ? result.headers : undefined)

/** Handles one endpoint's requests; `params` come from the router. */
export const createEndpointHandler = (route: Route, deps: EndpointDeps) => {
  const { endpoint } = route
  const { callers, answers, cookieName, publicOrigin, log } = deps
  const status = endpoint.status ?? 200

  const run = async (request: Request, params: Record<string, string>, search: URLSearchParams, arrival: Arrival) => {
    const { headers } = request
    const credential = credentialOf(headers, cookieName)
    const byCookie = credential?.byCookie ?? false
    const provenance = {
      method: request.method,
      origin: headers.get('origin'),
      fetchSite: headers.get('sec-fetch-site'),
      byCookie,
    }
    if (!comesFromOurPage(provenance, publicOrigin)) return refuse('wrong-origin')
    const actor = await callers.actorOf(credential, search.get('app'))
    if (isRefusal(actor)) return actor
    const refused = callers.withinRate(actor, endpoint, arrival.address) ?? callers.permit(actor, endpoint)
    if (refused) return refused
    const decodedParams = decodeParams(endpoint, params)
    if (isRefusal(decodedParams)) return decodedParams
    const query = decodeQuery(endpoint, search)
    if (isRefusal(query)) return query
    const body = await decodeBody(endpoint, request)
    if (isRefusal(body)) return body
    const { address, requestId } = arrival
    return await route.handle({
      actor,
      params: decodedParams,
      query,
      body,
      address,
      credential: credential?.text ?? null,
      requestId,
      signal: request.signal,
    })
  }

  const fileOf = (result: unknown, requestId: string): Response => {
    const file = hasHeaders(result) ? result.answer : result
    if (file instanceof Blob) return answers.file(file, endpoint.gives!, requestId, headersOf(result))
    log.error({ route: nameOf(endpoint) }, 'an answer is no file, as its contract says')
    return answers.problem(refuse('failed'), requestId)
  }

  /** Undeclared keys are a mistake of ours: it is logged, and nothing leaves. */
  const encode = (answer: unknown): string | Refusal => {
    const parsed = endpoint.answer.safeParse(answer)
    if (parsed.success) return JSON.stringify(parsed.data)
    const where = parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    log.error({ route: nameOf(endpoint), where }, 'an answer does not match its contract')
    return refuse('failed')
  }

  return async (request: Request, params: Record<string, string>, search: URLSearchParams, arrival: Arrival) => {
    const { requestId } = arrival
    try {
      const result = await run(request, params, search, arrival)
      if (isRefusal(result)) return answers.problem(result, requestId)
      if (endpoint.gives) return fileOf(result, requestId)
      const text = encode(hasHeaders(result) ? result.answer : result)
      if (typeof text !== 'string') return answers.problem(text, requestId)
      return answers.json(text, status, requestId, headersOf(result))
    } catch (error) {
      if (request.signal.aborted) return answers.problem(refuse('unavailable'), requestId)
      const away = isDatabaseAway(error)
      const level = away ? 'warn' : 'error'
      log[level]({ err: error, route: nameOf(endpoint), requestId }, 'a request failed')
      return answers.problem(refuse(away ? 'unavailable' : 'failed'), requestId)
    }
  }
}

export const nameOf = (endpoint: Pick<Endpoint, 'method' | 'path'>): string => `${endpoint.method} ${endpoint.path}`
