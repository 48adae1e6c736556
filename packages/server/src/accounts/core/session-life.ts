// How long a session lives.
import type { Millis } from '@hawker/protocol'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export const STAFF_IDLE_MS = 12 * HOUR_MS
export const STAFF_MAX_MS = 7 * DAY_MS
/** Guests and viewers: they hold no rights over others, and losing a cart hurts. */
export const VIEWER_MAX_MS = 30 * DAY_MS
/** `seen_at` is written this often in an idle time at most: every 5 minutes for staff, every 5 hours for viewers. */
const SEEN_STEPS = 144

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
export const isToBeMarked = (life: SessionLife, now: Millis): boolean => now - life.seenAt >= life.idleMs / SEEN_STEPS
