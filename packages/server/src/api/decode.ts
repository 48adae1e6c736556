// From bytes to values: path, query and body by the endpoint's schemas, or a refusal that names the fields.
import { type Endpoint, type Refusal, refuse } from '@hawker/protocol'
import { JSON_BODY_MAX_BYTES } from '@hawker/protocol/api/endpoint'
import type { z } from 'zod'

const FIELDS_NAMED_MAX = 20
const JSON_TYPE = /^application\/json\s*(;|$)/i

const invalid = (error: z.ZodError, inside: string): Refusal =>
  refuse('invalid', {
    fields: error.issues.slice(0, FIELDS_NAMED_MAX).map((issue) => ({
      path: [inside, ...issue.path.map(String)].filter(Boolean).join('.').slice(0, 200),
      message: issue.message.slice(0, 200),
    })),
  })

const NOT_UNICODE = 'A text has U+0000 or half of a character in it, which no text can have.'
const NO_PROTO = 'no key may be called __proto__'

/** What no database text can hold: U+0000, and half of a character. Both reach us only as escapes. */
const NUL = /(?<!\\)(?:\\\\)*\\u0000/
const LONE_SURROGATE = /(?<!\\)(?:\\\\)*\\ud[89a-f]/
const isStorable = (jsonText: string, value: unknown): boolean => {
  if (jsonText.includes('\\u0000') && NUL.test(jsonText)) return false
  // Written again, only surrogates without their other half are escaped.
  return !/\\ud[89a-f]/i.test(jsonText) || !LONE_SURROGATE.test(JSON.stringify(value))
}

/** A key that JSON may have and a plain object cannot: the schemas leave it out without a word (G12). */
const hasProtoKey = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(hasProtoKey)
}

/** A path parameter that cannot be an id names nothing: the same answer as for an unknown one. */
export const decodeParams = (endpoint: Endpoint, params: Record<string, string>): unknown | Refusal => {
  if (!endpoint.params) return undefined
  const parsed = endpoint.params.safeParse(params)
  return parsed.success ? parsed.data : refuse('not-found')
}

export const decodeQuery = (endpoint: Endpoint, search: URLSearchParams): unknown | Refusal => {
  if (!endpoint.query) return undefined
  const values: Record<string, string | string[]> = Object.create(null)
  for (const key of search.keys()) {
    const all = search.getAll(key)
    if (all.some((text) => text.includes('\0'))) return refuse('bad-request')
    values[key] = all.length === 1 ? (all[0] as string) : all
  }
  const parsed = endpoint.query.safeParse({ ...values })
  return parsed.success ? parsed.data : invalid(parsed.error, '')
}

const typeOf = (request: Request): string =>
  (request.headers.get('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase()

/** A body that is a file says so too: none of its types can be sent by a page of others without being asked first. */
const decodeFile = async (endpoint: Endpoint, takes: readonly string[], request: Request): Promise<File | Refusal> => {
  const type = typeOf(request)
  if (!takes.includes(type)) return refuse('wrong-type', { message: `Send ${takes.join(' or ')}.` })
  const max = endpoint.bodyMaxBytes ?? JSON_BODY_MAX_BYTES
  if (Number(request.headers.get('content-length') ?? 0) > max) return refuse('too-large')
  let bytes: ArrayBuffer
  try {
    bytes = await request.arrayBuffer()
  } catch {
    return refuse('bad-request')
  }
  return bytes.byteLength > max ? refuse('too-large') : new File([bytes], '', { type })
}

/** Bodies come as JSON and say so; a declared or real length over the endpoint's is refused. */
export const decodeBody = async (endpoint: Endpoint, request: Request): Promise<unknown | Refusal> => {
  if (!endpoint.body && request.method !== 'POST') return undefined
  if (endpoint.takes) return await decodeFile(endpoint, endpoint.takes, request)
  if (!JSON_TYPE.test(request.headers.get('content-type') ?? '')) return refuse('wrong-type')
  if (!endpoint.body) return undefined
  const max = endpoint.bodyMaxBytes ?? JSON_BODY_MAX_BYTES
  if (Number(request.headers.get('content-length') ?? 0) > max) return refuse('too-large')
  let value: unknown
  try {
    const text = await request.text()
    if (text.length > max || Buffer.byteLength(text) > max) return refuse('too-large')
    value = JSON.parse(text)
    if (!isStorable(text, value)) return refuse('bad-request', { message: NOT_UNICODE })
    if (/__proto__|\\u/.test(text) && hasProtoKey(value))
      return refuse('invalid', { fields: [{ path: '__proto__', message: NO_PROTO }] })
  } catch {
    return refuse('bad-request')
  }
  const parsed = endpoint.body.safeParse(value)
  return parsed.success ? parsed.data : invalid(parsed.error, '')
}
