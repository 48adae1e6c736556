// How the player gets over a fault. Pure: what broke and how often → what to do and when.

export type Fault =
  /** The decoder or the buffer gave up. */
  | 'media'
  /** Playlist or parts cannot be had. */
  | 'network'
  /** Nothing fails, but the picture stands. */
  | 'stall'

export interface Remedy {
  /** `heal`: reset the decoder in place. `rebuild`: begin again on the same address. */
  readonly act: 'heal' | 'rebuild'
  readonly afterMs: number
}

export const REBUILD_BASE_MS = 500
export const REBUILD_CAP_MS = 5000
/** Faults of the decoder that are healed in place before the player begins again. */
const HEALS_MAX = 2

/** `tries`: faults since the picture last ran for a while. */
export const remedyFor = (fault: Fault, tries: number, chance: number): Remedy => {
  if (fault === 'media' && tries < HEALS_MAX) return { act: 'heal', afterMs: 0 }
  const wait = Math.min(REBUILD_CAP_MS, REBUILD_BASE_MS * 2 ** Math.min(tries, 10))
  // Many players lose the same publisher at the same moment; they should not ask again at the same moment.
  return { act: 'rebuild', afterMs: Math.round(wait * (0.75 + chance / 2)) }
}
