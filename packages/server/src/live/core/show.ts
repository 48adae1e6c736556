// What a publisher coming, leaving and staying away does to the status of its room. S60.
import type { Millis, RoomStatus } from '@hawker/protocol'

/** How long a show waits for a publisher that was lost. */
export const GRACE_MS = 120_000

export type PictureEvent = 'came' | 'left' | 'stayed-away'

interface ShowRule {
  /** Whether a publisher is let in at all. */
  readonly admits: boolean
  /** Where the room goes; what is not named changes nothing. */
  readonly moves: Partial<Record<PictureEvent, RoomStatus>>
}

/** Going live is a decision of people: a picture alone never starts a show, it only keeps or ends one. */
export const SHOW: Readonly<Record<RoomStatus, ShowRule>> = {
  draft: { admits: true, moves: {} },
  scheduled: { admits: true, moves: {} },
  rehearsal: { admits: true, moves: {} },
  live: { admits: true, moves: { left: 'interrupted', 'stayed-away': 'interrupted' } },
  paused: { admits: true, moves: {} },
  interrupted: { admits: true, moves: { came: 'live', 'stayed-away': 'ended' } },
  ended: { admits: false, moves: {} },
  replay: { admits: false, moves: {} },
  banned: { admits: false, moves: {} },
}

export interface ShowMove {
  /** The only status this move may start from: whoever moved the room in between wins. */
  readonly from: RoomStatus
  readonly to: RoomStatus
  readonly graceEndsAt: Millis | null
}

/** The move an event causes, or null when the room stays where it is. */
export const moveOf = (status: RoomStatus, event: PictureEvent, now: Millis): ShowMove | null => {
  const to = SHOW[status].moves[event]
  if (to === undefined) return null
  return { from: status, to, graceEndsAt: to === 'interrupted' ? now + GRACE_MS : null }
}

/** What happens to the window of parts when its publisher stayed away: a paused show keeps it for as long as it pauses. */
export const keepsPicture = (status: RoomStatus): boolean => status === 'paused'
