// Sockets of people over all processes (G15): somebody in two of them counts once, and has no more than his share.
// Nobody waits for it: a socket is welcomed first, and closed or counted elsewhere a moment later.
import { type AppId, CLOSE, type RoomId, type UserId } from '@hawker/protocol'
import type { Presence, Sitting } from '#bus'
import type { FrameSink, Member } from './door.ts'

/** Of one person, over all his devices and pages. The oldest beyond it is closed with 4409. */
export const SOCKETS_PER_USER = 10

/** What seats must know of a room. */
interface SeatedRoom {
  readonly app: AppId
  readonly id: RoomId
  /** Another process counts this viewer, or does not any more. */
  countElsewhere(viewerKey: string, elsewhere: boolean): void
}

export interface SeatsDeps {
  readonly presence: Presence
  readonly processId: string
  readonly socketsPerUser: number
  readonly live: ReadonlyMap<string, SeatedRoom>
  readonly sink: () => FrameSink | null
}

/** Ids have no slashes; the connection's number in a process, and who sits there, are found again from it. */
const socketIdOf = (processId: string, app: AppId, user: UserId, connectionId: string) =>
  `${app}/${user}/${connectionId}/${processId}`

export const createSeats = ({ presence, processId, socketsPerUser, live, sink }: SeatsDeps) => {
  const sittingOf = ({ app, id }: SeatedRoom, { actor, viewerKey, connectionId }: Member): Sitting | null =>
    actor.kind === 'person'
      ? { app, viewer: viewerKey, room: id, socketId: socketIdOf(processId, app, actor.person.id, connectionId) }
      : null

  const stopWatching = presence.watch({
    evict: (socketId) => {
      const [app, user, connectionId] = socketId.split('/') as [AppId, UserId, string]
      sink()?.closeSocket(app, user, connectionId, CLOSE.replaced, 'too many pages')
    },
    counts: (app, room, viewer, counted) => live.get(`${app}/${room}`)?.countElsewhere(viewer, !counted),
  })

  return {
    /** Who only watches has one socket and no name: nothing to compare. */
    enter: (room: SeatedRoom, member: Member): void => {
      const sitting = sittingOf(room, member)
      if (sitting === null) return
      void presence.enter(sitting, socketsPerUser).then(({ counted }) => room.countElsewhere(sitting.viewer, !counted))
    },
    leave: (room: SeatedRoom, member: Member): void => {
      const sitting = sittingOf(room, member)
      if (sitting) presence.leave(sitting)
    },
    stop: stopWatching,
  }
}

export type Seats = ReturnType<typeof createSeats>
