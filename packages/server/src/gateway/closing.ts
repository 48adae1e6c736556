// Sockets that a room puts out: of a person, of a network, or one of them.
import type { CloseCode, RoomId } from '@hawker/protocol'
import type { FrameSink } from '#rooms'
import type { Connection } from './connection.ts'
import type { Hall } from './hall.ts'
import { type People, socketsOf } from './people.ts'

type Closing = Pick<FrameSink, 'closeUser' | 'closeNetwork' | 'closeSocket' | 'networksOf'>

const isIn = ({ room }: Connection, id: RoomId | null): boolean => room !== null && (id === null || room.id === id)

/** A ban with a network is for those whose name costs nothing. */
const isNameless = ({ person }: Connection): boolean => person === null || person.role === 'guest'

export const createClosing = (hall: Hall, people: People): Closing => {
  const close = (sockets: readonly Connection[], code: CloseCode, reason: string): void => {
    for (const connection of sockets) hall.close(connection, code, reason)
  }
  return {
    closeUser: (app, room, user, code, reason) => {
      close(
        socketsOf(people.find(app, user)).filter((connection) => isIn(connection, room)),
        code,
        reason,
      )
    },
    closeNetwork: (app, room, network, code, reason) => {
      const sockets: Connection[] = []
      for (let i = 0; i < hall.size; i++) {
        const connection = hall.at(i)!
        const { room: at, actor } = connection
        if (at?.id !== room || actor.app !== app || !isNameless(connection)) continue
        if (connection.network === network) sockets.push(connection)
      }
      close(sockets, code, reason)
    },
    closeSocket: (app, user, connectionId, code, reason) => {
      close(
        socketsOf(people.find(app, user)).filter((connection) => connection.connectionId === connectionId),
        code,
        reason,
      )
    },
    networksOf: (app, room, user) => {
      const networks = new Set<string>()
      for (const connection of socketsOf(people.find(app, user)))
        if (isIn(connection, room) && connection.network !== null) networks.add(connection.network)
      return [...networks]
    },
  }
}
