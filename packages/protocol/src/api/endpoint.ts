// The shape of one endpoint: what it takes, what it answers, who may call it. The server binds a handler to it.
import type { z } from 'zod'
import type { Permission } from '../person.ts'
import type { RefusalCode } from '../refusal.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Endpoint<
  P extends z.ZodObject | undefined = z.ZodObject | undefined,
  Q extends z.ZodObject | undefined = z.ZodObject | undefined,
  B extends z.ZodType | undefined = z.ZodType | undefined,
  A extends z.ZodType = z.ZodType,
> {
  readonly method: Method
  /** `/api/rooms/{room}`: parameters in braces, as in OpenAPI. */
  readonly path: string
  readonly summary: string
  readonly tag: string
  readonly permission: Permission
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  /** What success answers, strict: keys not declared here never leave the server. */
  readonly answer: A
  /** HTTP status of success. Default 200. */
  readonly status?: 200 | 201 | 202 | 204
  /** Refusals of its own, besides those of every endpoint (bad-request, invalid, not-signed-in, not-allowed, too-many, …). */
  readonly refusals?: readonly RefusalCode[]
  /** Content types of a body that is taken as a file instead of JSON; `body` is `z.file()` then. */
  readonly takes?: readonly string[]
  /** Content type of an answer that is a file; `answer` is `z.file()` then. */
  readonly gives?: string
  /** Largest body in bytes. Default JSON_BODY_MAX_BYTES. */
  readonly bodyMaxBytes?: number
  /** Requests a minute, by account (or address for guests). Default: the caller's general rate. */
  readonly perMinute?: number
  /** A person must have signed in no longer than `STEP_UP_MS` ago: an open desk is not enough (OWASP ASVS 5.0, 7.5). */
  readonly stepUp?: true
}

/** How long a sign-in is good for what moves money out, makes vouchers, gives rights or changes a key. */
export const STEP_UP_MS = 600_000

/** Largest JSON body where an endpoint says nothing else. */
export const JSON_BODY_MAX_BYTES = 262_144

/** Keeps the exact types of an endpoint; does nothing else. */
export const endpoint = <
  A extends z.ZodType,
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(
  definition: Endpoint<P, Q, B, A>,
): Endpoint<P, Q, B, A> => definition

/** What a caller sends and gets, for clients that know an endpoint by its type alone. */
type InputOf<T> = [T] extends [never] ? undefined : [T] extends [z.ZodType] ? z.input<T> : undefined
export type ParamsOf<E extends Endpoint> = InputOf<NonNullable<E['params']>>
export type QueryOf<E extends Endpoint> = InputOf<NonNullable<E['query']>>
export type BodyOf<E extends Endpoint> = InputOf<NonNullable<E['body']>>
export type AnswerOf<E extends Endpoint> = z.output<E['answer']>
