// When a worker that ended is started again, and when that has no sense any more.

/** Who lived so long has started well; his next end is a new story. */
export const LIVED_WELL_MS = 30_000
export const FIRST_RESTART_MS = 100
export const RESTART_MAX_MS = 5_000
/** Ends in a row, each soon after its start: about 20 s of trying. */
export const ENDS_IN_A_ROW_MAX = 8

export interface Restarts {
  readonly endsInARow: number
}

export const FRESH: Restarts = { endsInARow: 0 }

/** After an end: in how many ms to start again, or null to give up. */
export const afterEnd = (
  { endsInARow }: Restarts,
  livedMs: number,
): { readonly restarts: Restarts; readonly afterMs: number | null } => {
  const ends = livedMs >= LIVED_WELL_MS ? 1 : endsInARow + 1
  const afterMs = ends > ENDS_IN_A_ROW_MAX ? null : Math.min(RESTART_MAX_MS, FIRST_RESTART_MS * 2 ** (ends - 1))
  return { restarts: { endsInARow: ends }, afterMs }
}
