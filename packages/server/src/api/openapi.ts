// The contract as OpenAPI 3.1, made from the same schemas that decode requests.

import { type Endpoint, PERMISSIONS, PROTOCOL_VERSION, REFUSALS, type RefusalCode } from '@hawker/protocol'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { z } from 'zod'
import { nameOf } from './answer-for.ts'

const OF_EVERY_ENDPOINT: readonly RefusalCode[] = ['bad-request', 'wrong-origin', 'invalid', 'too-many', 'failed']

const PROBLEM_SCHEMA = {
  type: 'object' as const,
  required: ['type', 'title', 'status', 'code', 'retry', 'requestId'],
  properties: {
    type: { type: 'string' as const },
    title: { type: 'string' as const },
    status: { type: 'integer' as const },
    code: { type: 'string' as const, enum: Object.keys(REFUSALS) },
    retry: { type: 'string' as const, enum: ['never', 'later', 'after-change'] },
    requestId: { type: 'string' as const },
    fields: {
      type: 'array' as const,
      items: {
        type: 'object' as const,
        properties: { path: { type: 'string' as const }, message: { type: 'string' as const } },
      },
    },
    retryAfterMs: { type: 'integer' as const },
  },
}

/** Refusals by status, as one response each that names its codes. */
const refusalsOf = (endpoint: Endpoint) => {
  const open = PERMISSIONS[endpoint.permission].public
  const codes = new Set<RefusalCode>([
    ...OF_EVERY_ENDPOINT,
    ...(open ? [] : (['not-signed-in', 'not-allowed'] as const)),
    ...(endpoint.params ? (['not-found'] as const) : []),
    ...(endpoint.body ? (['wrong-type', 'too-large'] as const) : []),
    ...(endpoint.refusals ?? []),
  ])
  const byStatus = new Map<number, RefusalCode[]>()
  for (const code of codes) byStatus.set(REFUSALS[code].status, [...(byStatus.get(REFUSALS[code].status) ?? []), code])
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, group]) => [
        status,
        {
          description: group.map((code) => `\`${code}\`: ${REFUSALS[code].message}`).join('\n'),
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      ]),
  )
}

const JSON_TYPE = ['application/json']
const BYTES = { type: 'string' as const, format: 'binary' }
const contentOf = (types: readonly string[], schema: z.ZodType | typeof BYTES) =>
  Object.fromEntries(types.map((type) => [type, { schema }]))

/** `POST /api/rooms/{room}/ticket` → `post_rooms_room_ticket`: stable, as clients are generated from it. */
const operationIdOf = (endpoint: Endpoint): string =>
  `${endpoint.method} ${endpoint.path.replace('/api', '')}`
    .toLowerCase()
    .replace(/[^a-z]+/g, '_')
    .replace(/_$/, '')

export const describe = (app: OpenAPIHono, endpoints: readonly Endpoint[], publicUrl: string) => {
  const { openAPIRegistry: registry } = app
  registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'A session token, or a server token signed with the app secret.',
  })
  registry.registerComponent('schemas', 'Problem', PROBLEM_SCHEMA)
  for (const endpoint of endpoints) {
    const { params, query, body, answer, permission } = endpoint
    registry.registerPath({
      method: endpoint.method.toLowerCase() as 'get',
      path: endpoint.path,
      operationId: operationIdOf(endpoint),
      summary: endpoint.summary,
      tags: [endpoint.tag],
      description: `Permission: ${permission}.`,
      ...(PERMISSIONS[permission].public ? {} : { security: [{ bearer: [] }] }),
      request: {
        ...(params ? { params } : {}),
        ...(query ? { query } : {}),
        ...(body
          ? { body: { required: true, content: contentOf(endpoint.takes ?? JSON_TYPE, endpoint.takes ? BYTES : body) } }
          : {}),
      },
      responses: {
        [endpoint.status ?? 200]: {
          description: 'Done',
          content: endpoint.gives ? contentOf([endpoint.gives], BYTES) : contentOf(JSON_TYPE, answer),
        },
        ...refusalsOf(endpoint),
      },
    })
  }
  const names = endpoints.map(nameOf)
  if (new Set(names).size !== names.length) throw new Error('two routes have the same method and path')
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Hawker',
      version: String(PROTOCOL_VERSION),
      description: 'Live rooms, video and orders. Refusals are problem details (RFC 9457) with a stable code.',
    },
    servers: [{ url: publicUrl }],
  })
}

export type ApiDescription = ReturnType<typeof describe>
