// Requests made from the contract itself, so that a rule can be tried on every route there is or will be.
import { type Actor, type AppId, api, type Endpoint, type PublicPerson, type Role, type UserId } from '@hawker/protocol'
import { z } from 'zod'

interface Shape {
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: Shape[]
  oneOf?: Shape[]
  properties?: Record<string, Shape>
  required?: string[]
  items?: Shape
  minItems?: number
  minimum?: number
  minLength?: number
  format?: string
  pattern?: string
  default?: unknown
}

const sampleText = ({ format, pattern, minLength = 1 }: Shape): string => {
  if (format === 'uuid') return '0192f0c1-2345-7abc-8def-0123456789ab'
  if (format === 'uri') return 'https://shop.example'
  if (format === 'email') return 'somebody@shop.example'
  if (pattern === '^[A-Z]{3}$') return 'USD'
  if (pattern === '^[A-Z]{2}$') return 'CN'
  if (pattern?.startsWith('^\\+?[0-9]')) return '+86 0798 1234'
  if (pattern?.startsWith('^[A-Z0-9-]')) return 'SAVE'
  if (pattern?.startsWith('^-?\\d')) return '1'
  return 'x'.repeat(Math.max(1, minLength))
}

/** The least value a JSON schema admits. */
export const sampleOf = (shape: Shape): unknown => {
  if (shape.const !== undefined) return shape.const
  if (shape.enum) return shape.enum[0]
  const union = shape.anyOf ?? shape.oneOf
  if (union?.[0]) return sampleOf(union[0])
  const type = [shape.type ?? 'null'].flat()[0]
  if (type === 'object') {
    const names = shape.required ?? []
    return Object.fromEntries(names.map((name) => [name, sampleOf(shape.properties?.[name] ?? {})]))
  }
  if (type === 'array') return Array.from({ length: shape.minItems ?? 0 }, () => sampleOf(shape.items ?? {}))
  if (type === 'integer' || type === 'number') return shape.minimum ?? 1
  if (type === 'boolean') return true
  return type === 'string' ? sampleText(shape) : null
}

export const bodyOf = (endpoint: Endpoint): unknown =>
  endpoint.body ? sampleOf(z.toJSONSchema(endpoint.body, { io: 'input' }) as Shape) : undefined

/** Every endpoint of the protocol. */
export const everyEndpoint = (): Endpoint[] =>
  Object.values(api)
    .filter((group) => typeof group === 'object')
    .flatMap((group) => Object.values(group))
    .filter((value): value is Endpoint => typeof value === 'object' && value !== null && 'permission' in value)

export interface RequestOptions {
  readonly origin: string
  /** Values of path parameters by name; others get a sample. */
  readonly ids?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export const pathFor = (endpoint: Endpoint, ids: Readonly<Record<string, string>> = {}): string => {
  const shape = endpoint.params ? (z.toJSONSchema(endpoint.params, { io: 'input' }) as Shape) : {}
  return endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(ids[name] ?? String(sampleOf(shape.properties?.[name] ?? { type: 'string' }))),
  )
}

/** A request that the contract accepts. */
export const requestFor = (endpoint: Endpoint, options: RequestOptions): Request => {
  const body = 'body' in options ? options.body : bodyOf(endpoint)
  const sent = body !== undefined || endpoint.method === 'POST'
  return new Request(`${options.origin}${pathFor(endpoint, options.ids)}`, {
    method: endpoint.method,
    headers: {
      host: new URL(options.origin).host,
      ...(sent ? { 'content-type': endpoint.takes?.[0] ?? 'application/json' } : {}),
      ...options.headers,
    },
    ...(sent ? { body: endpoint.takes ? String(body) : JSON.stringify(body ?? {}) } : {}),
  })
}

export const actorWith = (role: Role, app = 'shop'): Actor => {
  const person: PublicPerson = { id: `${role}-1` as UserId, name: role, avatarUrl: null, role, level: 0 }
  // As if at this very moment, whatever the clock of a test says.
  const signedInAt = Number.MAX_SAFE_INTEGER
  return { kind: 'person', app: app as AppId, person, sessionId: `session-of-${role}`, signedInAt }
}

/** Where a body has numbers: the way to each, and a body that has one there. */
export const numbersIn = (endpoint: Endpoint): { path: (string | number)[]; body: (value: unknown) => unknown }[] => {
  const inside = (
    shape: Shape,
    path: (string | number)[],
    body: (value: unknown) => unknown,
  ): ReturnType<typeof numbersIn> => {
    const variants = shape.anyOf ?? shape.oneOf
    if (variants) return variants.flatMap((one) => inside(one, path, body))
    const type = [shape.type ?? 'null'].flat()[0]
    if (type === 'integer' || type === 'number') return [{ path, body }]
    if (type === 'array' && shape.items) return inside(shape.items, [...path, 0], (value) => body([value]))
    const sample = type === 'object' ? (sampleOf(shape) as object) : {}
    return Object.entries(shape.properties ?? {}).flatMap(([name, one]) =>
      inside(one, [...path, name], (value) => body({ ...sample, [name]: value })),
    )
  }
  return endpoint.body ? inside(z.toJSONSchema(endpoint.body, { io: 'input' }) as Shape, [], (value) => value) : []
}
