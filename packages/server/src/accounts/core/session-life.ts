// How long a session lives.
import type { Millis } from '@hawker/protocol'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export const STAFF_IDLE_MS = 12 * HOUR_MS
export const STAFF_MAX_MS = 7 * DAY_MS
/** Guests and viewers: they hold no rights over others, and losing a cart hurts. */
export const VIEWER_MAX_MS = 30 * DAY_MS
/** `seen_at` is written no more often than this. */
export const SEEN_STEP_MS = 5 * 60_000

export interface SessionLife {
  readonly seenAt: Millis
  readonly expiresAt: Millis
  readonly idleMs: number
}

export const newLife = (kind: 'guest' | 'viewer' | 'staff', now: Millis): SessionLife =>
  kind === 'staff'
    ? { seenAt: now, expiresAt: now + STAFF_MAX_MS, idleMs: STAFF_IDLE_MS }
    : { seenAt: now, expiresAt: now + VIEWER_MAX_MS, idleMs: VIEWER_MAX_MS }

export const endsAt = (life: SessionLife): Millis => Math.min(life.expiresAt, life.seenAt + life.idleMs)
export const isOver = (life: SessionLife, now: Millis): boolean => now >= endsAt(life)
