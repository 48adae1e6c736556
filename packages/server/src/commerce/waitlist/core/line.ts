// Who in a line is asked at which price, and what an answer means for his place.

/** People asked in one statement: the SKU is locked meanwhile. */
export const ASKED_MAX = 100
/** Statements of one look; those further back are asked by the next. */
export const ROUNDS_MAX = 10
/** Who could not be given a piece when it was his turn is asked again, while pieces are free, after this. */
export const PASSED_AGAIN_MS = 10_000

export interface Candidate {
  readonly user: string
  readonly name: string
  readonly room: string
  readonly n: number
  /** A piece is kept back for him: he was not passed over before. */
  readonly counted: boolean
  /** The flash price of his room, where he may still have a piece at it; null: the shelf's price. */
  readonly flashMinor: number | null
  /** Pieces left at it. */
  readonly flashLeft: number
}

/**
 * Those at the front who can be asked together: of rooms that are known, and no more at a flash price than there are
 * pieces at it. Who comes after is asked when it is known what those before him took.
 */
export const askedTogether = (line: readonly Candidate[], known: (room: string) => boolean): Candidate[] => {
  const atFlash = new Map<string, number>()
  const together: Candidate[] = []
  for (const one of line) {
    if (!known(one.room)) break
    if (one.flashMinor !== null) {
      const taken = atFlash.get(one.room) ?? 0
      if (taken >= one.flashLeft) break
      atFlash.set(one.room, taken + 1)
    }
    together.push(one)
  }
  return together
}

/** `turn`: a piece is held for him. `passed`: he keeps his place, the next is asked. `stays`: there was none for him. */
export type Outcome = 'turn' | 'passed' | 'stays'

/** The verdict of the statement that places orders, by its letter; null: another changed what was believed, begin anew. */
export const outcomeOf = (verdict: string): Outcome | null => {
  switch (verdict) {
    case 'o':
      return 'turn'
    case 'h':
    case 'b':
    case 'x':
      return 'passed'
    case 's':
    case 'a':
      return 'stays'
    default:
      return null
  }
}
