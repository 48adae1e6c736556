// Once a second, over all sockets: who never said hello, who reads too slowly, who is silent, who is due for a ping.
// It counts turns and not time, so that a loop that stood still for a while does not take the living for dead.
import { CLOSE } from '@hawker/protocol'
import type { Connection } from './connection.ts'
import type { Hall } from './hall.ts'
import {
  CONTROL_BURST,
  CONTROL_PER_S,
  HELLO_WITHIN_S,
  PING_EVERY_S,
  SILENCE_MAX_S,
  STALLED_MAX_S,
  STALLED_MIN_BYTES,
  WAITING_MAX_BYTES,
} from './limits.ts'

/** Whether it reads too slowly: too much waits, or what waits has not become less for some turns. */
const isSlow = (connection: Connection, waiting: number): boolean => {
  const stalls = waiting > STALLED_MIN_BYTES && waiting >= connection.waitingBytes
  connection.stalledTurns = stalls ? connection.stalledTurns + 1 : 0
  connection.waitingBytes = waiting
  return waiting > WAITING_MAX_BYTES || connection.stalledTurns >= STALLED_MAX_S
}

const look = (hall: Hall, connection: Connection): void => {
  const { socket, phase } = connection
  if (socket === null) return
  if (connection.controls < CONTROL_BURST) connection.controls += CONTROL_PER_S
  const mute = phase === 'mute' && hall.turn - connection.openedTurn > HELLO_WITHIN_S
  if (mute) hall.close(connection, CLOSE.helloTimeout, 'say hello')
  else if (isSlow(connection, socket.getBufferedAmount())) hall.close(connection, CLOSE.slow, 'slow')
  else if (hall.turn - connection.heardTurn > SILENCE_MAX_S) hall.close(connection, CLOSE.noPong, 'silent')
  // The slot comes from the id: a place in the array changes when others leave.
  else if (connection.id % PING_EVERY_S === hall.turn % PING_EVERY_S) socket.ping()
}

export const turnWheel = (hall: Hall): void => {
  hall.turn++
  // Backwards: closing one puts the last in its place, and that one was looked at.
  for (let i = hall.size - 1; i >= 0; i--) {
    const connection = hall.at(i)
    if (connection) look(hall, connection)
  }
  hall.cutLeaving()
}

/** A ping or a pong: a sign of life, and a flood when there are many. The runtime has answered a ping already. */
export const heardControl = (hall: Hall, connection: Connection): void => {
  connection.heardTurn = hall.turn
  if (connection.controls-- <= 0) hall.close(connection, CLOSE.flooding, 'control frames')
}
