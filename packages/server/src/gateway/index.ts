// The gateway: sockets into rooms. It knows who is on which socket and what that socket may cost, and no rule of a room.
import { type RefusalCode, refuse, toProblem } from '@hawker/protocol'
import type { Server, ServerWebSocket, WebSocketHandler } from 'bun'
import type { Accounts } from '#accounts'
import type { Chance } from '#kernel/chance'
import type { Clock, Timers } from '#kernel/clock'
import { randomId } from '#kernel/ids'
import type { FrameSink, Rooms } from '#rooms'
import type { Log } from '#system/log'
import { addressGroup, createAdmission } from './admission.ts'
import { createClosing } from './closing.ts'
import { publishFrame, type Topics } from './compress.ts'
import { Connection } from './connection.ts'
import { drain } from './drain.ts'
import { Hall } from './hall.ts'
import { type HearDeps, hear } from './hear.ts'
import {
  defaultLimits,
  type GatewayLimits,
  PORT_IDLE_TIMEOUT_S,
  PORT_MESSAGE_MAX_BYTES,
  PORT_WAITING_MAX_BYTES,
  RETRY_AFTER_MAX_S,
} from './limits.ts'
import { allowedOrigins, originAllowed } from './origin.ts'
import { People, socketsOf } from './people.ts'
import { createStanding } from './standing.ts'
import { heardControl, turnWheel } from './wheel.ts'

export type { GatewayLimits } from './limits.ts'
export { Connection }

export interface GatewayDeps {
  readonly rooms: Pick<Rooms, 'enter' | 'attach'>
  readonly accounts: Accounts
  readonly clock: Clock
  readonly timers: Timers
  readonly chance: Chance
  readonly log: Log
  readonly publicUrl: string
  /** Other pages that may open sockets: a development server, an embedding shop. */
  readonly origins?: readonly string[]
  readonly limits?: Partial<GatewayLimits>
}

export interface Gateway {
  /** Goes into `Bun.serve`. Its limits are the port's: see limits.ts. */
  readonly websocket: WebSocketHandler<Connection>
  /** GET /socket. `undefined` means the socket is open, as Bun has it. */
  upgrade(request: Request, server: Server<Connection>, address: string): Response | undefined
  /** The server whose topics frames are published to. */
  attachServer(server: Topics): void
  drain(withinMs: number): Promise<void>
  stop(): void
  /** Bytes that wait in this process for readers of all sockets. */
  waiting(): number
  counts(): { sockets: number; mute: number; people: number; turnedAway: number; deflated: number }
}

const TURN_MS = 1_000

export const createGateway = (deps: GatewayDeps): Gateway => {
  const { rooms, accounts, clock, timers, chance, log, publicUrl } = deps
  const limits = { ...defaultLimits(), ...deps.limits }
  const origins = allowedOrigins(publicUrl, deps.origins)
  const admission = createAdmission(limits)
  const people = new People()
  const hall = new Hall(admission, people)
  let server: Topics | null = null
  let nextId = 1
  let turnedAway = 0
  let deflated = 0
  let closing = false

  const failed = (connection: Connection, error: unknown): void => {
    log.error({ err: error, connection: connection.id }, 'a socket handler failed')
    connection.refuse(refuse('failed'))
    hall.close(connection, 1011, 'failed')
  }
  const hearing: HearDeps = { rooms, accounts, clock, hall, people, admission, limits, failed }
  const standing = createStanding({
    accounts,
    hall,
    people,
    failed: (error) => log.warn({ err: error }, 'sockets could not be read again'),
  })
  const sink: FrameSink = {
    publish: (topic, frame) => {
      if (server && publishFrame(server, topic, frame)) deflated++
    },
    toUser: (app, user, message, room) => {
      for (const connection of socketsOf(people.find(app, user)))
        if (connection.phase === 'in' && (room === undefined || connection.room?.id === room)) connection.send(message)
    },
    ...createClosing(hall, people),
  }
  rooms.attach(sink)
  standing.listen()
  const wheel = timers.every(TURN_MS, () => {
    turnWheel(hall)
    standing.turn()
  })

  const turnAway = (code: RefusalCode, headers: Record<string, string> = {}): Response => {
    turnedAway++
    const problem = toProblem(refuse(code), randomId(chance))
    return Response.json(problem, {
      status: problem.status,
      headers: { 'content-type': 'application/problem+json', ...headers },
    })
  }
  const comeLater = () => turnAway('busy', { 'retry-after': String(1 + Math.floor(chance.next() * RETRY_AFTER_MAX_S)) })

  /** A throw in a handler would end the process. */
  const guarded =
    <A extends unknown[]>(handle: (socket: ServerWebSocket<Connection>, ...more: A) => void) =>
    (socket: ServerWebSocket<Connection>, ...more: A): void => {
      try {
        handle(socket, ...more)
      } catch (error) {
        failed(socket.data, error)
      }
    }

  return {
    websocket: {
      open: guarded((socket) => {
        socket.data.socket = socket
        hall.add(socket.data)
      }),
      message: guarded((socket, message) => hear(hearing, socket.data, message)),
      ping: guarded((socket) => heardControl(hall, socket.data)),
      pong: guarded((socket) => heardControl(hall, socket.data)),
      close: guarded((socket) => hall.left(socket.data)),
      maxPayloadLength: PORT_MESSAGE_MAX_BYTES,
      backpressureLimit: PORT_WAITING_MAX_BYTES,
      closeOnBackpressureLimit: true,
      idleTimeout: PORT_IDLE_TIMEOUT_S,
      sendPings: false,
      perMessageDeflate: false,
    },
    upgrade: (request, onServer, address) => {
      if (request.method !== 'GET' || request.headers.get('upgrade')?.toLowerCase() !== 'websocket')
        return turnAway('upgrade-required', { upgrade: 'websocket', connection: 'Upgrade' })
      if (!originAllowed(request.headers, origins)) return turnAway('wrong-origin')
      const group = addressGroup(address)
      if (closing || !admission.admit(group)) return comeLater()
      const connection = new Connection(nextId++, group, hall.turn, clock.monotonic())
      if (onServer.upgrade(request, { data: connection })) return undefined
      admission.leave(group, true)
      return turnAway('upgrade-required', { upgrade: 'websocket', connection: 'Upgrade' })
    },
    attachServer: (withTopics) => {
      server = withTopics
    },
    drain: (withinMs) => {
      closing = true
      return drain(hall, timers, chance, withinMs)
    },
    stop: () => {
      closing = true
      wheel.stop()
    },
    waiting: () => hall.waiting,
    counts: () => ({ sockets: hall.size, mute: admission.mute, people: people.count, turnedAway, deflated }),
  }
}
