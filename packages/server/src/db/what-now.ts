// What an error of the database says about a batch that was under way.

/**
 * `ask-again`: the connection broke, perhaps after the commit; only the same ids again tell. `conflict`: another
 * transaction was first; nothing of ours stayed. `come-back`: the server has no room or no time now; nothing stayed.
 * `bad-row`: something in the batch cannot be.
 */
export type WhatNow = 'ask-again' | 'conflict' | 'come-back' | 'bad-row'

const CONFLICTS = new Set(['23505', '40001', '40P01'])
/** Cancelled by its time limit, lock not available, read-only while failing over. */
const COME_BACK = new Set(['57014', '55P03', '25006'])
const SQLSTATE = /^[0-9A-Z]{5}$/

/** Thrown by us while a batch was decided, before anything of it was written. */
export class Undecided extends Error {}

export const whatNow = (error: unknown): WhatNow => {
  if (error instanceof Undecided) return 'bad-row'
  const { code, severity } = error as { code?: unknown; severity?: unknown }
  // Node's own codes (EPIPE) can look like a SQLSTATE; only the server's errors have a severity.
  if (typeof code !== 'string' || !SQLSTATE.test(code) || severity === undefined) return 'ask-again'
  if (code.startsWith('57P') || code.startsWith('08')) return 'ask-again'
  if (CONFLICTS.has(code)) return 'conflict'
  // 53…: out of connections, memory or disk.
  if (COME_BACK.has(code) || code.startsWith('53')) return 'come-back'
  return 'bad-row'
}
