// When a product may be shown to a room, and until when.
import { type Millis, type Refusal, type RoomStatus, refuse } from '@hawker/protocol'

/** A show that is being prepared, is on, or waits for its host. */
const LAUNCH_STATUSES: readonly RoomStatus[] = ['scheduled', 'rehearsal', 'live', 'paused', 'interrupted']

export interface LaunchAsk {
  readonly status: RoomStatus
  readonly onShelf: boolean
  readonly onSale: boolean
  readonly freePieces: number
}

/** Why a product may not be launched, or null when it may. */
export const launchRefusal = (ask: LaunchAsk): Refusal | null => {
  if (!ask.onShelf) return refuse('not-found')
  if (!LAUNCH_STATUSES.includes(ask.status)) return refuse('wrong-state')
  if (!ask.onSale) return refuse('wrong-state')
  if (ask.freePieces < 1) return refuse('sold-out')
  return null
}

/** When an offer ends by itself; null for open end. */
export const endsAt = (openedAt: Millis, lastsMs: number | null): Millis | null =>
  lastsMs === null ? null : openedAt + lastsMs

/** Whether a room's shelf sells. After the show it does, beside the replay; before it is announced or once it is banned it does not. */
export const sells = (status: RoomStatus | undefined): boolean =>
  status !== undefined && status !== 'draft' && status !== 'banned'
