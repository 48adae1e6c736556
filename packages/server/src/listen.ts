// The one port: HTTP, and sockets for the gateway.
import type { Server } from 'bun'
import type { Api } from '#api'
import type { Connection, Gateway } from '#gateway'
import { StartError } from '#kernel/start-error'
import type { Log } from '#system/log'

export const SOCKET_PATH = '/socket'
/** Uploads are the largest; each endpoint has its own, smaller limit. */
const REQUEST_BODY_MAX_BYTES = 16 * 1024 * 1024
/** A connection that has not brought a whole request by then is cut, however it dribbles: half of them bind descriptors. */
const REQUEST_WITHIN_S = 10
/** Without progress for so long a request is cut; no handler may take longer. */
const IDLE_TIMEOUT_S = 30

export interface ListenOptions {
  readonly port: number
  readonly host: string
  readonly api: Api
  readonly gateway: Gateway
  readonly log: Log
  /** Other processes of ours listen on the same port; their parent has seen to it that nobody else does. */
  readonly shared?: boolean
}

export const listen = ({ port, host, api, gateway, log, shared = false }: ListenOptions): Server<Connection> => {
  const answer = (request: Request, server: Server<Connection>): Response | undefined | Promise<Response> => {
    server.timeout(request, IDLE_TIMEOUT_S)
    const address = server.requestIP(request)?.address ?? ''
    const forSocket = /^[^?#]*:\/\/[^/?#]*\/socket([?#]|$)/.test(request.url)
    if (forSocket && api.isOurHost(request.headers.get('host')))
      return gateway.upgrade(request, server, api.addressOf(request, address))
    return api.handle(request, { address, setIdleTimeout: (seconds) => server.timeout(request, seconds) })
  }
  try {
    const server = Bun.serve<Connection>({
      port,
      hostname: host,
      reusePort: shared,
      development: false,
      maxRequestBodySize: REQUEST_BODY_MAX_BYTES,
      idleTimeout: REQUEST_WITHIN_S,
      fetch: answer,
      websocket: gateway.websocket,
      error: (error) => {
        log.error({ err: error }, 'a request failed at the listener')
        return new Response('failed', { status: 500 })
      },
    })
    gateway.attachServer(server)
    return server
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new StartError(`PORT ${port} is in use by another program: end that, or set PORT to another.`)
    if ((error as NodeJS.ErrnoException).code === 'EACCES')
      throw new StartError(`PORT ${port} may not be opened by this user: set PORT to one above 1023.`)
    throw error
  }
}

export interface KeptPort {
  readonly port: number
  /** The next moment it is anybody's. */
  release(): void
}

/** For PORT=0: links are made before anybody listens, so a free port is chosen first, and kept from others until then. */
export const keepFreePort = (host: string): KeptPort => {
  const starting = () => new Response('starting', { status: 503, headers: { 'retry-after': '1' } })
  const keeper = Bun.serve({ port: 0, hostname: host, development: false, fetch: starting })
  return { port: keeper.port ?? 0, release: () => void keeper.stop(true) }
}
