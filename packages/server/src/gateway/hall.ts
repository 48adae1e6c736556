// All sockets of this process, and the only way out for each of them.
import type { Admission } from './admission.ts'
import type { AnyCloseCode, Connection, Socket } from './connection.ts'
import { CLOSE_WITHIN_S } from './limits.ts'
import type { People } from './people.ts'

export class Hall {
  /** Turns of the wheel so far: about one a second, and never more than that however late the loop is. */
  turn = 0
  readonly #all: Connection[] = []
  readonly #leaving: { readonly socket: Socket; readonly turn: number }[] = []
  readonly #admission: Admission
  readonly #people: People

  constructor(admission: Admission, people: People) {
    this.#admission = admission
    this.#people = people
  }

  get size(): number {
    return this.#all.length
  }

  get waiting(): number {
    return this.#all.reduce((sum, { socket }) => sum + (socket?.getBufferedAmount() ?? 0), 0)
  }

  /** By index, newest last. */
  at(index: number): Connection | undefined {
    return this.#all[index]
  }

  add(connection: Connection): void {
    connection.index = this.#all.length
    this.#all.push(connection)
  }

  /** Ends a socket with a code; one that does not go is cut some turns later. */
  close(connection: Connection, code: AnyCloseCode, reason: string): void {
    const { socket } = connection
    if (connection.phase === 'closed') return
    this.left(connection)
    if (socket === null) return
    socket.close(code, reason)
    this.#leaving.push({ socket, turn: this.turn })
  }

  /** A socket is gone, by its own doing or ours. Told twice it does nothing. */
  left(connection: Connection): void {
    if (connection.phase === 'closed') return
    const { room, index, phase, addressGroup } = connection
    connection.phase = 'closed'
    if (index >= 0) this.#takeOut(index)
    this.#admission.leave(addressGroup, phase === 'mute')
    this.#people.remove(connection)
    connection.socket = null
    connection.room = null
    room?.leave(connection)
  }

  #takeOut(index: number): void {
    const last = this.#all.pop()!
    if (index === this.#all.length) return
    this.#all[index] = last
    last.index = index
  }

  /** Cuts those that were told to close and did not. */
  cutLeaving(): void {
    while (this.#leaving.length > 0 && this.turn - this.#leaving[0]!.turn > CLOSE_WITHIN_S)
      this.#leaving.shift()!.socket.terminate()
  }
}
