// How the processes of one install ask each other: a listener of each process's own, never the public port. Every
// question is signed with a key made from the install's, so a stranger who reaches the port gets 404 for all of it.
import { timingSafeEqual } from 'node:crypto'
import type { Clock } from '#kernel/clock'
import { StartError } from '#kernel/start-error'
import { keyedHash } from '#system/keyed-hash'
import type { Log } from '#system/log'
import { isFresh, signedText } from './core/sign.ts'

const BODY_MAX_BYTES = 16 * 1024
/** A playlist is held for three target durations at most. */
const IDLE_TIMEOUT_S = 30
const AT = 'x-hawker-at'
const SIGN = 'x-hawker-sign'

export interface BetweenOptions {
  readonly host: string
  /** 0 takes any free one. */
  readonly port: number
  readonly key: Uint8Array
  readonly clock: Clock
  readonly log: Log
}

export type BetweenHandler = (
  request: Request,
  url: URL,
  body: string,
  setIdleTimeout: (seconds: number) => void,
) => Promise<Response | null> | Response | null

export interface Between {
  /** Where other processes reach this one. */
  readonly address: string
  /** Answers signed questions under this prefix. */
  serve(prefix: string, handle: BetweenHandler): void
  /** Answers anybody who reaches the listener: health and numbers, for those who watch over the machine. */
  serveOpenly(handle: (path: string) => Promise<Response> | Response | null): void
  /** Asks the process at this address. Rejects when it cannot be reached, or not within the time. */
  ask(
    address: string,
    method: 'GET' | 'POST',
    target: string,
    ask: { timeoutMs: number; body?: string },
  ): Promise<Response>
  stop(): Promise<void>
}

/** Nobody is there any more, as far as the machine can say: other failures leave it open. */
export const isGone = (error: unknown): boolean =>
  ['ECONNREFUSED', 'ConnectionRefused'].includes((error as { code?: string } | null)?.code ?? '')

const notFound = () => new Response(null, { status: 404 })

export const openBetween = ({ host, port, key, clock, log }: BetweenOptions): Between => {
  const handlers = new Map<string, BetweenHandler>()
  let open: Parameters<Between['serveOpenly']>[0] = () => null

  const isOurs = (request: Request, target: string, body: string): boolean => {
    const at = Number(request.headers.get(AT) ?? Number.NaN)
    if (!isFresh(at, clock.now())) return false
    const expected = Buffer.from(
      keyedHash(key, signedText({ at, method: request.method, target, body })).toString('hex'),
    )
    const given = Buffer.from(request.headers.get(SIGN) ?? '')
    return given.length === expected.length && timingSafeEqual(given, expected)
  }

  const answer = async (request: Request, setIdleTimeout: (seconds: number) => void): Promise<Response> => {
    if (!URL.canParse(request.url)) return notFound()
    const url = new URL(request.url)
    if (request.method === 'GET' && url.search === '') {
      const state = await open(url.pathname)
      if (state) return state
    }
    const body = request.method === 'POST' ? await request.text() : ''
    if (!isOurs(request, url.pathname + url.search, body)) return notFound()
    for (const [prefix, handle] of handlers)
      if (url.pathname.startsWith(prefix)) return (await handle(request, url, body, setIdleTimeout)) ?? notFound()
    return notFound()
  }

  const listen = () => {
    try {
      return Bun.serve({
        port,
        hostname: host,
        development: false,
        maxRequestBodySize: BODY_MAX_BYTES,
        idleTimeout: IDLE_TIMEOUT_S,
        fetch: (request, server) => answer(request, (seconds) => server.timeout(request, seconds)),
        error: (error) => {
          log.error({ err: error }, 'a question of another process failed')
          return new Response(null, { status: 500 })
        },
      })
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EADDRINUSE')
        throw new StartError(`INTERNAL_PORT ${port} is in use by another program: end that, or set it to another.`)
      if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
        throw new StartError(`INTERNAL_HOST ${host} is no address of this machine.`)
      throw error
    }
  }
  const server = listen()

  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`,
    serve: (prefix, handle) => void handlers.set(prefix, handle),
    serveOpenly: (handle) => {
      open = handle
    },
    ask: (address, method, target, { timeoutMs, body = '' }) => {
      const at = clock.now()
      const sign = keyedHash(key, signedText({ at, method, target, body })).toString('hex')
      return fetch(address + target, {
        method,
        headers: { [AT]: String(at), [SIGN]: sign },
        signal: AbortSignal.timeout(timeoutMs),
        redirect: 'manual',
        ...(method === 'POST' ? { body } : {}),
      })
    },
    stop: () => server.stop(true),
  }
}
