// Pieces put in (`50`, `+50`) or taken out (`-3`). Pure.
import { PIECES_MAX } from '../limits.ts'

/** Null: not a number of pieces, or none. */
export const readPieces = (typed: string): number | null => {
  const match = /^\s*([+\-−–]?)\s*(\d{1,8})\s*$/.exec(typed)
  if (!match) return null
  const pieces = Number(match[2]) * (match[1] === '' || match[1] === '+' ? 1 : -1)
  return pieces === 0 || Math.abs(pieces) > PIECES_MAX ? null : pieces
}

export type RestockFault = 'restock' | 'restock-more'

/** What is wrong with it, beside what is free now; the server decides, as orders go on. */
export const faultOfRestock = (typed: string, free: number): RestockFault | null => {
  const pieces = readPieces(typed)
  if (pieces === null) return 'restock'
  return free + pieces < 0 ? 'restock-more' : null
}
