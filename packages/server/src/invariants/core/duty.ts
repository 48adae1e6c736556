// When to count again. Counting takes longer the more orders there are; it never takes more than a small part of the time.

/** Apps in which something happened are counted so often, all of them so often. */
export const CHANGED_EVERY_MS = 10_000
export const ALL_EVERY_MS = 60_000
/** A count that took a second is not begun again for so many. */
export const REST = 10

export interface Count {
  readonly startedAt: number
  readonly tookMs: number
}

const isDue = (now: number, last: Count | null, everyMs: number): boolean =>
  last === null || now - last.startedAt >= Math.max(everyMs, last.tookMs * REST)

export const whatIsDue = (now: number, all: Count | null, changed: Count | null): 'all' | 'changed' | null => {
  if (isDue(now, all, ALL_EVERY_MS)) return 'all'
  const latest = changed === null || (all !== null && all.startedAt > changed.startedAt) ? all : changed
  return isDue(now, latest, CHANGED_EVERY_MS) ? 'changed' : null
}
