// How often a room speaks: CPU follows frames, not messages, so a full room speaks less often.

const TICKS: readonly { below: number; tickMs: number }[] = [
  { below: 2_000, tickMs: 50 },
  { below: 10_000, tickMs: 100 },
  { below: 13_000, tickMs: 150 },
  { below: 17_000, tickMs: 200 },
]
const LONGEST_TICK_MS = 250

/** Least time between two frames that this process starts, by its own viewers of the room. */
export const tickMs = (localViewers: number): number => {
  for (const step of TICKS) if (localViewers < step.below) return step.tickMs
  return LONGEST_TICK_MS
}

/** How long joins, follows and hearts are gathered into one notice. */
export const mergeMs = (localViewers: number): number => (localViewers < 2_000 ? 500 : 1_000)

/** Each latest value goes out at most this often. */
export const LATEST_EVERY_MS = 1_000
/** Oftener, so that the number on each page is right within a second, wherever somebody came or left. */
export const VIEWERS_EVERY_MS = 700
/** Oftener still: somebody may be waiting to bid against it. */
export const BIDDING_EVERY_MS = 200
/** A room with viewers is never silent for longer: the next offset in a frame shows them a lost last one. */
export const BEAT_MS = 10_000
