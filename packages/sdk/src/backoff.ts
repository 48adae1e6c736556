// How long to wait before trying again: full jitter, so that ten thousand clients do not come back in the same second.
import type { Machine } from './machine.ts'

export const BACKOFF_BASE_MS = 1_000
export const BACKOFF_CAP_MS = 30_000

/** A random part of a span that doubles with each attempt, up to the cap. The first attempt is 0. */
export const backoffMs = (
  attempt: number,
  machine: Machine,
  baseMs = BACKOFF_BASE_MS,
  capMs = BACKOFF_CAP_MS,
): number => Math.round(machine.chance() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 16)))
