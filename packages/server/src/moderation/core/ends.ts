// When a mute or ban ends.
import { FOREVER, type Millis } from '@hawker/protocol'

/** A network is somebody else's by next week: a ban of one ends then at the latest. */
export const NETWORK_BAN_MAX_MS = 7 * 86_400_000

/** `seconds` null: until it is lifted. */
export const endOf = (now: Millis, seconds: number | null): Millis =>
  seconds === null ? FOREVER : now + seconds * 1000

export const networkEndOf = (now: Millis, until: Millis): Millis => Math.min(until, now + NETWORK_BAN_MAX_MS)
