// Where somebody stands on a board, and how far it is to the place above.

/** A board is a few seconds behind the gift that changes it. */
export const BOARD_LAGS_MS = 4_000

export interface Ranked {
  readonly rank: number
  readonly coins: number
}

export interface Own {
  /** Null: below those who are ranked. */
  readonly rank: number | null
  readonly coins: number
}

export interface Ahead {
  readonly rank: number
  /** Coins with which one would stand there. */
  readonly coins: number
}

/** The next place up; null at the top, and where nobody gave anything. */
export const aheadOf = (leaders: readonly Ranked[], you: Own | null): Ahead | null => {
  const above = leaders.filter(({ rank }) => you?.rank == null || rank < you.rank).at(-1)
  return above ? { rank: above.rank, coins: above.coins - (you?.coins ?? 0) + 1 } : null
}
