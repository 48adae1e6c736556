// One lasting connection over sockets that come and go. The one owner of retry.
import type { Refusal } from '@hawker/protocol'
import { shouldReconnect } from '@hawker/protocol/close-code'
import { backoffMs } from './backoff.ts'
import type { Machine } from './machine.ts'
import type { OpenTransport, Transport } from './transport.ts'

/** A socket that has not opened after this long is given up. */
export const CONNECT_TIMEOUT_MS = 10_000

export type ConnectionState = 'idle' | 'connecting' | 'open' | 'waiting' | 'ended'
type Turn = 'start' | 'opened' | 'lost' | 'refused' | 'due' | 'stop'

/** Every legal move. What is not here does not happen. */
export const TURNS: Readonly<Record<ConnectionState, Partial<Record<Turn, ConnectionState>>>> = {
  idle: { start: 'connecting', stop: 'ended' },
  connecting: { opened: 'open', lost: 'waiting', refused: 'ended', stop: 'ended' },
  open: { lost: 'waiting', refused: 'ended', stop: 'ended' },
  waiting: { due: 'connecting', stop: 'ended' },
  ended: { start: 'connecting' },
}

/** Why a connection ended: the close code, or what was refused before a socket was opened. */
export interface Ending {
  readonly code: number | null
  readonly refusal: Refusal | null
}

export interface ConnectionOptions {
  readonly open: OpenTransport
  readonly machine: Machine
  /** Done before each socket is opened (a ticket is fetched). A refusal ends the connection, a throw is tried again. */
  readonly prepare: () => Promise<Refusal | null>
  /** Last word on whether to come back after a close code. */
  readonly comesBack?: (code: number) => boolean
  readonly opened: () => void
  readonly received: (text: string) => void
  readonly changed: (state: ConnectionState, ending: Ending | null) => void
}

export class Connection {
  readonly #options: ConnectionOptions
  #state: ConnectionState = 'idle'
  #transport: Transport | null = null
  #callOff: () => void = () => {}
  /** Raised with each socket: what an older one still says is not heard. */
  #turn = 0
  #attempt = 0
  #movedMs: number | null = null
  #retryAt: number | null = null

  constructor(options: ConnectionOptions) {
    this.#options = options
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** When the next attempt is made, on the device's clock. */
  get retryAt(): number | null {
    return this.#retryAt
  }

  /** Whether large messages may come deflated over the socket that is open. */
  get inflates(): boolean {
    return this.#transport?.inflates === true
  }

  start(): void {
    if (this.#go('start')) this.#connect()
  }

  stop(): void {
    this.#release()
    this.#go('stop')
  }

  send(text: string): boolean {
    if (this.#state !== 'open' || this.#transport === null) return false
    this.#transport.send(text)
    return true
  }

  /** The other side greeted us: the next drop begins again with a short wait. */
  settled(): void {
    this.#attempt = 0
  }

  /** The server asked to come back after this delay; it counts for the next wait only. */
  moved(afterMs: number): void {
    this.#movedMs = afterMs
  }

  /** Gives the socket up although nobody closed it: it is silent. */
  drop(): void {
    if (this.#state === 'open' || this.#state === 'connecting') this.#lost()
  }

  /** The device is back (network, screen): do not sit out the wait, unless the server asked for it. */
  wake(): void {
    if (this.#state === 'waiting' && this.#movedMs === null) this.#due()
  }

  #connect(): void {
    const turn = ++this.#turn
    const { machine, open, prepare, opened, received } = this.#options
    const mine = (act: () => void) => () => {
      if (turn === this.#turn) act()
    }
    this.#movedMs = null
    this.#callOff = machine.after(
      CONNECT_TIMEOUT_MS,
      mine(() => this.#lost()),
    )
    prepare().then(
      (refusal) => {
        if (turn !== this.#turn) return
        if (refusal !== null) return this.#end({ code: null, refusal })
        this.#transport = open({
          opened: mine(() => {
            this.#callOff()
            if (this.#go('opened')) opened()
          }),
          received: (text) => {
            if (turn === this.#turn) received(text)
          },
          closed: (code) => {
            if (turn === this.#turn) this.#closed(code)
          },
        })
      },
      mine(() => this.#lost()),
    )
  }

  #closed(code: number): void {
    const comesBack = this.#options.comesBack ?? shouldReconnect
    if (comesBack(code)) this.#lost()
    else this.#end({ code, refusal: null })
  }

  #lost(): void {
    const { machine } = this.#options
    this.#release()
    const waitMs = this.#movedMs ?? backoffMs(this.#attempt++, machine)
    this.#retryAt = machine.now() + waitMs
    this.#callOff = machine.after(waitMs, () => this.#due())
    this.#go('lost')
  }

  #due(): void {
    this.#callOff()
    this.#retryAt = null
    if (this.#go('due')) this.#connect()
  }

  #end(ending: Ending): void {
    this.#release()
    this.#go('refused', ending)
  }

  #release(): void {
    this.#callOff()
    this.#turn++
    this.#transport?.close()
    this.#transport = null
    this.#retryAt = null
  }

  #go(turn: Turn, ending: Ending | null = null): boolean {
    const next = TURNS[this.#state][turn]
    if (next === undefined) return false
    this.#state = next
    this.#options.changed(next, next === 'ended' ? (ending ?? { code: null, refusal: null }) : null)
    return true
  }
}
