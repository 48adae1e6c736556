// How values leave over HTTP: answers as JSON, refusals as problem details (RFC 9457).
import { type Refusal, toProblem } from '@hawker/protocol'

export interface Answers {
  json(text: string, status: number, requestId: string, more?: Readonly<Record<string, string>>): Response
  file(file: Blob, type: string, requestId: string, more?: Readonly<Record<string, string>>): Response
  problem(refusal: Refusal, requestId: string, more?: Readonly<Record<string, string>>): Response
}

export const createAnswers = (headers: Readonly<Record<string, string>>): Answers => {
  const jsonHeaders = { ...headers, 'content-type': 'application/json' }
  return {
    json: (text, status, requestId, more) =>
      new Response(text, { status, headers: { ...jsonHeaders, 'x-request-id': requestId, ...more } }),
    file: (file, type, requestId, more) =>
      new Response(file, { headers: { ...headers, 'content-type': type, 'x-request-id': requestId, ...more } }),
    problem: (refusal, requestId, more) => {
      const problem = toProblem(refusal, requestId)
      return new Response(JSON.stringify(problem), {
        status: problem.status,
        headers: {
          ...headers,
          'content-type': 'application/problem+json',
          'x-request-id': requestId,
          ...(refusal.retryAfterMs === undefined
            ? {}
            : { 'retry-after': String(Math.max(1, Math.ceil(refusal.retryAfterMs / 1000))) }),
          ...more,
        },
      })
    },
  }
}
