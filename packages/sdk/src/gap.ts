// After a snapshot in the place of what was missed: what of it was seen, and whether lines in between are gone.
import type { OrderedEvent, Position, Snapshot } from '@hawker/protocol'
import type { RoomState } from './room-state.ts'

/** How many lines, gifts and purchases may be gone at most; `unknown` when the log began anew in between. */
export type Lost = number | 'unknown'

export interface Gap {
  /** Where we stood. */
  readonly from: Position
  /** Where the snapshot stands. */
  readonly to: Position
  readonly lost: Lost
  /** What the snapshot brought that was not known here. */
  readonly caughtUp: number
}

const idOf = ({ id }: OrderedEvent): string => id

/**
 * A snapshot ends with the newest lines, gifts and purchases without a hole between them. When one of them was known here
 * already, or they begin right behind where we stood, nothing is gone. State that is missing is in the snapshot itself.
 */
export const gapOf = (before: RoomState, from: Position, { position: to, recent }: Snapshot): Gap => {
  const known = new Set([...before.chat, ...before.gifts, ...before.purchases].map(({ id }) => id))
  const caughtUp = recent.filter(({ event }) => !known.has(idOf(event))).length
  const touches = caughtUp < recent.length
  if (touches) return { from, to, lost: 0, caughtUp }
  if (to.epoch !== from.epoch) return { from, to, lost: known.size === 0 ? 0 : 'unknown', caughtUp }
  const next = recent[0]?.offset ?? to.offset + 1
  return { from, to, lost: Math.max(0, next - 1 - from.offset), caughtUp }
}
