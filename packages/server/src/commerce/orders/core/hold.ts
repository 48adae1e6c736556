// How long an order keeps pieces from others without money, and when a buyer may not hold more.
import type { Role } from '@hawker/protocol'

const MINUTE_MS = 60_000

export const HOLD_MS = 10 * MINUTE_MS
export const GUEST_HOLD_MS = 3 * MINUTE_MS
/** Open holds of one buyer; and one for each SKU. */
export const OPEN_HOLDS_MAX = 5
/** After this many unpaid holds within the window a buyer pauses; the pause counts from the newest of them. */
export const UNPAID_MAX = 3
export const UNPAID_WINDOW_MS = 60 * MINUTE_MS
export const PAUSE_MS = 10 * MINUTE_MS
/** A hold cancelled sooner than this hurt nobody. */
export const SECOND_THOUGHTS_MS = MINUTE_MS

/** How long a hold lasts for a role: a guest costs nothing to make, so it is short. */
export const holdMsOf = (role: Role): number => (role === 'guest' ? GUEST_HOLD_MS : HOLD_MS)

/** Whether a hold that was given back counts against the buyer. */
export const cancelCountsAsUnpaid = (heldForMs: number): boolean => heldForMs >= SECOND_THOUGHTS_MS
