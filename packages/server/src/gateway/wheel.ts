// Once a second, over all sockets: who never said hello, who reads too slowly, who is silent, who is due for a ping.
// It counts turns and not time, so that a loop that stood still for a while does not take the living for dead.
import { CLOSE } from '@hawker/protocol'
import type { Connection } from './connection.ts'
import type { Hall } from './hall.ts'
import { HELLO_WITHIN_S, PING_EVERY_S, SILENCE_MAX_S, WAITING_MAX_BYTES } from './limits.ts'

const look = (hall: Hall, connection: Connection): void => {
  const { socket, phase } = connection
  if (socket === null) return
  const mute = phase === 'mute' && hall.turn - connection.openedTurn > HELLO_WITHIN_S
  if (mute) hall.close(connection, CLOSE.helloTimeout, 'say hello')
  else if (socket.getBufferedAmount() > WAITING_MAX_BYTES) hall.close(connection, CLOSE.slow, 'slow')
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
