// The states of a room and the moves between them (S60), as a table.
import type { Millis, RoomStatus } from '@hawker/protocol'

export const MOVES: Readonly<Record<RoomStatus, readonly RoomStatus[]>> = {
  draft: ['scheduled', 'rehearsal', 'live', 'banned'],
  scheduled: ['draft', 'rehearsal', 'live', 'ended', 'banned'],
  rehearsal: ['scheduled', 'live', 'ended', 'banned'],
  live: ['paused', 'interrupted', 'ended', 'banned'],
  paused: ['live', 'ended', 'banned'],
  interrupted: ['live', 'paused', 'ended', 'banned'],
  ended: ['replay', 'banned'],
  replay: ['ended', 'banned'],
  banned: ['ended'],
}

export const mayMove = (from: RoomStatus, to: RoomStatus): boolean => MOVES[from].includes(to)

/** Set by the system when it misses the publisher, never by a person. */
export const SYSTEM_ONLY: readonly RoomStatus[] = ['interrupted']

/** States in which people speak and like. */
const OPEN: readonly RoomStatus[] = ['scheduled', 'rehearsal', 'live', 'paused', 'interrupted']
export const isOpen = (status: RoomStatus): boolean => OPEN.includes(status)

/** Only staff know that it exists. */
export const isHidden = (status: RoomStatus): boolean => status === 'draft'

/** What a move needs to know of the room. */
export interface StatusFields {
  readonly status: RoomStatus
  readonly statusReason: string | null
  readonly startedAt: Millis | null
  readonly endedAt: Millis | null
  readonly graceEndsAt: Millis | null
}

/** The fields after a legal move. The show began when it first went live, and ended when it last did. */
export const moved = (
  room: StatusFields,
  to: RoomStatus,
  more: { at: Millis; reason: string | null; graceEndsAt: Millis | null },
): StatusFields => ({
  status: to,
  statusReason: more.reason,
  startedAt: to === 'live' ? (room.startedAt ?? more.at) : room.startedAt,
  endedAt: to === 'ended' ? (room.endedAt ?? more.at) : room.endedAt,
  graceEndsAt: to === 'interrupted' ? more.graceEndsAt : null,
})
