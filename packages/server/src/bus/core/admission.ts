// Frequency control of one room: which entries of an append are admitted, dearest class first.
import { P1_HEADROOM_PER_S, type Priority, ROOM_BUDGET_PER_S } from '@hawker/protocol'

export interface Budget {
  /** Messages a second that P1, P2 and P3 share; a second's worth may come at once. */
  readonly perS: number
  /** Besides, for P1 alone: no flood of chat earlier in the second crowds a gift out. */
  readonly p1HeadroomPerS: number
}

export const DEFAULT_BUDGET: Budget = { perS: ROOM_BUDGET_PER_S, p1HeadroomPerS: P1_HEADROOM_PER_S }

/** What is left of a budget. Both tokens are whole or parts of messages. */
export interface Tokens {
  shared: number
  headroom: number
  atMs: number
}

export const fullTokens = (budget: Budget, nowMs: number): Tokens => ({
  shared: budget.perS,
  headroom: budget.p1HeadroomPerS,
  atMs: nowMs,
})

/** Time that goes back gives nothing and takes nothing. */
const refill = (tokens: Tokens, budget: Budget, nowMs: number): void => {
  const seconds = Math.max(0, nowMs - tokens.atMs) / 1000
  tokens.shared = Math.min(budget.perS, tokens.shared + seconds * budget.perS)
  tokens.headroom = Math.min(budget.p1HeadroomPerS, tokens.headroom + seconds * budget.p1HeadroomPerS)
  tokens.atMs = nowMs
}

export const DROPPED = 0
export const ADMITTED = 1
export const TOLD_BEFORE = 2

/** What admission reads of an entry. */
export interface Asking {
  readonly priority: Priority
  readonly onceId?: string
}

/**
 * One flag for each entry. P0 always passes. P1 spends its headroom first and the shared budget after, P2 and P3 only
 * the shared one, in that order; inside a class who came first passes first. So nothing of a lower class is admitted
 * while something of a higher one is dropped.
 */
export const admit = (
  tokens: Tokens,
  budget: Budget,
  entries: readonly Asking[],
  nowMs: number,
  isTold: (onceId: string) => boolean,
  exempt = false,
): Uint8Array => {
  refill(tokens, budget, nowMs)
  const flags = new Uint8Array(entries.length)
  /** Ids told by this very append. */
  const once = new Set<string>()
  const takes = (priority: Priority): boolean => {
    if (exempt || priority === 0) return true
    if (priority === 1 && tokens.headroom >= 1) {
      tokens.headroom -= 1
      return true
    }
    if (tokens.shared < 1) return false
    tokens.shared -= 1
    return true
  }
  for (let priority = 0; priority <= 3; priority++) {
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i]!
      if (entry.priority !== priority) continue
      if (entry.onceId !== undefined && (isTold(entry.onceId) || once.has(entry.onceId))) {
        flags[i] = TOLD_BEFORE
        continue
      }
      if (!takes(entry.priority)) continue
      flags[i] = ADMITTED
      if (entry.onceId !== undefined) once.add(entry.onceId)
    }
  }
  return flags
}
