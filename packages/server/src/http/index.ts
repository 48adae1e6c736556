// How a module offers its endpoints: contract from the protocol, handler of its own. The api edge mounts what it gets.
import type { Actor, Endpoint, Refusal } from '@hawker/protocol'
import type { z } from 'zod'

// Optional in the definition, so `undefined` is always among its types: only a part that was never given is just that.
type Parsed<T> = [NonNullable<T>] extends [never]
  ? undefined
  : NonNullable<T> extends z.ZodType
    ? z.output<NonNullable<T>>
    : undefined

/** One request, decoded and allowed: who calls, and what he sends. */
export interface Call<E extends Endpoint> {
  readonly actor: Actor
  readonly params: Parsed<E['params']>
  readonly query: Parsed<E['query']>
  readonly body: Parsed<E['body']>
  /** The caller's network address, after trusted proxies. Never taken from a header otherwise. */
  readonly address: string
  /** The session cookie's or bearer's text, for the session module alone. */
  readonly credential: string | null
  readonly requestId: string
  readonly signal: AbortSignal
}

/** An answer with headers of its own (a cookie, say). */
export interface WithHeaders<A> {
  readonly answer: A
  readonly headers: Readonly<Record<string, string>>
}

export type Handled<E extends Endpoint> = z.input<E['answer']> | WithHeaders<z.input<E['answer']>> | Refusal

/** An endpoint bound to what it does. */
export interface Route {
  readonly endpoint: Endpoint
  // biome-ignore lint/suspicious/noExplicitAny: the list of routes holds every endpoint's types at once
  readonly handle: (call: Call<any>) => Promise<unknown> | unknown
}

/** Binds a handler to an endpoint, with its exact types. */
export const bind = <E extends Endpoint>(
  endpoint: E,
  handle: (call: Call<E>) => Promise<Handled<E>> | Handled<E>,
): Route => ({ endpoint, handle: handle as Route['handle'] })

/** Adds headers to an answer. */
export const withHeaders = <A>(answer: A, headers: Record<string, string>): WithHeaders<A> => ({ answer, headers })

/** What a raw route is handed besides the request. */
export interface RawContext {
  readonly url: URL
  readonly address: string
  /** Seconds without progress after which the runtime cuts this request; 0 is never (long polls). */
  setIdleTimeout(seconds: number): void
}

/** A path prefix that answers by itself: media, pictures, pages. `null` means "not mine". */
export interface RawRoute {
  readonly prefix: string
  readonly handle: (request: Request, context: RawContext) => Promise<Response | null> | Response | null
}
