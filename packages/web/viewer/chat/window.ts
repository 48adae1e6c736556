// Which lines of chat are in the page. Pure: the list is the room's, newest last; lines are known by their offset.

/** Lines in the page at once. */
export const LINES_SHOWN = 60
/** How far one turn of the wheel at the top goes back. */
const LINES_BACK = 20
/** Above this many new lines a second nothing moves any more, lines only appear. */
export const STILL_ABOVE_PER_S = 8

interface Line {
  readonly offset: number
}

/** `until`: offset of the last line shown while the reader is further up; null while he follows. */
export interface ChatWindow {
  readonly until: number | null
  /** Newest offset the reader has had before his eyes. */
  readonly read: number
}

export const FOLLOWING: ChatWindow = { until: null, read: 0 }

const lastOffset = (lines: readonly Line[]): number => lines[lines.length - 1]?.offset ?? 0

export const shownLines = <L extends Line>(lines: readonly L[], window: ChatWindow): readonly L[] => {
  if (window.until === null) return lines.slice(-LINES_SHOWN)
  const until = window.until
  const end = lines.findIndex(({ offset }) => offset > until)
  // What was looked at may have been forgotten since: then the oldest lines still kept are shown.
  const stop = end === -1 ? lines.length : Math.max(end, Math.min(LINES_SHOWN, lines.length))
  return lines.slice(Math.max(0, stop - LINES_SHOWN), stop)
}

export const unreadCount = (lines: readonly Line[], window: ChatWindow): number => {
  if (window.until === null) return 0
  let count = 0
  for (let i = lines.length - 1; i >= 0 && (lines[i]?.offset ?? 0) > window.read; i--) count++
  return count
}

/** The reader left the end: what he sees stays where it is. */
export const scrolledUp = (lines: readonly Line[], window: ChatWindow): ChatWindow =>
  window.until === null ? { until: lastOffset(lines), read: lastOffset(lines) } : window

/** At the top, further back. */
export const older = (lines: readonly Line[], window: ChatWindow): ChatWindow => {
  const shown = shownLines(lines, window)
  const first = lines.findIndex(({ offset }) => offset === shown[0]?.offset)
  if (first <= 0) return window
  const stop = Math.max(LINES_SHOWN, first + shown.length - LINES_BACK)
  const until = lines[stop - 1]?.offset
  return until === undefined ? window : { ...window, until }
}

/** At the lower end of what is shown: further on, or following again when that was all. */
export const newer = (lines: readonly Line[], window: ChatWindow): ChatWindow => {
  if (window.until === null) return window
  const shown = shownLines(lines, window)
  const end = lines.findIndex(({ offset }) => offset === shown[shown.length - 1]?.offset) + LINES_BACK
  const until = lines[end]?.offset
  return until === undefined ? FOLLOWING : { until, read: Math.max(window.read, until) }
}

/** How many lines came within the last second, from the times at which they were heard. */
export const linesPerSecond = (heardAt: readonly number[], now: number): number =>
  heardAt.filter((at) => now - at < 1000).length
