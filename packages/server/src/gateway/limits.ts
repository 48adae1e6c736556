// What one socket, one user, one address and the process may use. Everything a stranger can cost us is bounded here.
import { readFileSync } from 'node:fs'

/** Hello within this, in turns of the wheel (seconds). */
export const HELLO_WITHIN_S = 5
/** A ping to every socket this often, and the end of one that was not heard for so long. */
export const PING_EVERY_S = 20
export const SILENCE_MAX_S = 40
/** A socket told to close that is still there after this is cut. */
export const CLOSE_WITHIN_S = 5
/** How often who stands behind a user's sockets is read again. */
export const REREAD_EVERY_S = 60
/** How many such readings are under way at once. */
export const REREADS_AT_ONCE = 8

/** One message, in bytes of UTF-8. */
export const MESSAGE_MAX_BYTES = 16_384
/** Messages a second a socket may send, and how many at once; staff thrice that. */
export const MESSAGES_PER_S = 10
export const MESSAGES_BURST = 20
export const STAFF_FACTOR = 3
/** Messages a second of one user over all his sockets, and how many at once. */
export const USER_MESSAGES_PER_S = 20
export const USER_MESSAGES_BURST = 40
/** A message costs one, and one more for each of these: a socket that sends only large ones stays under 64 KB/s. */
export const BYTES_PER_EXTRA_MESSAGE = 4_096
/** Refusals for rate or form within `STRIKES_WITHIN_MS` that end a socket. */
export const STRIKES_MAX = 3
export const STRIKES_WITHIN_MS = 10_000
/** Between two questions of one socket for what it missed. */
export const RESUME_EVERY_MS = 500

/** Bytes waiting for a slow reader before it is told "slow" and closed. */
export const WAITING_MAX_BYTES = 262_144

/**
 * Or more than this that does not become less: the kernel has taken megabytes before we see any of it, so whoever is
 * this far behind reads nothing at all. In turns of the wheel.
 */
export const STALLED_MIN_BYTES = 16_384
export const STALLED_MAX_S = 3
/** Pings and pongs of a client nobody asked for, each second and at once; the rest ends the socket. */
export const CONTROL_PER_S = 2
export const CONTROL_BURST = 20

/** `Retry-After` of a refused socket is random up to this. */
export const RETRY_AFTER_MAX_S = 30
/** How long clients spread their return after a drain: a base, a share for each socket, and a cap. */
export const RETURN_BASE_MS = 2_000
export const RETURN_PER_SOCKET_MS = 3
export const RETURN_MAX_MS = 30_000
/** A drain closes sockets in slices this far apart. */
export const DRAIN_SLICE_MS = 100

/**
 * What the whole port shares, chat, FLV viewers and browser ingest alike: the runtime has one set for all sockets.
 * A GOP at 16 Mbps is 4 MB; the smaller limits of chat are held in code.
 */
export const PORT_MESSAGE_MAX_BYTES = 2_097_152
export const PORT_WAITING_MAX_BYTES = 8_388_608
/** Our own wheel looks for dead peers; this only ends what the wheel does not know. */
export const PORT_IDLE_TIMEOUT_S = 120

export interface GatewayLimits {
  readonly sockets: number
  readonly socketsPerUser: number
  readonly socketsPerAddress: number
  readonly mutePerAddress: number
  readonly mute: number
}

/** Descriptors kept for files, the database and HTTP. */
const DESCRIPTORS_KEPT = 512
const SOCKETS_WHEN_UNKNOWN = 8_000

/** How many descriptors this process may open; null where the system does not say. */
const descriptorLimit = (): number | null => {
  try {
    const line = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))
    return line ? Number(line[1]) : null
  } catch {
    return null
  }
}

export const defaultLimits = (): GatewayLimits => {
  const descriptors = descriptorLimit()
  return {
    sockets: descriptors === null ? SOCKETS_WHEN_UNKNOWN : Math.max(64, descriptors - DESCRIPTORS_KEPT),
    socketsPerUser: 10,
    socketsPerAddress: 200,
    mutePerAddress: 50,
    mute: 2_000,
  }
}
